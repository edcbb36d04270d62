using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Targets;

/// <summary>Runs a program to its end, and measures it as a whole: its start, and its children.</summary>
internal static class Command
{
    // Both measure what they wait for; their own start is not in it. Only GNU time knows the memory.
    private const string TimeProgram = "/usr/bin/time";
    private const string Timed = $"""exec {TimeProgram} -q -f '%U %S %e %M' "$@" >/dev/null""";
    private const string TimedByShell = """TIMEFORMAT='%U %S %R 0'; time "$@" >/dev/null""";

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

        double[] times =
        [
            .. error.TrimEnd().Split('\n')[^1].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
        ];
        return new Cost(times[2], times[0] + times[1], times[3] / 1000);
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
        string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.00} s ({ProcessorSeconds:0.00} s of processor{Memory})");

    private string Memory => PeakMegabytes > 0 ? string.Create(CultureInfo.InvariantCulture, $", {PeakMegabytes:0} MB") : "";
}
