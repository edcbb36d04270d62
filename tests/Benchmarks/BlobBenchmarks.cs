using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Ocfl.AzureBlobs;
using Ocfl.Azurite;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing.Azurite;
using Ocfl.Updates;

namespace Benchmarks;

/// <summary>Objects on blobs, on an Azurite of their own.</summary>
internal static class BlobBenchmarks
{
    private const int Parallelism = 16;

    public static IEnumerable<Benchmark> All =>
    [
        new("blob-requests", "the requests of an update of 1, 10 and 1,000 files on blobs, by kind, and the floor", CountAsync),
        new("blob-throughput", "a folder into a root on blobs, against plain parallel uploads of the same files", CompareAsync),
    ];

    private static async IAsyncEnumerable<Measurement> CountAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new() { Report = Console.Error.WriteLine }, cancellationToken);
        using RequestCounter requests = new() { InnerHandler = new SocketsHttpHandler() };
        using HttpClient http = new(requests);
        AzureBlobStorage root = Open(azurite, "objects", http);
        AzureBlobStorage work = Open(azurite, "work", http);
        AzureBlobStorage blobs = Open(azurite, "source", http);
        foreach (AzureBlobStorage storage in (AzureBlobStorage[])[root, work, blobs])
        {
            // Made once, whatever comes then.
            await storage.GetFileAsync("none", cancellationToken);
        }

        foreach (int files in (int[])[1, 10, 1000])
        {
            LocalStorage first = Fill(scratch, new($"{files} x 1 KiB", files, 1024));
            LocalStorage second = Fill(scratch, new($"{files} x 2 KiB", files, 2048));
            await foreach (StorageEntry entry in first.ListAsync("", recursive: true, cancellationToken))
            {
                await blobs.CopyFromAsync(
                    first, entry.Path, string.Create(CultureInfo.InvariantCulture, $"{files}/{entry.Path}"), new(), cancellationToken);
            }

            // docs/benchmarks.md says what each request of the floors is for.
            yield return await CountAsync($"a new object of {files} files", files + 7, "", first);
            foreach (Measurement kind in Kinds($"a new object of {files} files"))
            {
                yield return kind;
            }

            yield return await CountAsync($"a new version with {files} new files", files + 8, "", second);
            foreach (Measurement kind in Kinds($"a new version with {files} new files"))
            {
                yield return kind;
            }

            yield return await CountAsync(
                $"a new object of {files} files from blobs of the account", (2 * files) + 8, "-from-blobs", blobs);
            foreach (Measurement kind in Kinds($"a new object of {files} files from blobs of the account"))
            {
                yield return kind;
            }

            async Task<Measurement> CountAsync(string name, int floor, string which, IStorage source)
            {
                requests.Reset();
                await UpdateAsync(root, work, source, source == blobs ? $"{files}" : "", $"object-{files}{which}", cancellationToken);
                return new($"{name}, all", requests.Total, "requests", string.Create(
                    CultureInfo.InvariantCulture, $"floor {floor}: {100.0 * (requests.Total - floor) / floor:0} % above"));
            }

            IEnumerable<Measurement> Kinds(string name) =>
                requests.Counts.OrderByDescending(pair => pair.Value)
                    .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => new Measurement($"{name}, {pair.Key}", pair.Value, "requests", ""));
        }
    }

    private static LocalStorage Fill(string scratch, DataSet data)
    {
        string folder = Path.Combine(scratch, data.Name);
        data.WriteTo(folder);
        return new(new LocalStorageOptions { Path = folder });
    }

    private static async IAsyncEnumerable<Measurement> CompareAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpClient http = new(new SocketsHttpHandler());
        // Small files need rounds until both ways are fully compiled, as they are in a service.
        foreach ((DataSet data, int rounds) in new (DataSet, int)[]
        {
            (new("8 x 256 MiB", 8, 256 << 20), 3),
            (new("2,000 x 16 KiB", 2_000, 16 << 10), 6),
        })
        {
            LocalStorage source = Fill(scratch, data);
            (double plain, double ours) = (double.MaxValue, double.MaxValue);
            for (int round = 0; round < rounds; round++)
            {
                plain = Math.Min(
                    plain, await MeasureAsync(azurite => UploadAsync(azurite, source.Location, cancellationToken), cancellationToken));
                ours = Math.Min(ours, await MeasureAsync(
                    azurite => UpdateAsync(
                        Open(azurite, "objects", http), Open(azurite, "work", http), source, "", "object", cancellationToken),
                    cancellationToken));
            }

            yield return new($"plain parallel uploads, {data.Name}", plain, "s", $"{Parallelism} files at once, best of {rounds}");
            yield return new(
                $"an object of the same files, {data.Name}",
                ours,
                "s",
                string.Create(CultureInfo.InvariantCulture, $"{plain / ours:0.00} of the plain uploads' throughput"));
            Directory.Delete(source.Location, recursive: true);
        }
    }

    private static AzureBlobStorage Open(AzuriteServer azurite, string container, HttpClient http) => new(new()
    {
        ConnectionString = azurite.ConnectionString,
        Container = container,
        CreateContainer = true,
        ConfigureClient = client => client.Transport = new HttpClientTransport(http),
    });

    private static async Task UpdateAsync(
        AzureBlobStorage root,
        AzureBlobStorage work,
        IStorage source,
        string directory,
        string objectRoot,
        CancellationToken cancellationToken)
    {
        OcflObject? found = await OcflObject.TryOpenAsync(root, objectRoot, cancellationToken);
        UpdateTarget target = found is null
            ? new() { ObjectId = $"urn:benchmark:{objectRoot}", ObjectRoot = objectRoot }
            : await UpdateTarget.FromAsync(found, cancellationToken);
        await new ObjectUpdater(root, work).UpdateAsync(target, source, directory, new() { Parallelism = Parallelism }, cancellationToken);
    }

    private static async Task UploadAsync(AzuriteServer azurite, string folder, CancellationToken cancellationToken)
    {
        BlobContainerClient container = new(azurite.ConnectionString, "plain");
        await container.CreateAsync(cancellationToken: cancellationToken);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), parallel, async (file, cancel) =>
        {
            await using FileStream content = File.OpenRead(file);
            await container.UploadBlobAsync(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), content, cancel);
        });
    }

    // On an Azurite of its own: each of its requests takes longer with every blob that it has.
    private static async Task<double> MeasureAsync(Func<AzuriteServer, Task> action, CancellationToken cancellationToken)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new() { Report = Console.Error.WriteLine }, cancellationToken);
        Stopwatch watch = Stopwatch.StartNew();
        await action(azurite);
        return watch.Elapsed.TotalSeconds;
    }
}
