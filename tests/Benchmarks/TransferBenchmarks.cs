using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Benchmarks;

/// <summary>Content into the service and out of it over HTTP, side by side with what a machine does without it.</summary>
internal static class TransferBenchmarks
{
    private const int Rounds = 3;

    // A runtime compiles what is used often while it is used.
    private const int WarmUps = 20;
    private const int Connections = 8;
    private const int SmallFiles = 2_000;
    private const long LargeBytes = 2L << 30;
    private const int ManyUploads = 32;
    private const long ManyBytes = 1L << 30;
    private const int ManyEntries = 100_000;
    private const string Large = "urn:benchmark:large";
    private const string Small = "urn:benchmark:small";

    public static IEnumerable<Benchmark> All =>
    [
        new("transfer-large", "a file of 2 GiB up and down, against cp, sha512sum and nginx", LargeAsync),
        new("transfer-small", "2,000 files of 16 KiB up and out as tar, against nginx and tar", SmallAsync),
        new("transfer-memory", "the service's memory with 32 uploads of 1 GiB at once", UploadsAsync),
        new("transfer-lists", "lists of 100,000 objects and of 100,000 files: memory and the first page", ListsAsync),
        new("transfer", "all of transfer-large, -small, -memory and -lists", RunAllAsync),
    ];

    private static async IAsyncEnumerable<Measurement> LargeAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string file = Path.Combine(scratch, "large.bin");
        await WriteLargeAsync(file, cancellationToken);
        await using TransferProcess service = await TransferProcess.StartServiceAsync(Path.Combine(scratch, "data"));
        using TransferClient client = new(service.Address);
        Figure copy = Figure.None;
        Figure upload = Figure.None;
        for (int round = 0; round < 2; round++)
        {
            string second = Path.Combine(scratch, "copy.bin");
            copy = copy.BetterOf(await Figure.TakeAsync(null, async () =>
            {
                await RunAsync("cp", [file, second], cancellationToken);
                await RunAsync("sha512sum", [second], cancellationToken);
            }));
            File.Delete(second);
            string objectId = Large + round.ToString(CultureInfo.InvariantCulture);
            upload = upload.BetterOf(await Figure.TakeAsync(service, async () =>
            {
                string stage = await client.CreateStageAsync(cancellationToken);
                await client.PutAsync($"api/stages/{stage}/files/large.bin", file, cancellationToken);
                await client.UpdateAsync(objectId, stage, cancellationToken);
            }));
        }

        yield return Compare("`PUT` of 2 GiB, then the update", upload, "`cp` and `sha512sum`", copy, "at most 1.3 ×");
        string content = TransferClient.PathOf("content", Large + "0", "&path=large.bin");
        await using TransferProcess? nginx = await StartNginxAsync(scratch, cancellationToken);
        using TransferClient other = new(nginx?.Address ?? service.Address);
        if (nginx is not null)
        {
            File.Move(file, Path.Combine(scratch, "nginx", "www", "large.bin"));
        }

        string tables = Path.Combine(scratch, "data", "work", "blocks");
        Figure first = Figure.None;
        Figure later = Figure.None;
        Figure peer = Figure.None;
        for (int round = 0; round < Rounds; round++)
        {
            peer = nginx is null
                ? peer
                : peer.BetterOf(await Figure.TakeAsync(nginx, () => ReadAllAsync(other, "large.bin", LargeBytes, cancellationToken)));

            // Without the digests of its blocks, each download is a first one. They are written after its last byte was sent.
            if (Directory.Exists(tables))
            {
                Directory.Delete(tables, recursive: true);
            }

            first = first.BetterOf(
                await Figure.TakeAsync(service, () => ReadAllAsync(client, content, LargeBytes, cancellationToken)));
            while (!Directory.Exists(tables) || !Directory.EnumerateFiles(tables, "*.sha512", SearchOption.AllDirectories).Any())
            {
                await Task.Delay(20, cancellationToken);
            }

            later = later.BetterOf(
                await Figure.TakeAsync(service, () => ReadAllAsync(client, content, LargeBytes, cancellationToken)));
        }

