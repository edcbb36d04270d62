using System.Text.Json.Nodes;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;

namespace EndToEnd;

/// <summary>A storage root of another program, in a folder that the service may import from; gone with the test.</summary>
internal sealed class ImportedRoot : IDisposable
{
    private readonly SourceFolder _folder;
    private readonly LocalStorage _storage;

    private ImportedRoot(IService service)
    {
        _folder = new SourceFolder(service);
        _storage = new LocalStorage(new LocalStorageOptions
        {
            Path = _folder["root"],
            PendingPath = _folder["pending"],
            Flush = false,
        });
    }

    /// <summary>The name to give as <c>source.directory</c>.</summary>
    public string Name => _folder.Name + "/root";

    /// <summary>The body of an import of all its objects.</summary>
    public JsonObject Body() => new() { ["source"] = new JsonObject { ["directory"] = Name } };

    /// <summary>Creates an empty one.</summary>
    public static async Task<ImportedRoot> CreateAsync(IService service)
    {
        ImportedRoot root = new(service);
        await StorageRoot.InitializeAsync(root._storage);
        return root;
    }

    /// <summary>Adds a version of an object, with some files.</summary>
    public async Task AddAsync(string objectId, int files = 3, int length = 20, string mark = "")
    {
        MemoryStorage source = new();
        for (int number = 0; number < files; number++)
        {
            byte[] content = new byte[length];
            new Random(HashCode.Combine(objectId, mark, number)).NextBytes(content);
            await source.WriteAsync($"folder/{number}.bin", new MemoryStream(content), new StorageWriteOptions());
        }

        StorageRoot root = await StorageRoot.OpenAsync(_storage);
        UpdateTarget target = await root.OpenObjectAsync(objectId) is { } found
            ? await UpdateTarget.FromAsync(found)
            : new UpdateTarget { ObjectId = objectId, ObjectRoot = root.GetObjectRoot(objectId) };
        await new ObjectUpdater(_storage, new MemoryStorage()).UpdateAsync(
            target, source, options: new ObjectUpdateOptions { Message = "m", User = new VersionUser("Ada", "mailto:ada@example.org") });
    }

    /// <summary>Changes a byte of each content file of the first version, so that their digests are wrong.</summary>
    public async Task DamageAsync(string objectId)
    {
        string folder = await PathOfAsync(objectId);
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "v1", "content"), "*", SearchOption.AllDirectories))
        {
            byte[] content = await File.ReadAllBytesAsync(file);
            content[0] ^= 1;
            await File.WriteAllBytesAsync(file, content);
        }
    }

    /// <summary>The files of an object with their bytes in hexadecimal, by path from its root.</summary>
    public async Task<SortedDictionary<string, string>> FilesAsync(string objectId)
    {
        StorageRoot root = await StorageRoot.OpenAsync(_storage);
        return await FilesAsync(_storage, root.GetObjectRoot(objectId));
    }

    /// <summary>The files of an object with their bytes in hexadecimal, by path from its root.</summary>
    public static async Task<SortedDictionary<string, string>> FilesAsync(IStorage storage, string objectRoot)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        await foreach (StorageEntry entry in storage.ListAsync(objectRoot, recursive: true))
        {
            await using StorageReader reader = await storage.OpenReadAsync(entry.Path);
            using MemoryStream content = new();
            await reader.Content.CopyToAsync(content);
            files.Add(entry.Path[(objectRoot.Length + 1)..], Convert.ToHexString(content.ToArray()));
        }

        return files;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> PathOfAsync(string objectId) =>
        _folder["root/" + (await StorageRoot.OpenAsync(_storage)).GetObjectRoot(objectId)];
}
