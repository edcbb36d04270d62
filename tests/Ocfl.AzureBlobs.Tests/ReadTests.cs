using Azure.Storage.Blobs.Models;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;
using static Ocfl.AzureBlobs.Tests.StorageExtensions;

namespace Ocfl.AzureBlobs.Tests;

public sealed class ReadTests
{
    [Fact]
    public async Task A_range_tells_the_whole_file_s_length()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        StorageFile written = await storage.PutAsync("digits", "0123456789", owner: "me");

        await using StorageReader reader = await storage.OpenReadAsync("digits", new() { Offset = 2, Length = 3 });

        Assert.Equal(written, reader.File);
    }

    [Fact]
    public async Task Reading_is_one_request_and_so_is_asking_for_the_facts()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage storage = container.Storage(requests);
        await storage.PutAsync("a", "text");
        requests.Reset();

        await storage.GetAsync("a");
        await storage.GetFileAsync("a");

        Assert.Equal(new Dictionary<string, int> { ["Get Blob"] = 1, ["Get Blob Properties"] = 1 }, requests.Counts);
    }

    [Fact]
    public async Task A_broken_connection_is_resumed_where_it_broke()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        byte[] bytes = RandomBytes(3_000_000);
        RequestCounter requests = new();
        ScriptedFaults faults = new();
        AzureBlobStorage storage = container.Storage(requests, faults);
        await storage.WriteAsync("a", new MemoryStream(bytes), StorageWriteOptions.Create());
        requests.Reset();
        faults.Enqueue("Get Blob", Fault.TruncatedBody, Fault.TruncatedBody);

        Assert.Equal(bytes, await storage.ReadBytesAsync("a"));

        Assert.Equal(3, requests.Counts["Get Blob"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_changes_while_it_is_read_is_never_a_mixture(bool stateIsAskedFor)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        ScriptedFaults faults = new();
        AzureBlobStorage storage = container.Storage(faults);
        StorageFile file = await storage.WriteAsync("a", new MemoryStream(RandomBytes(3_000_000)), StorageWriteOptions.Create());
        faults.Enqueue("Get Blob", Fault.TruncatedBody);
        await using StorageReader reader = await storage.OpenReadAsync("a", new() { IfMatch = stateIsAskedFor ? file.ETag : null });
        await container.Storage().WriteAsync("a", new MemoryStream(RandomBytes(3_000_000, seed: 2)), new());

        StorageException failure = await Assert.ThrowsAnyAsync<StorageException>(() => reader.Content.CopyToAsync(Stream.Null));

        Assert.Equal(stateIsAskedFor, failure is StorageConditionException { Path: "a" });
    }

    [Fact]
    public async Task A_listing_has_all_its_pages()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage storage = container.Storage(requests);
        await Parallel.ForEachAsync(Enumerable.Range(0, 5100), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, cancel) =>
            await container.Client.UploadBlobAsync($"top/dir{i % 7}/{i}", BinaryData.FromString(""), cancel));

        List<StorageEntry> all = await storage.ListAllAsync("top", recursive: true);
        List<StorageEntry> own = await storage.ListAllAsync("top", recursive: false);

        Assert.Equal(5100, all.Select(entry => entry.Path).Distinct().Count());
        Assert.Equal(7, own.Count);
        Assert.True(requests.Counts["List Blobs"] >= 3);
    }

    [Fact]
    public async Task Marks_of_folders_are_no_files()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        await storage.PutAsync("object/v1/content/a", "a");
        await MarkAsync(container, "object/v1", hierarchical: true);
        await MarkAsync(container, "object/v1/content", hierarchical: true);
        await MarkAsync(container, "object/empty", hierarchical: true);
        await MarkAsync(container, "object/v1/content/", hierarchical: false);
        await MarkAsync(container, "object/", hierarchical: false);

        Assert.Equal(["object/v1/content/a"], (await storage.ListAllAsync("", recursive: true)).Select(entry => entry.Path));
        Assert.Equal(
            [(StorageEntryKind.Directory, "object/v1")],
            (await storage.ListAllAsync("object", recursive: false)).Select(entry => (entry.Kind, entry.Path)));
        Assert.Equal(
            [(StorageEntryKind.File, "object/v1/content/a")],
            (await storage.ListAllAsync("object/v1/content", recursive: false)).Select(entry => (entry.Kind, entry.Path)));
        Assert.Null(await storage.GetFileAsync("object/v1"));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => storage.OpenReadAsync("object/v1"));
    }

    [Fact]
    public async Task A_directory_goes_with_its_marks()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        await storage.PutAsync("object/v1/a", "a");
        await storage.PutAsync("object2/v1/a", "a");
        await MarkAsync(container, "object/v1", hierarchical: true);
        await MarkAsync(container, "object/", hierarchical: false);

        await storage.DeleteDirectoryAsync("object");

        Assert.Equal(["object2/v1/a"], await NamesAsync(container));
    }

    [Fact]
    public async Task Blobs_whose_names_are_no_paths_are_told_and_not_taken_for_files()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        await storage.PutAsync("dir/a", "a");
        await container.Client.UploadBlobAsync("dir//b", BinaryData.FromString("b"));
        await container.Client.UploadBlobAsync("dir/c/", BinaryData.FromString("not empty"));

        Assert.Equal(
            [(StorageEntryKind.Other, "dir//b"), (StorageEntryKind.File, "dir/a"), (StorageEntryKind.Other, "dir/c/")],
            (await storage.ListAllAsync("dir", recursive: true)).Select(entry => (entry.Kind, entry.Path)));
        Assert.Equal(
            [(StorageEntryKind.Other, "dir/"), (StorageEntryKind.File, "dir/a"), (StorageEntryKind.Directory, "dir/c")],
            (await storage.ListAllAsync("dir", recursive: false)).Select(entry => (entry.Kind, entry.Path)));
    }

    [Fact]
    public async Task A_name_and_a_directory_of_that_name_are_both_listed()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        await storage.PutAsync("a", "file");
        await storage.PutAsync("a/b", "below");

        Assert.Equal(
            [StorageEntryKind.Directory, StorageEntryKind.File],
            (await storage.ListAllAsync("", recursive: false)).Select(entry => entry.Kind).Order().Reverse());
    }

    private static async Task MarkAsync(TestContainer container, string name, bool hierarchical)
    {
        BlobUploadOptions options = new() { Metadata = hierarchical ? new Dictionary<string, string> { ["hdi_isfolder"] = "true" } : null };
        await container.Client.GetBlobClient(name).UploadAsync(BinaryData.FromString(""), options);
    }

    private static async Task<List<string>> NamesAsync(TestContainer container)
    {
        List<string> names = [];
        await foreach (BlobItem blob in container.Client.GetBlobsAsync())
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
