using Azure.Storage.Blobs.Models;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Objects go between folders and blobs with any tool that copies files.</summary>
public sealed class InteroperabilityTests
{
    private static readonly IReadOnlyDictionary<string, string> Files =
        UpdateScenario.Files(("read me.txt", "read me"), ("ümläut/a%20b#c?.csv", "1,2"), ("empty", ""), (".hidden", "x"), ("deep/er/and/deeper", new string('x', 100_000)));

    [Fact]
    public async Task An_object_on_blobs_that_is_downloaded_is_valid_as_a_folder()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        using TemporaryFolder folder = new();
        await UpdateAsync(container.Storage(), container.Storage());

        await foreach (BlobItem blob in container.Client.GetBlobsAsync())
        {
            string file = folder[blob.Name];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await container.Client.GetBlobClient(blob.Name).DownloadToAsync(file);
        }

        await ObjectHistory.AssertValidAsync(new LocalStorage(new() { Path = folder.Path }), "object");
    }

    [Fact]
    public async Task An_object_in_a_folder_that_is_uploaded_is_valid_as_blobs_and_can_be_updated()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        using TemporaryFolder folder = new();
        LocalStorage local = new(new() { Path = folder.Path });
        await UpdateAsync(local, local.PendingArea!.Storage);

        foreach (string file in Directory.GetFiles(folder["object"], "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            string name = Path.GetRelativePath(folder.Path, file).Replace(Path.DirectorySeparatorChar, '/');
            await using FileStream bytes = File.OpenRead(file);
            await container.Client.UploadBlobAsync(name, bytes);
        }

        AzureBlobStorage storage = container.Storage();
        await ObjectHistory.AssertValidAsync(storage, "object");
        await UpdateAsync(storage, storage, ("new", "new"));
        await ObjectHistory.AssertValidAsync(storage, "object");
        Assert.Equal(2, (await ObjectHistory.ReadAsync(storage, "object")).Count);
    }

    private static async Task UpdateAsync(IStorage storage, IStorage work, params (string Path, string Text)[] more)
    {
        MemoryStorage source = new();
        foreach ((string path, string text) in more.Length > 0 ? UpdateScenario.Files(more) : Files)
        {
            await source.PutAsync(path, text);
        }

        Objects.OcflObject? found = await Objects.OcflObject.TryOpenAsync(storage, "object");
        UpdateTarget target = new() { ObjectId = "urn:example:travels", ObjectRoot = "object", Inventory = found?.Inventory, InventoryDigest = found?.InventoryDigest };
        ObjectUpdateOptions options = new() { Mode = UpdateMode.Merge, Message = "test", User = new("Tester", "mailto:tester@example.org") };
        await new ObjectUpdater(storage, work).UpdateAsync(target, source, options: options);
    }
}