        Figure? compared = nginx is null ? null : peer;
        yield return CompareSpeed("first download of 2 GiB", first, "nginx", compared, "");
        yield return CompareSpeed("later downloads of 2 GiB", later, "nginx", compared, "at least 0.7 ×");
    }

    private static async IAsyncEnumerable<Measurement> SmallAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string folder = Path.Combine(scratch, "small");
        new DataSet("small", SmallFiles, 16 << 10).WriteTo(folder);
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        await using TransferProcess service = await TransferProcess.StartServiceAsync(Path.Combine(scratch, "data"));
        await using TransferProcess? nginx = await StartNginxAsync(scratch, cancellationToken);
        using TransferClient client = new(service.Address);
        using TransferClient other = new(nginx?.Address ?? service.Address);
        Figure upload = Figure.None;
        Figure peer = Figure.None;
        const int AllRounds = WarmUps + (3 * Rounds);
        for (int round = 0; round < AllRounds; round++)
        {
            string target = string.Create(CultureInfo.InvariantCulture, $"dav/{round}/");
            Figure there = nginx is null ? peer : await Figure.TakeAsync(nginx, () => PutAllAsync(other, target));
            string stage = await client.CreateStageAsync(cancellationToken);
            Figure here = await Figure.TakeAsync(service, () => PutAllAsync(client, $"api/stages/{stage}/files/"));

            (peer, upload) = round < WarmUps ? (peer, upload) : (peer.BetterOf(there), upload.BetterOf(here));
            if (round == AllRounds - 1)
            {
                await client.UpdateAsync(Small, stage, cancellationToken);
            }
        }

        yield return CompareSpeed(
            "`PUT` of 2,000 × 16 KiB, 8 connections", upload, "nginx, without hashing", nginx is null ? null : peer, "at least 0.6 ×");
        string export = TransferClient.PathOf("export", Small, "&format=tar");
        Figure archive = Figure.None;
        Figure tar = Figure.None;
        for (int round = 0; round <= Rounds * 3; round++)
        {
            Figure there = await Figure.TakeAsync(
                null, () => RunAsync("tar", ["cf", Path.Combine(scratch, "small.tar"), "-C", folder, "."], cancellationToken));
            Figure here = await Figure.TakeAsync(service, () => client.ReadAsync(export, cancellationToken));
            (tar, archive) = round == 0 ? (tar, archive) : (tar.BetterOf(there), archive.BetterOf(here));
        }

        yield return Compare("export of 2,000 × 16 KiB as tar", archive, "`tar cf`", tar, "at most 1.5 ×");

        Task PutAllAsync(TransferClient to, string target) => TransferClient.ForEachAsync(
            files.Length,
            Connections,
            (number, cancellation) => to.PutAsync(target + Path.GetRelativePath(folder, files[number]), files[number], cancellation),
            cancellationToken);
    }

    private static async IAsyncEnumerable<Measurement> UploadsAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // As many bytes as the disk has room for, so that the row can be measured on small machines too.
        long room = (new DriveInfo(scratch).AvailableFreeSpace - (4L << 30)) / ManyUploads;
        long length = Math.Min(ManyBytes, room >> 20 << 20);
        await using TransferProcess service = await TransferProcess.StartServiceAsync(Path.Combine(scratch, "data"));
        using TransferClient client = new(service.Address);
        string stage = await client.CreateStageAsync(cancellationToken);
        Figure upload = await Figure.TakeAsync(service, () => TransferClient.ForEachAsync(
            ManyUploads,
            ManyUploads,
            (number, cancellation) => client.PutAsync(
                string.Create(CultureInfo.InvariantCulture, $"api/stages/{stage}/files/{number}"),
                new RepeatedBytes(length, number),
                length,
                cancellation),
            cancellationToken));
        yield return Memory(
            string.Create(CultureInfo.InvariantCulture, $"memory, 32 uploads of {length >> 20:N0} MiB at once"),
            service,
            upload.Describe());
    }

    private static async IAsyncEnumerable<Measurement> ListsAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string data = Path.Combine(scratch, "data");
        await WriteObjectsAsync(Path.Combine(data, "root"), cancellationToken);
        await using TransferProcess service = await TransferProcess.StartServiceAsync(data);
        using TransferClient client = new(service.Address);
        await client.ReadAsync("api/objects?top=1", cancellationToken);
        (int objects, double first) = await client.ListAsync("api/objects?top=1000", "objects", cancellationToken);
        double page = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            await client.ReadAsync("api/objects?top=100", cancellationToken);
            page = Math.Min(page, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        string listed = string.Create(CultureInfo.InvariantCulture, $"{objects:N0} objects");
        yield return new Measurement(
            $"first page of {listed}", page, "ms", $"100 ids; 1,000 ids: {first:0} ms", "under 100 ms");
        yield return Memory($"memory, all pages of {listed}", service, "");
        (int entries, double files) = await client.ListAsync(
            TransferClient.PathOf("files", Large, "&top=1000"), "files", cancellationToken);
        yield return Memory(
            string.Create(CultureInfo.InvariantCulture, $"memory, all pages of an object of {entries:N0} files"),
            service,
            string.Create(CultureInfo.InvariantCulture, $"its first page: {files:0} ms"));
    }

    // Each in a folder of its own, which goes before the next one needs the room.
    private static async IAsyncEnumerable<Measurement> RunAllAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Benchmark part in All.Where(benchmark => benchmark.Name.StartsWith("transfer-", StringComparison.Ordinal)))
        {
            string folder = Path.Combine(scratch, part.Name);
            Directory.CreateDirectory(folder);
            try
            {
                await foreach (Measurement measurement in part.RunAsync(folder, cancellationToken))
                {
                    yield return measurement;
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static Measurement Compare(string name, Figure ours, string peer, Figure theirs, string target) => new(
        name, ours.Seconds / theirs.Seconds, "×", $"{ours.Describe()}; {peer}: {theirs.Describe()}", target);

    private static Measurement CompareSpeed(string name, Figure ours, string peer, Figure? theirs, string target) => theirs is null
        ? new Measurement(name, ours.Seconds, "s", $"{ours.Describe()}; no nginx here", target)
        : new Measurement(name, theirs.Seconds / ours.Seconds, "×", $"{ours.Describe()}; {peer}: {theirs.Describe()}", target);

    private static Measurement Memory(string name, TransferProcess service, string detail) =>
        new(name, service.PeakBytes / 1e6, "MB", detail, "under 300 MB");

    private static async Task<TransferProcess?> StartNginxAsync(string scratch, CancellationToken cancellationToken)
    {
        TransferProcess? nginx = await TransferProcess.StartNginxAsync(Path.Combine(scratch, "nginx"), cancellationToken);
        if (nginx is null)
        {
            Console.Error.WriteLine("There is no nginx here, so nothing is compared with it. Install it: apt-get install nginx-light");
        }

        return nginx;
    }

    private static async Task ReadAllAsync(TransferClient client, string path, long length, CancellationToken cancellationToken)
    {
        long read = await client.ReadAsync(path, cancellationToken);
        if (read != length)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{read} bytes arrived, not {length}."));
        }
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private static async Task WriteLargeAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.Create(path, bufferSize: 1);
        await using RepeatedBytes content = new(LargeBytes, seed: 1);
        await content.CopyToAsync(file, 1 << 20, cancellationToken);
    }

    // Without the content of the files: a list does not read it.
    private static async Task WriteObjectsAsync(string folder, CancellationToken cancellationToken)
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = folder, Flush = false });
        StorageRoot root = await StorageRoot.InitializeAsync(storage, cancellationToken: cancellationToken);
        await TransferClient.ForEachAsync(ManyEntries, 4, (number, cancellation) => WriteAsync(CreateInventory(
            string.Create(CultureInfo.InvariantCulture, $"urn:benchmark:{number}"), files: 1)), cancellationToken);
        await WriteAsync(CreateInventory(Large, ManyEntries));

        Task WriteAsync(Inventory inventory)
        {
            string directory = Path.Combine(folder, root.GetObjectRoot(inventory.Id));
            Directory.CreateDirectory(directory);
            byte[] bytes = InventoryWriter.Write(inventory);
            File.WriteAllText(
                Path.Combine(directory, inventory.Specification.ObjectDeclaration), inventory.Specification.ObjectDeclaration[2..] + "\n");
            File.WriteAllBytes(Path.Combine(directory, Inventory.FileName), bytes);
            File.WriteAllText(
                Path.Combine(directory, inventory.SidecarName), InventorySidecar.Format(Convert.ToHexStringLower(SHA512.HashData(bytes))));
            return Task.CompletedTask;
        }
    }

    private static Inventory CreateInventory(string id, int files)
    {
        (string Path, string Digest)[] entries =
        [
            .. Enumerable.Range(0, files).Select(number => string.Create(CultureInfo.InvariantCulture, $"file-{number:d6}")).Select(
                path => (path, Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(path))))),
        ];
        return new Inventory
        {
            Id = id,
            Specification = SpecificationVersion.V11,
            DigestAlgorithm = "sha512",
            Head = new VersionNumber(1),
            Manifest = new DigestMap(entries.Select(entry => new DigestEntry(entry.Digest, ["v1/content/" + entry.Path]))),
            Versions =
            [
                new ObjectVersion
                {
                    Created = InventoryTimestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
                    State = new DigestMap(entries.Select(entry => new DigestEntry(entry.Digest, [entry.Path]))),
                    Message = "benchmark",
                    User = new VersionUser("Ann", "mailto:ann@example.org"),
                },
            ],
        };
    }

    /// <summary>How long something took, and how much processor time a server took for it.</summary>
    private sealed record Figure(double Seconds, double? ProcessorSeconds)
    {
        public static Figure None { get; } = new(double.MaxValue, null);

        public static async Task<Figure> TakeAsync(TransferProcess? server, Func<Task> workAsync)
        {
            double before = server?.ProcessorSeconds ?? 0;
            long began = Stopwatch.GetTimestamp();
            await workAsync();
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            return new Figure(seconds, server?.ProcessorSeconds - before);
        }

        public Figure BetterOf(Figure other) => other.Seconds < Seconds ? other : this;

        public string Describe() => ProcessorSeconds is { } processor
            ? string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.00} s ({processor:0.0} s of processor)")
            : string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.00} s");
    }
}
