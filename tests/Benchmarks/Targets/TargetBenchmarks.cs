using System.Runtime.CompilerServices;

namespace Benchmarks.Targets;

/// <summary>All rows that have a target and need no other OCFL tool.</summary>
internal static class TargetBenchmarks
{
    public static IEnumerable<Benchmark> All(TargetSettings settings)
    {
        Benchmark[] rows = [.. HashTargets.All(settings), .. ToolTargets.All(settings), .. UpdateTargets.All(settings)];
        return
        [
            .. rows,
            OcflPyTargets.Create(settings),
            new("targets", "all of hash, tool-… and update-…, with --tool, --rounds and --scale", (scratch, stop) => RunAsync(
                rows, scratch, stop)),
        ];
    }

    private static async IAsyncEnumerable<Measurement> RunAsync(
        Benchmark[] rows, string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Benchmark row in rows)
        {
            foreach (Measurement measurement in await MeasureAsync(row, scratch, cancellationToken))
            {
                yield return measurement;
            }
        }
    }

    // A row that fails does not lose the others.
    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(Benchmark row, string scratch, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateDirectory(Path.Combine(scratch, row.Name)).FullName;
        List<Measurement> measurements = [];
        try
        {
            await foreach (Measurement measurement in row.RunAsync(folder, cancellationToken))
            {
                measurements.Add(measurement);
            }
        }
        catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException or IOException)
        {
            measurements.Add(new Measurement(row.Name, 0, "", failure.Message.ReplaceLineEndings(" ")) { IsMet = false });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return measurements;
    }
}
