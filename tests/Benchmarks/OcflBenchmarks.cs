using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Benchmarks;

/// <summary>Objects on a local storage root: the figures of the OCFL library alone.</summary>
internal static class OcflBenchmarks
{
    private const int Rounds = 5;
    private const string ObjectRoot = "object";

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private static readonly DataSet[] DataSets =
    [
        new("1 x 512 MiB", 1, 512L << 20),
        new("2,000 x 16 KiB", 2_000, 16 << 10),
        new("20,000 x 100 B", 20_000, 100),
        new("40,000 x 100 B", 40_000, 100),
        new("100 versions x 1,000 files", 1_000, 100, 100),
    ];

    private static readonly DataSet[] Doubling =
    [
        .. new[] { 10_000, 20_000, 40_000, 80_000 }.Select(
            files => new DataSet(string.Create(CultureInfo.InvariantCulture, $"{files:N0} x 100 B"), files, 100)),
        .. new[] { 10, 20, 40, 80 }.Select(versions => new DataSet($"{versions} versions x 1,000 files", 1_000, 100, versions)),
    ];

    /// <summary>
    /// The benchmarks of these objects, or of those, among the ones that double too, whose names begin with a text: what one has had in
    /// memory is then not counted for another.
    /// </summary>
    public static IEnumerable<Benchmark> All(string only) =>
    [
        new("ocfl-create", "a new object from a folder, by size, files and versions", (scratch, stop) => MeasureAsync(
            scratch, Named(only), create: true, validate: false, open: false, stop)),
        new("ocfl-validate", "an object's structure, content and digests, by size, files and versions", (scratch, stop) => MeasureAsync(
            scratch, Named(only), create: false, validate: true, open: false, stop)),
        new("ocfl-open", "opening an object, by size, files and versions", (scratch, stop) => MeasureAsync(
            scratch, Named(only), create: false, validate: false, open: true, stop)),
        new(
            "ocfl-doubling",
            "each of the three for objects that are twice the one before, in files or in versions, each in a process of its own",
            MeasureApartAsync),
        new("ocfl-inventory", "an inventory of 40,000 files written and read, with indentation and without", CompareFormatsAsync),
    ];

    private static IEnumerable<DataSet> Named(string only) =>
        only.Length == 0
            ? DataSets
            : DataSets.UnionBy(Doubling, data => data.Name).Where(data => data.Name.StartsWith(only, StringComparison.Ordinal));

