using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Benchmarks;

/// <summary>Reading what objects say about themselves, by files and versions.</summary>
internal static class ReadingBenchmarks
{
    private const int Rounds = 5;

    // Each is followed by one of twice its size, to show that time and memory grow in proportion.
    private static readonly (int Versions, int Files)[] Objects = [(1, 20_000), (1, 40_000), (50, 1_000), (100, 1_000), (100, 2_000)];

    public static IEnumerable<Benchmark> All =>
    [
        new("ocfl-read", "opening, comparing and following objects, by versions and files", OpenAsync),
        new("ocfl-list", "listing the objects of a storage root with their ids", ListAsync),
    ];

    private static async IAsyncEnumerable<Measurement> OpenAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = Path.Combine(scratch, "root"), Flush = false });
        foreach ((int versions, int files) in Objects)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{versions} x {files:N0} files");
            string root = string.Create(CultureInfo.InvariantCulture, $"{versions}-{files}");
            Inventory inventory = CreateInventory(versions, files);
            long length = await WriteAsync(storage, root, inventory, cancellationToken);
            (double open, long bytes) = await MeasureAsync(() => OpenAsync(storage, root, cancellationToken));
            yield return new Measurement(
                $"ocfl open, {name}",
                open,
                "ms",
                string.Create(
                    CultureInfo.InvariantCulture, $"best of {Rounds}; inventory {length >> 10} KiB, {bytes >> 10} KiB allocated"));

            OcflObject opened = await OpenAsync(storage, root, cancellationToken);
            (double diff, _) = await MeasureAsync(
                () => Task.FromResult(VersionDifference.Compare(opened.Versions[0].Description.State, opened.Head.Description.State)));
            yield return new Measurement($"ocfl diff, {name}", diff, "ms", $"best of {Rounds}; first version and last");
            (double history, _) = await MeasureAsync(() => Task.FromResult(opened.GetHistory("file-000000")));
            yield return new Measurement($"ocfl history, {name}", history, "ms", $"best of {Rounds}; one path");
        }
    }

    private static async IAsyncEnumerable<Measurement> ListAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = Path.Combine(scratch, "root"), Flush = false });
        StorageRoot root = await StorageRoot.InitializeAsync(storage, cancellationToken: cancellationToken);
        int written = 0;
        foreach (int count in (int[])[1_000, 2_000])
        {
            for (; written < count; written++)
            {
                Inventory inventory = CreateInventory(1, 3) with
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"urn:benchmark:{written}"),
                };
                await WriteAsync(storage, root.GetObjectRoot(inventory.Id), inventory, cancellationToken);
            }

            (double list, long bytes) = await MeasureAsync(
                async () => await root.ListObjectsAsync(readIds: true, cancellationToken).CountAsync(cancellationToken));
            yield return new Measurement(
                string.Create(CultureInfo.InvariantCulture, $"ocfl list, {count:N0} objects"),
                list,
                "ms",
                string.Create(CultureInfo.InvariantCulture, $"best of {Rounds}; with ids, {bytes >> 10} KiB allocated"));
        }
    }

    private static async Task<OcflObject> OpenAsync(LocalStorage storage, string root, CancellationToken cancellationToken) =>
        await OcflObject.TryOpenAsync(storage, root, cancellationToken) ?? throw new InvalidOperationException("The object has gone.");

    private static async Task<(double Milliseconds, long Bytes)> MeasureAsync<T>(Func<Task<T>> action)
    {
        double best = double.MaxValue;
        long bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            GC.KeepAlive(await action());
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        return (best, bytes);
    }

    /// <summary>An inventory in which every version changes a tenth of the files.</summary>
    private static Inventory CreateInventory(int versions, int files)
    {
        SortedDictionary<string, string> state = new(StringComparer.Ordinal);
        Dictionary<string, string> manifest = new(StringComparer.Ordinal);
        List<ObjectVersion> described = [];
        for (int version = 1; version <= versions; version++)
        {
            for (int i = version == 1 ? 0 : version % 10; i < files; i += version == 1 ? 1 : 10)
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"file-{i:d6}");
                string digest = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes($"{version} {i}")));
                state[path] = digest;
                manifest[digest] = $"v{version}/content/{path}";
            }

            described.Add(new ObjectVersion
            {
                Created = InventoryTimestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(version)),
                State = new DigestMap(state.Select(file => new DigestEntry(file.Value, [file.Key]))),
                Message = "benchmark",
                User = new VersionUser("Ann", "mailto:ann@example.org"),
            });
        }

        return new Inventory
        {
            Id = "urn:benchmark",
            Specification = SpecificationVersion.V11,
            DigestAlgorithm = "sha512",
            Head = new VersionNumber(versions),
            Manifest = new DigestMap(manifest.Select(entry => new DigestEntry(entry.Key, [entry.Value]))),
            Versions = described,
        };
    }

    private static async Task<long> WriteAsync(LocalStorage storage, string root, Inventory inventory, CancellationToken cancellationToken)
    {
        byte[] bytes = InventoryWriter.Write(inventory);
        string sidecar = InventorySidecar.Format(Convert.ToHexStringLower(SHA512.HashData(bytes)));
        await PutAsync(
            storage,
            StoragePath.Combine(root, inventory.Specification.ObjectDeclaration),
            Encoding.UTF8.GetBytes("ocfl_object_1.1\n"),
            cancellationToken);
        await PutAsync(storage, StoragePath.Combine(root, inventory.SidecarName), Encoding.UTF8.GetBytes(sidecar), cancellationToken);
        await PutAsync(storage, StoragePath.Combine(root, Inventory.FileName), bytes, cancellationToken);
        return bytes.Length;
    }

    private static Task<StorageFile> PutAsync(LocalStorage storage, string path, byte[] content, CancellationToken cancellationToken) =>
        storage.WriteAsync(path, new MemoryStream(content), new StorageWriteOptions(), cancellationToken);
}
