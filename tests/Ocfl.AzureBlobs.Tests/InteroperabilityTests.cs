using Azure.Storage.Blobs.Models;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Objects go between folders and blobs with any tool that copies files.</summary>
public sealed class InteroperabilityTests
{
    private static readonly IReadOnlyDictionary<string, string> Files =
        UpdateScenario.Files(
            ("read me.txt", "read me"),
            ("ümläut/a%20b#c?.csv", "1,2"),
            ("empty", ""),
            (".hidden", "x"),
            ("deep/er/and/deeper", new string('x', 100_000)));

    [Fact]
    public async Task An_object_on_blobs_that_is_downloaded_is_valid_as_a_folder()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        using TemporaryFolder folder = new();
        await UpdateAsync(container.Storage(), container.Storage());

        await DownloadAsync(container, folder.Path);

        await ObjectHistory.AssertValidAsync(new LocalStorage(new() { Path = folder.Path }), "object");
    }

    [Fact]
    public async Task An_object_in_a_folder_that_is_uploaded_is_valid_as_blobs_and_can_be_updated()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        using TemporaryFolder folder = new();
        LocalStorage local = new(new() { Path = folder["root"] });
        await UpdateAsync(local, local.PendingArea!.Storage);

        await UploadAsync(container, folder["root"]);

        AzureBlobStorage storage = container.Storage();
        await ObjectHistory.AssertValidAsync(storage, "object");
        await UpdateAsync(storage, storage, ("new", "new"));
        await ObjectHistory.AssertValidAsync(storage, "object");
        Assert.Equal(2, (await ObjectHistory.ReadAsync(storage, "object")).Count);
    }

    [Fact]
    public async Task A_whole_storage_root_goes_up_and_down_and_stays_valid()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        using TemporaryFolder folder = new();
        using TemporaryFolder copy = new();
        LocalStorage local = new(new() { Path = folder["root"] });
        StorageRoot root = await StorageRoot.InitializeAsync(local);
        foreach (int number in Enumerable.Range(0, 5))
        {
            string id = $"urn:example:{number}";
            await UpdateAsync(local, local.PendingArea!.Storage, id, root.GetObjectRoot(id));
        }

        await UploadAsync(container, folder["root"]);
        AzureBlobStorage storage = container.Storage();
        await AssertRootAsync(storage, objects: 5);
        await UpdateAsync(storage, storage, "urn:example:new", (await StorageRoot.OpenAsync(storage)).GetObjectRoot("urn:example:new"));
        await DownloadAsync(container, copy.Path);

        await AssertRootAsync(new LocalStorage(new() { Path = copy.Path }), objects: 6);
    }

    private static async Task AssertRootAsync(IStorage storage, int objects)
    {
        int found = 0;
        await foreach (ValidationReport report in new Validator(storage).ValidateRootAsync())
        {
            Assert.Empty(report.Findings);
            found += report.Target == ValidationTarget.OcflObject ? 1 : 0;
        }

        Assert.Equal(objects, found);
    }

    private static async Task DownloadAsync(TestContainer container, string folder)
    {
        await foreach (BlobItem blob in container.Client.GetBlobsAsync())
        {
            string file = Path.Combine(folder, blob.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await container.Client.GetBlobClient(blob.Name).DownloadToAsync(file);
        }
    }

    private static async Task UploadAsync(TestContainer container, string folder)
    {
        foreach (string file in Directory.GetFiles(
            folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            await using FileStream bytes = File.OpenRead(file);
            await container.Client.UploadBlobAsync(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), bytes);
        }
    }

    private static Task UpdateAsync(IStorage storage, IStorage work, params (string Path, string Text)[] more) =>
        UpdateAsync(storage, work, "urn:example:travels", "object", more);

    private static async Task UpdateAsync(
        IStorage storage, IStorage work, string objectId, string objectRoot, params (string Path, string Text)[] more)
    {
        MemoryStorage source = new();
        foreach ((string path, string text) in more.Length > 0 ? UpdateScenario.Files(more) : Files)
        {
            await source.PutAsync(path, text);
        }

        OcflObject? found = await OcflObject.TryOpenAsync(storage, objectRoot);
        UpdateTarget target = new()
        {
            ObjectId = objectId,
            ObjectRoot = objectRoot,
            Inventory = found?.Inventory,
            InventoryDigest = found?.InventoryDigest,
        };
        ObjectUpdateOptions options = new()
        {
            Mode = UpdateMode.Merge,
            Message = "test",
            User = new("Tester", "mailto:tester@example.org"),
        };
        await new ObjectUpdater(storage, work).UpdateAsync(target, source, options: options);
    }
}