    private static async IAsyncEnumerable<Measurement> MeasureApartAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (DataSet data in Doubling)
        {
            foreach (string benchmark in (string[])["ocfl-create", "ocfl-validate", "ocfl-open"])
            {
                ProcessStartInfo start = new("dotnet", [
                    typeof(OcflBenchmarks).Assembly.Location,
                    benchmark,
                    "--only",
                    data.Name,
                    "--scratch",
                    scratch,
                    "--json",
                ])
                { RedirectStandardOutput = true };
                using Process apart = Process.Start(start)!;
                string output = await apart.StandardOutput.ReadToEndAsync(cancellationToken);
                await apart.WaitForExitAsync(cancellationToken);
                yield return JsonSerializer.Deserialize<Measurement>(output)
                    ?? throw new InvalidOperationException($"{benchmark} has not measured {data.Name}.");
            }
        }
    }

    private static async IAsyncEnumerable<Measurement> MeasureAsync(
        string scratch,
        IEnumerable<DataSet> dataSets,
        bool create,
        bool validate,
        bool open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string folder = Path.Combine(scratch, "source");
        string root = Path.Combine(scratch, "root");
        long idle = await WarmUpAsync(folder, root, cancellationToken);
        long inventoryLength() => new FileInfo(Path.Combine(root, ObjectRoot, Inventory.FileName)).Length;
        foreach (DataSet data in dataSets)
        {
            string[] versions = data.WriteVersionsTo(folder);
            if (create)
            {
                yield return await MeasureAsync(
                    $"ocfl create, {data.Name}",
                    () => CreateObjectAsync(versions, root, cancellationToken),
                    idle,
                    inventoryLength,
                    () => Directory.Delete(root, recursive: true));
            }

            await CreateObjectAsync(versions, root, cancellationToken);
            Directory.Delete(folder, recursive: true);
            if (validate)
            {
                yield return await MeasureAsync(
                    $"ocfl validate, {data.Name}", () => ValidateAsync(root, cancellationToken), idle, inventoryLength);
            }

            if (open)
            {
                yield return await MeasureAsync(
                    $"ocfl open, {data.Name}",
                    () => OpenAsync(new LocalStorage(new LocalStorageOptions { Path = root }), cancellationToken),
                    idle,
                    inventoryLength);
            }

            Directory.Delete(root, recursive: true);
        }
    }

    private static async IAsyncEnumerable<Measurement> CompareFormatsAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string root = Path.Combine(scratch, "root");
        await CreateObjectAsync(new DataSet("", 40_000, 100).WriteVersionsTo(Path.Combine(scratch, "source")), root, cancellationToken);
        byte[] stored = await File.ReadAllBytesAsync(Path.Combine(root, ObjectRoot, Inventory.FileName), cancellationToken);
        using JsonDocument document = JsonDocument.Parse(stored);
        long idle = MemoryMeter.Settle();
        foreach (bool isIndented in (bool[])[true, false])
        {
            string name = isIndented ? "two spaces" : "no indentation";
            byte[] bytes = Rewrite(document, isIndented);
            yield return new($"inventory with {name}", bytes.Length / 1024.0, "KiB", "40,000 files in one version");
            yield return await MeasureAsync(
                $"writing with {name}", () => Task.FromResult(Rewrite(document, isIndented)), idle, () => bytes.Length);
            yield return await MeasureAsync(
                $"reading with {name}", () => Task.FromResult(InventoryReader.Read(bytes)), idle, () => bytes.Length);
        }
    }

    /// <summary>Does all once for a small object, so that the program's code is not counted for what a large one takes.</summary>
    /// <returns>The memory of the process then, in bytes.</returns>
    private static async Task<long> WarmUpAsync(string folder, string root, CancellationToken cancellationToken)
    {
        await CreateObjectAsync(new DataSet("", 10, 100, 2).WriteVersionsTo(folder), root, cancellationToken);
        await ValidateAsync(root, cancellationToken);
        await OpenAsync(new LocalStorage(new LocalStorageOptions { Path = root }), cancellationToken);
        Directory.Delete(folder, recursive: true);
        Directory.Delete(root, recursive: true);
        return MemoryMeter.Settle();
    }

    private static byte[] Rewrite(JsonDocument document, bool isIndented)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(
            stream,
            new()
            {
                Indented =
                isIndented,
                NewLine = "\n",
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            }))
        {
            document.WriteTo(writer);
        }

        return stream.ToArray();
    }

    private static async Task<Measurement> MeasureAsync(
        string name, Func<Task> action, long idle, Func<long> inventoryLength, Action? cleanUp = null)
    {
        List<double> seconds = [];
        List<double> processor = [];
        List<long> peaks = [];
        List<long> heaps = [];
        long inventory = 0;
        for (int round = 0; round < Rounds; round++)
        {
            // What has just ended has resumed this from within itself: until its thread is out of it, all that it holds is in use.
            await Task.Delay(Settling);
            using MemoryMeter memory = new();
            TimeSpan before = ProcessorTime();
            Stopwatch watch = Stopwatch.StartNew();
            await action();
            seconds.Add(watch.Elapsed.TotalSeconds);
            processor.Add((ProcessorTime() - before).TotalSeconds);
            peaks.Add((MemoryMeter.Peak - idle) >> 20);
            heaps.Add(memory.Heap);
            inventory = inventoryLength() >> 20;
            cleanUp?.Invoke();
        }

        string detail = string.Create(CultureInfo.InvariantCulture, $"best of {Rounds}; {processor.Min():0.##} s of processor time; at "
            + $"most {peaks.Max()} MiB over the idle process, {peaks.Max() - inventory} MiB without the inventory's own {inventory}; "
                + $"{heaps.Max()} MiB of managed heap");
        return new Measurement(name, seconds.Min(), "s", detail);
    }

    private static async Task CreateObjectAsync(string[] versions, string root, CancellationToken cancellationToken)
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = root });
        ObjectUpdater updater = new(storage, storage.PendingArea!.Storage);
        ObjectUpdateOptions options = new() { Mode = UpdateMode.Merge };
        UpdateTarget target = new() { ObjectId = "urn:benchmark", ObjectRoot = ObjectRoot };
        for (int i = 0; i < versions.Length; i++)
        {
            target = i == 0 ? target : await UpdateTarget.FromAsync(await OpenAsync(storage, cancellationToken), cancellationToken);
            await updater.UpdateAsync(
                target,
                new LocalStorage(new LocalStorageOptions { Path = versions[i] }),
                options: options,
                cancellationToken: cancellationToken);
        }
    }

    private static async Task ValidateAsync(string root, CancellationToken cancellationToken)
    {
        ValidationReport report = await new Validator(new LocalStorage(new LocalStorageOptions { Path = root })).ValidateObjectAsync(
            ObjectRoot, cancellationToken);
        if (!report.IsValid)
        {
            throw new InvalidOperationException($"The object that was made is not valid: {report.Findings[0]}");
        }
    }

    private static async Task<OcflObject> OpenAsync(LocalStorage storage, CancellationToken cancellationToken) =>
        await OcflObject.TryOpenAsync(storage, ObjectRoot, cancellationToken)
            ?? throw new InvalidOperationException("The object has gone.");

    private static TimeSpan ProcessorTime()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
