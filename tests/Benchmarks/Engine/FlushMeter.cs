using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Benchmarks.Engine;

/// <summary>What the disk takes for the write of one small transaction: two pages at the place of older ones, and a flush.</summary>
internal static class FlushMeter
{
    private const int Flushes = 1_000;
    private const int Length = 2 * (4096 + 24);
    private const int FileLength = 4 << 20;

    public static async IAsyncEnumerable<Measurement> MeasureAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        using FileStream file = new(Path.Combine(scratch, "flush"), FileMode.CreateNew, FileAccess.ReadWrite);
        file.Write(new byte[FileLength]);
        file.Flush(flushToDisk: true);
        byte[] pages = new byte[Length];
        double[] times = new double[Flushes];
        for (int i = 0; i < Flushes; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long begin = Stopwatch.GetTimestamp();
            RandomAccess.Write(file.SafeFileHandle, pages, (long)i * Length % (FileLength - Length));
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            times[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }

        Array.Sort(times);
        yield return new(EngineRows.Cores, Environment.ProcessorCount, string.Empty, string.Empty);
        yield return new(EngineRows.FlushMedian, times[Flushes / 2], "ms", "one write of 8 KiB and its flush");
        yield return new(EngineRows.FlushTail, times[Flushes * 99 / 100], "ms", string.Empty);
    }
}
