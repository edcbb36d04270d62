using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Ocfl.AzureBlobs;
using Ocfl.Azurite;
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

    private static async IAsyncEnumerable<Measurement> CountAsync(string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new() { Report = Console.Error.WriteLine }, cancellationToken);
        using RequestCounter requests = new() { InnerHandler = new SocketsHttpHandler() };
        using HttpClient http = new(requests);
        AzureBlobStorage root = Open(azurite, "objects", http);
        AzureBlobStorage work = Open(azurite, "work", http);
        foreach (int files in (int[])[1, 10, 1000])
        {
            DataSet data = new($"{files} x 1 KiB", files, 1024);
            string folder = Path.Combine(scratch, data.Name);
            data.WriteTo(folder);
            requests.Reset();
            await UpdateAsync(root, work, folder, $"object-{files}", cancellationToken);

            // Each file is put into the stage, copied into the object and deleted from the stage. Then there are: a look whether the
            // object exists, its declaration, two inventories and two sidecars, and a listing of what is to be committed and one of
            // the stage to be deleted.
            int floor = (3 * files) + 8;
            foreach ((string kind, int count) in requests.Counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
            {
                yield return new($"{files} new files, {kind}", count, "requests", "");
            }

            yield return new($"{files} new files, all", requests.Total, "requests", string.Create(CultureInfo.InvariantCulture, $"floor {floor}: {100.0 * (requests.Total - floor) / floor:0} % above"));
        }
    }

    private static async IAsyncEnumerable<Measurement> CompareAsync(string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpClient http = new(new SocketsHttpHandler());
        foreach (DataSet data in new DataSet[] { new("8 x 256 MiB", 8, 256 << 20), new("2,000 x 16 KiB", 2_000, 16 << 10) })
        {
            string folder = Path.Combine(scratch, "source");
            data.WriteTo(folder);
            double plain = await MeasureAsync(azurite => UploadAsync(azurite, folder, cancellationToken), cancellationToken);
            double ours = await MeasureAsync(azurite => UpdateAsync(Open(azurite, "objects", http), Open(azurite, "work", http), folder, "object", cancellationToken), cancellationToken);
            yield return new($"plain parallel uploads, {data.Name}", plain, "s", $"{Parallelism} files at once");
            yield return new($"an object of the same files, {data.Name}", ours, "s", string.Create(CultureInfo.InvariantCulture, $"{plain / ours:0.00} of the plain uploads' throughput"));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static AzureBlobStorage Open(AzuriteServer azurite, string container, HttpClient http) => new(new()
    {
        ConnectionString = azurite.ConnectionString,
        Container = container,
        CreateContainer = true,
        ConfigureClient = client => client.Transport = new HttpClientTransport(http),
    });

    private static async Task UpdateAsync(AzureBlobStorage root, AzureBlobStorage work, string folder, string objectRoot, CancellationToken cancellationToken)
    {
        LocalStorage source = new(new LocalStorageOptions { Path = folder });
        UpdateTarget target = new() { ObjectId = $"urn:benchmark:{objectRoot}", ObjectRoot = objectRoot };
        await new ObjectUpdater(root, work).UpdateAsync(target, source, options: new() { Parallelism = Parallelism }, cancellationToken: cancellationToken);
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
