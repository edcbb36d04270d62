using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ocfl.Storage;
using Ocfl.Updates;
using Ocfl.Validation;

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
        new("ocfl-validate", "an object's structure, content and digests, by size and number of files", ValidateAsync),
    ];

    private static async IAsyncEnumerable<Measurement> CreateAsync(string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (DataSet data in DataSets)
        {
            string folder = Path.Combine(scratch, "source-" + data.Files.ToString(CultureInfo.InvariantCulture));
            data.WriteTo(folder);
            string root = Path.Combine(scratch, "root");
            yield return await MeasureAsync($"ocfl create, {data.Name}", () => CreateObjectAsync(folder, root, cancellationToken), () => Directory.Delete(root, recursive: true));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async IAsyncEnumerable<Measurement> ValidateAsync(string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (DataSet data in (DataSet[])[.. DataSets, new("20,000 x 100 B", 20_000, 100)])
        {
            string folder = Path.Combine(scratch, "source-" + data.Files.ToString(CultureInfo.InvariantCulture));
            string root = Path.Combine(scratch, "root");
            data.WriteTo(folder);
            await CreateObjectAsync(folder, root, cancellationToken);
            Directory.Delete(folder, recursive: true);
            yield return await MeasureAsync($"ocfl validate, {data.Name}", async () =>
            {
                ValidationReport report = await new Validator(new LocalStorage(new LocalStorageOptions { Path = root })).ValidateObjectAsync("object", cancellationToken);
                if (!report.IsValid)
                {
                    throw new InvalidOperationException($"The object that was made is not valid: {report.Findings[0]}");
                }
            });
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<Measurement> MeasureAsync(string name, Func<Task> action, Action? cleanUp = null)
    {
        List<double> seconds = [];
        List<double> processor = [];
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan before = ProcessorTime();
            Stopwatch watch = Stopwatch.StartNew();
            await action();
            seconds.Add(watch.Elapsed.TotalSeconds);
            processor.Add((ProcessorTime() - before).TotalSeconds);
            cleanUp?.Invoke();
        }

        string detail = string.Create(CultureInfo.InvariantCulture, $"best of {Rounds}; {processor.Min():0.##} s of processor time; peak memory {PeakMemory()} MiB");
        return new Measurement(name, seconds.Min(), "s", detail);
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
