using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>Lists and archives of an object of 100,000 files, in a process of its own with little memory.</summary>
public sealed class LargeObjectTests : IAsyncLifetime
{
    private const int Files = 100_000;

    // A limit, since the size of the process says little: the garbage collector takes what the machine has. It needs about 80 MiB.
    private const long MostHeapBytes = 128L << 20;
    private const string Id = "urn:e2e:large";

    private LocalService _service = null!;

    public async Task InitializeAsync()
    {
        _service = await LocalService.StartLimitedAsync(ServiceStorage.Local, MostHeapBytes);
        await WriteAsync(_service.Root, (await StorageRoot.OpenAsync(_service.Root)).GetObjectRoot(Id));
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [LocalProcessFact]
    public async Task Lists_and_archives_are_sent_in_bounded_memory()
    {
        using HttpClient http = new() { BaseAddress = _service.Address, Timeout = Deadline.Default };

        JsonNode files = JsonNode.Parse(await http.GetStringAsync($"api/objects/files?id={Id}&prefix=d050/&top=1000"))!;
        JsonNode changes = JsonNode.Parse(await http.GetStringAsync($"api/objects/diff?id={Id}&top=1000"))!;
        Assert.Equal((1000, 1000), (files["files"]!.AsArray().Count, changes["changes"]!.AsArray().Count));
        foreach (string format in (string[])["tar", "zip", "bag"])
        {
            using HttpResponseMessage archive = await http.GetAsync(
                $"api/objects/export?id={Id}&format={format}", HttpCompletionOption.ResponseHeadersRead);
            CountingStream counting = new();
            await archive.Content.CopyToAsync(counting);
            Assert.InRange(counting.Count, Files * 100L, long.MaxValue);
        }
    }

    // Many paths have one content, so that there is little to write; the lists and archives have each path.
    private static async Task WriteAsync(IStorage storage, string root)
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(number => string.Create(CultureInfo.InvariantCulture, $"text {number}"))];
        string[] digests = [.. texts.Select(text => Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(text))))];
        Inventory inventory = new()
        {
            Id = Id,
            Specification = SpecificationVersion.V11,
            DigestAlgorithm = "sha512",
            Head = new VersionNumber(1),
            Manifest = new DigestMap(digests.Select((digest, number) => new DigestEntry(digest, [ContentPath(number)]))),
            Versions =
            [
                new ObjectVersion
                {
                    Created = InventoryTimestamp.From(new DateTimeOffset(2026, 8, 1, 0, 0, 0, TimeSpan.Zero)),
                    State = new DigestMap(digests.Select((digest, number) => new DigestEntry(
                        digest,
                        [.. Enumerable.Range(0, Files / digests.Length).Select(file => string.Create(
                            CultureInfo.InvariantCulture, $"d{number:D3}/a file with a name of a usual length {file:D6}.txt"))]))),
                },
            ],
        };
        byte[] bytes = InventoryWriter.Write(inventory);
        byte[] sidecar = Encoding.UTF8.GetBytes(InventorySidecar.Format(Convert.ToHexStringLower(SHA512.HashData(bytes))));
        for (int number = 0; number < texts.Length; number++)
        {
            await PutAsync(ContentPath(number), Encoding.UTF8.GetBytes(texts[number]));
        }

        await PutAsync(inventory.Specification.ObjectDeclaration, "ocfl_object_1.1\n"u8.ToArray());
        foreach (string folder in (string[])["v1", ""])
        {
            await PutAsync(StoragePath.Combine(folder, "inventory.json"), bytes);
            await PutAsync(StoragePath.Combine(folder, inventory.SidecarName), sidecar);
        }

        static string ContentPath(int number) => string.Create(CultureInfo.InvariantCulture, $"v1/content/{number}");

        async Task PutAsync(string path, byte[] content) => await storage.WriteAsync(
            StoragePath.Combine(root, path), new MemoryStream(content), new StorageWriteOptions());
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Count { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Count += count;
            return Task.CompletedTask;
        }
    }
}
