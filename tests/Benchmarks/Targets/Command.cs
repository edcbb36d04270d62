using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Targets;

/// <summary>Runs a program to its end, and measures it as a whole: its start, and its children.</summary>
internal static class Command
{
    // The shell's times have milliseconds; those of GNU time have hundredths, cut off, which is a tenth of a short run. Only GNU time knows
    // the memory.
    private const string TimeProgram = "/usr/bin/time";
    private const string Timed = $"""TIMEFORMAT='%3U %3S %3R'; time {TimeProgram} -q -f '%M' "$@" >/dev/null""";
    private const string TimedByShell = """TIMEFORMAT='%3U %3S %3R'; echo 0 >&2; time "$@" >/dev/null""";

    /// <summary>Runs a program.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<Cost> RunAsync(IEnumerable<string> program, CancellationToken cancellationToken)
    {
        string[] all = [.. program];
        ProcessStartInfo start = new("bash", ["-c", File.Exists(TimeProgram) ? Timed : TimedByShell, "bash", .. all]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', all)} ended with {process.ExitCode}: {error}");
        }

        // The memory, then the times of the user, of the system and on the clock.
        double[] figures =
        [
            .. error.TrimEnd().Split('\n')[^2..].SelectMany(line => line.Split(' ')).Select(
                text => double.Parse(text, CultureInfo.InvariantCulture)),
        ];
        return new Cost(figures[3], figures[1] + figures[2], figures[0] / 1000);
    }
}

/// <summary>What something takes.</summary>
/// <param name="Seconds">The time on the clock.</param>
/// <param name="ProcessorSeconds">The processor time, of user and system.</param>
/// <param name="PeakMegabytes">The most resident memory of a process of it; 0 if it is not known.</param>
internal sealed record Cost(double Seconds, double ProcessorSeconds, double PeakMegabytes = 0)
{
    public static Cost operator +(Cost left, Cost right) =>
        new(
            left.Seconds + right.Seconds,
            left.ProcessorSeconds + right.ProcessorSeconds,
            Math.Max(left.PeakMegabytes, right.PeakMegabytes));

    /// <summary>The median of each figure.</summary>
    public static Cost MedianOf(IReadOnlyCollection<Cost> costs) => new(
        MedianOf(costs.Select(cost => cost.Seconds)),
        MedianOf(costs.Select(cost => cost.ProcessorSeconds)),
        MedianOf(costs.Select(cost => cost.PeakMegabytes)));

    /// <summary>The median of figures.</summary>
    public static double MedianOf(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Show(Seconds)} s ({Show(ProcessorSeconds)} s of processor{Memory})");

    private static string Show(double seconds) => seconds.ToString(seconds < 1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    private string Memory => PeakMegabytes > 0 ? string.Create(CultureInfo.InvariantCulture, $", {PeakMegabytes:0} MB") : "";
}
