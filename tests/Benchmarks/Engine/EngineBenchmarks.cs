using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Benchmarks.Engine;

/// <summary>The embedded engine on a disk. Each row is measured in a process of its own, which starts with an empty database.</summary>
internal static class EngineBenchmarks
{
    private const string All = "engine";

    /// <param name="peers">Whether Restate and DBOS are installed and measured too.</param>
    /// <param name="kills">How often the chaos row kills the process.</param>
    public static IEnumerable<Benchmark> Named(bool peers, int kills) =>
    [
        new(All, "all of the rows below as one table; with --peers beside Restate and DBOS", (scratch, stop) => AllAsync(
            scratch, peers, kills, stop))
        {
            Summarize = EngineTable.Write,
        },
        new("engine-disk", "how long the disk takes to flush one write", FlushMeter.MeasureAsync),
        new("engine-fan-out", "one orchestration with 10,000 activities at once", EngineThroughput.FanOutAsync),
        new("engine-three", "5,000 orchestrations of three activities, 64 at a time", EngineThroughput.ThreeAsync),
        new("engine-row", "one orchestration with 20,000 activities in a row", EngineThroughput.RowAsync),
        new("engine-latency", "one orchestration of one activity on an idle engine", EngineThroughput.LatencyAsync),
        new("engine-start", "start with 1,000,000 finished and 1,000 running instances", EngineFootprint.StartAsync),
        new("engine-waiting", "memory of 100,000 orchestrations that wait", EngineFootprint.WaitingAsync),
        new("engine-chaos", "the process is killed under load, --kills times; what was acknowledged is checked", (scratch, stop) =>
            EngineChaos.MeasureAsync(scratch, kills, stop)),
    ];

    private static async IAsyncEnumerable<Measurement> AllAsync(
        string scratch, bool peers, int kills, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Benchmark row in Named(peers: false, kills).Where(row => row.Name != All))
        {
            foreach (Measurement measurement in await ApartAsync(row.Name, scratch, kills, cancellationToken))
            {
                yield return measurement;
            }
        }

        if (peers)
        {
            await foreach (Measurement measurement in EnginePeers.MeasureAsync(scratch, cancellationToken))
            {
                yield return measurement;
            }
        }
    }

    /// <summary>Measures a row in a process of its own, with the garbage collector's defaults.</summary>
    private static async Task<List<Measurement>> ApartAsync(string row, string scratch, int kills, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("dotnet", [
            typeof(EngineBenchmarks).Assembly.Location,
            row,
            "--scratch",
            scratch,
            "--kills",
            kills.ToString(CultureInfo.InvariantCulture),
            "--json",
        ])
        { RedirectStandardOutput = true };
        start.Environment["DOTNET_GCgen0size"] = "0";
        using Process apart = Process.Start(start)!;
        string output = await apart.StandardOutput.ReadToEndAsync(cancellationToken);
        await apart.WaitForExitAsync(cancellationToken);
        return apart.ExitCode == 0
            ? [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Measurement>(line)!)]
            : throw new InvalidOperationException($"{row} failed with the exit code {apart.ExitCode}.");
    }
}
