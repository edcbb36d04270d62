using System.Globalization;
using System.Text;

namespace Benchmarks.Engine;

/// <summary>The measurements as a Markdown table, with the targets and how many times better than each peer.</summary>
internal static class EngineTable
{
    private static readonly Row[] Rows =
    [
        new(EngineRows.FanOut, "fan-out of 10,000 activities", "50,000/s", MoreIsBetter: true),
        new(EngineRows.Three, "5,000 orchestrations of three activities, 64 at a time", "5,000/s", MoreIsBetter: true),
        new(EngineRows.Row, "20,000 activities in a row", "5,000/s", MoreIsBetter: true),
        new(EngineRows.RowEnd, "the last 1,000 of them beside the first 1,000", "1 x", MoreIsBetter: true),
        new(EngineRows.LatencyMedian, "one activity on an idle engine, p50", "1.0 ms", MoreIsBetter: false),
        new(EngineRows.LatencyTail, "one activity on an idle engine, p99", "5 ms", MoreIsBetter: false),
        new(EngineRows.Start, "start with 1,000,000 finished and 1,000 running instances", "0.15 s", MoreIsBetter: false),
        new(EngineRows.Waiting, "100,000 orchestrations that wait", "33 MB", MoreIsBetter: false),
        new(EngineRows.Chaos, "killed under load; nothing acknowledged lost or doubled", "50 kills", MoreIsBetter: true),
    ];

    public static string Write(IReadOnlyList<Measurement> all)
    {
        Dictionary<string, Measurement> measured = all.ToDictionary(measurement => measurement.Name, StringComparer.Ordinal);
        string[] peers = [.. EnginePeers.Names.Where(peer => Rows.Any(row => measured.ContainsKey(EnginePeers.NameOf(peer, row.Name))))];
        var text = new StringBuilder();
        string names = string.Concat(peers.Select(peer => $" {peer} |"));
        string lines = string.Concat(peers.Select(_ => "---|"));
        text.AppendLine(CultureInfo.InvariantCulture, $"| work | DurableTask.Sqlite | target |{names} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|---|---|{lines}---|");
        foreach (Row row in Rows)
        {
            if (measured.TryGetValue(row.Name, out Measurement? ours))
            {
                string beside = string.Concat(peers.Select(peer => $" {Beside(row, ours, peer, measured)} |"));
                text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Text} | {Value(ours)} | {row.Target} |{beside} {ours.Detail} |");
            }
        }

        if (measured.TryGetValue(EngineRows.FlushMedian, out Measurement? flush))
        {
            double cores = measured[EngineRows.Cores].Value;
            string tail = Value(measured[EngineRows.FlushTail]);
            text.AppendLine();
            text.AppendLine(
                CultureInfo.InvariantCulture, $"{cores} cores; one flush of this disk takes {Value(flush)} (p50), {tail} (p99).");
        }

        return text.ToString();
    }

    private static string Beside(Row row, Measurement ours, string peer, Dictionary<string, Measurement> measured)
    {
        if (!measured.TryGetValue(EnginePeers.NameOf(peer, row.Name), out Measurement? theirs))
        {
            return string.Empty;
        }

        double ratio = row.MoreIsBetter ? ours.Value / theirs.Value : theirs.Value / ours.Value;
        return string.Create(CultureInfo.InvariantCulture, $"{Value(theirs)} ({ratio:0.#} x)");
    }

    private static string Value(Measurement measurement) => measurement switch
    {
        { Unit: "/s" } => string.Create(CultureInfo.InvariantCulture, $"{measurement.Value:#,0}/s"),
        { Value: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{measurement.Value:0.##} {measurement.Unit}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{measurement.Value:#,0} {measurement.Unit}"),
    };

    private sealed record Row(string Name, string Text, string Target, bool MoreIsBetter);
}
