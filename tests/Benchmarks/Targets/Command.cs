using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Targets;

/// <summary>Runs a program to its end, and measures it as a whole: its start, and its children.</summary>
internal static class Command
{
    // bash measures what it waits for; its own start is not in it.
    private const string Timed = """TIMEFORMAT='%U %S %R'; time "$@" >/dev/null""";

    /// <summary>Runs a program.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<Cost> RunAsync(IEnumerable<string> program, CancellationToken cancellationToken)
    {
        string[] all = [.. program];
        ProcessStartInfo start = new("bash", ["-c", Timed, "bash", .. all]) { RedirectStandardError = true };
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
        return new Cost(times[2], times[0] + times[1]);
    }
}

/// <summary>What something takes.</summary>
/// <param name="Seconds">The time on the clock.</param>
/// <param name="ProcessorSeconds">The processor time, of user and system.</param>
internal sealed record Cost(double Seconds, double ProcessorSeconds)
{
    public static Cost operator +(Cost left, Cost right) =>
        new(left.Seconds + right.Seconds, left.ProcessorSeconds + right.ProcessorSeconds);

    /// <summary>The median of each figure.</summary>
    public static Cost MedianOf(IReadOnlyCollection<Cost> costs) =>
        new(MedianOf(costs.Select(cost => cost.Seconds)), MedianOf(costs.Select(cost => cost.ProcessorSeconds)));

    /// <summary>The median of figures.</summary>
    public static double MedianOf(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.00} s ({ProcessorSeconds:0.00} s of processor)");
}
