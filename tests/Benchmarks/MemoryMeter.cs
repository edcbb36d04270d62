using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>The most memory that something takes: of the process, over what it had before, and of the managed heap.</summary>
internal sealed class MemoryMeter : IDisposable
{
    private const string Status = "/proc/self/status";
    private const string ClearPeak = "/proc/self/clear_refs";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _sampler;
    private long _heap;

    /// <summary>Begins to measure, with as little in memory as can be.</summary>
    public MemoryMeter()
    {
        Settle();
        if (File.Exists(ClearPeak))
        {
            File.WriteAllText(ClearPeak, "5");
        }

        _sampler = new(Sample) { IsBackground = true };
        _sampler.Start();
    }

    /// <summary>The process's peak, in bytes.</summary>
    public static long Peak => Read("VmHWM:");

    /// <summary>The managed heap's peak, garbage included, in MiB.</summary>
    public long Heap => Interlocked.Read(ref _heap) >> 20;

    /// <summary>Frees what can be freed.</summary>
    /// <returns>The memory of the process then, in bytes.</returns>
    public static long Settle()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Read("VmRSS:");
    }

    public void Dispose()
    {
        _stop.Cancel();
        _sampler.Join();
        _stop.Dispose();
    }

    private static long Read(string name)
    {
        if (!File.Exists(Status))
        {
            using Process self = Process.GetCurrentProcess();
            return name == "VmRSS:" ? self.WorkingSet64 : self.PeakWorkingSet64;
        }

        string line = File.ReadLines(Status).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture) << 10;
    }

    private void Sample()
    {
        do
        {
            _heap = Math.Max(_heap, GC.GetTotalMemory(forceFullCollection: false));
        }
        while (!_stop.Token.WaitHandle.WaitOne(Interval));
    }
}
