using System.Security.Cryptography;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Tests.Objects;

/// <summary>Writes objects for tests of reading, straight from the specification.</summary>
internal sealed class TestObject(string id)
{
    private readonly List<IReadOnlyDictionary<string, string>> _states = [];

    public SpecificationVersion Specification { get; init; } = SpecificationVersion.V11;

    public string Algorithm { get; init; } = "sha512";

    public int Width { get; init; }

    /// <summary>Adds a version of these logical paths with these texts.</summary>
    public TestObject Version(IReadOnlyDictionary<string, string> state)
    {
        _states.Add(state);
        return this;
    }

    public TestObject Version(params (string Path, string Text)[] files) =>
        Version(files.ToDictionary(file => file.Path, file => file.Text));

    public string Digest(string text) => Digest(Encoding.UTF8.GetBytes(text));

    public string Digest(byte[] content) =>
        Convert.ToHexStringLower(Algorithm == "sha512" ? SHA512.HashData(content) : SHA256.HashData(content));

    /// <summary>The inventory after the first <paramref name="count"/> versions.</summary>
    public Inventory Inventory(int count)
    {
        Dictionary<string, string> manifest = [];
        for (int i = 0; i < count; i++)
        {
            foreach ((string path, string text) in _states[i])
            {
                manifest.TryAdd(Digest(text), $"{new VersionNumber(i + 1, Width)}/content/{path}");
            }
        }

        return new Inventory
        {
            Id = id,
            Specification = Specification,
            DigestAlgorithm = Algorithm,
            Head = new VersionNumber(count, Width),
            Manifest = new DigestMap(manifest.Select(entry => new DigestEntry(entry.Key, [entry.Value]))),
            Versions = [.. _states.Take(count).Select((state, index) => Describe(state, index + 1))],
        };
    }

    public async Task WriteAsync(IStorage storage, string root)
    {
        await PutAsync(storage, StoragePath.Combine(root, Specification.ObjectDeclaration), Specification.ObjectDeclaration[2..] + "\n");
        for (int count = 1; count <= _states.Count; count++)
        {
            Inventory inventory = Inventory(count);
            foreach (DigestEntry entry in inventory.Manifest.Where(
                entry => entry.Paths[0].StartsWith(inventory.Head + "/", StringComparison.Ordinal)))
            {
                await PutAsync(
                    storage,
                    StoragePath.Combine(root, entry.Paths[0]),
                    _states[count - 1].Values.First(text => Digest(text) == entry.Digest));
            }

            await WriteInventoryAsync(storage, StoragePath.Combine(root, inventory.Head.ToString()), inventory);
        }

        await WriteInventoryAsync(storage, root, Inventory(_states.Count));
    }

    public async Task WriteInventoryAsync(IStorage storage, string directory, Inventory inventory)
    {
        byte[] bytes = InventoryWriter.Write(inventory);
        await PutAsync(storage, StoragePath.Combine(directory, "inventory.json"), bytes);
        await PutAsync(storage, StoragePath.Combine(directory, inventory.SidecarName), InventorySidecar.Format(Digest(bytes)));
    }

    public static Task PutAsync(IStorage storage, string path, string text) => PutAsync(storage, path, Encoding.UTF8.GetBytes(text));

    public static async Task PutAsync(IStorage storage, string path, byte[] content) =>
        await storage.WriteAsync(path, new MemoryStream(content), new StorageWriteOptions());

    public static async Task<string> GetAsync(IStorage storage, string path)
    {
        await using StorageReader reader = await storage.OpenReadAsync(path);
        using StreamReader text = new(reader.Content);
        return await text.ReadToEndAsync();
    }

    private ObjectVersion Describe(IReadOnlyDictionary<string, string> state, int number) => new()
    {
        Created = InventoryTimestamp.From(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(number)),
        Message = $"Version {number}",
        User = new VersionUser("Ann", "mailto:ann@example.org"),
        State = new DigestMap(
            state.GroupBy(file => Digest(file.Value)).Select(group => new DigestEntry(group.Key, [.. group.Select(file => file.Key)]))),
    };
}
