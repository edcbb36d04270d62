using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Benchmarks;

/// <summary>Objects on a local storage root: the figures of the OCFL library alone.</summary>
internal static class OcflBenchmarks
{
    private const int Rounds = 3;

    private static readonly DataSet[] DataSets =
    [
        new("1 x 512 MiB", 1, 512L << 20),
        new("2,000 x 16 KiB", 2_000, 16 << 10),
        new("40,000 x 100 B", 40_000, 100),
    ];

    public static IEnumerable<Benchmark> All =>
    [
        new("ocfl-create", "a new object from a folder, by size and number of files", CreateAsync),
    ];

    private static async IAsyncEnumerable<Measurement> CreateAsync(string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (DataSet data in DataSets)
        {
            string folder = Path.Combine(scratch, "source-" + data.Files.ToString(CultureInfo.InvariantCulture));
            data.WriteTo(folder);
            List<double> seconds = [];
            List<double> processor = [];
            for (int round = 0; round < Rounds; round++)
            {
                string root = Path.Combine(scratch, "root");
                TimeSpan before = ProcessorTime();
                Stopwatch watch = Stopwatch.StartNew();
                await CreateObjectAsync(folder, root, cancellationToken);
                seconds.Add(watch.Elapsed.TotalSeconds);
                processor.Add((ProcessorTime() - before).TotalSeconds);
                Directory.Delete(root, recursive: true);
            }

            yield return new Measurement($"ocfl create, {data.Name}", seconds.Min(), "s", string.Create(CultureInfo.InvariantCulture, $"best of {Rounds}; {processor.Min():0.##} s of processor time; peak memory {PeakMemory()} MiB"));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CreateObjectAsync(string folder, string root, CancellationToken cancellationToken)
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = root });
        LocalStorage source = new(new LocalStorageOptions { Path = folder });
        UpdateTarget target = new() { ObjectId = "urn:benchmark", ObjectRoot = "object" };
        await new ObjectUpdater(storage, storage.PendingArea!.Storage).UpdateAsync(target, source, options: null, cancellationToken: cancellationToken);
    }

    private static TimeSpan ProcessorTime()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private static long PeakMemory()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 >> 20;
    }
}
