using System.Globalization;

namespace Benchmarks.Targets;

/// <summary>How the rows of targets are measured.</summary>
/// <param name="Tool">The tool <c>ocfl</c>, published; null for the one that is built with the benchmarks, which starts more slowly.</param>
/// <param name="Scale">What all sizes and numbers are multiplied by, to try the command; 1 for the targets.</param>
/// <param name="Rounds">How many rounds there are, of which the medians count.</param>
/// <param name="Memory">
/// The folder on a memory file system where the tool is measured; null for the folder of the others. A disk of ext4 searches the
/// numbers of files that were deleted in the last minutes whenever a file is created, and rounds delete many.
/// </param>
/// <param name="OcflPy">The folder of ocfl-py's scripts; null if it is not measured.</param>
internal sealed record TargetSettings(string? Tool, double Scale, int Rounds, string? Memory, string? OcflPy)
{
    /// <summary>The command of the tool.</summary>
    public IReadOnlyList<string> Ocfl =>
        Tool is null ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "Ocfl.Cli.dll")] : [Tool];

    /// <summary>A number of files or of bytes, scaled.</summary>
    public long Of(long number, long least = 1) => Math.Max(least, (long)(number * Scale));

    /// <summary>A measurement that is compared with a target.</summary>
    public static Measurement AtMost(string name, double value, double most, string unit, string detail) => new(
        name, value, unit, detail, string.Create(CultureInfo.InvariantCulture, $"at most {most:0.##} {unit}"))
    { IsMet = value <= most };

    /// <summary>A measurement that is compared with a target.</summary>
    public static Measurement AtLeast(string name, double value, double least, string unit, string detail) => new(
        name, value, unit, detail, string.Create(CultureInfo.InvariantCulture, $"at least {least:0.##} {unit}"))
    { IsMet = value >= least };

    /// <summary>How many times as long ours takes as the other.</summary>
    public static Measurement Ratio(string name, double ours, double other, double most, string detail) =>
        AtMost(name, ours / other, most, "×", detail);
}
