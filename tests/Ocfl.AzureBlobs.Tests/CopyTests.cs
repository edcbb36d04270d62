using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;
using static Ocfl.AzureBlobs.Tests.StorageExtensions;

namespace Ocfl.AzureBlobs.Tests;

public sealed class CopyTests
{
    [Fact]
    public async Task A_copy_of_a_known_state_is_one_request()
    {
        await using TestContainer stage = await TestContainer.CreateAsync();
        await using TestContainer root = await TestContainer.CreateAsync();
        AzureBlobStorage source = stage.Storage();
        StorageFile staged = await source.PutAsync("staged", "content", owner: "stage");
        RequestCounter requests = new();
        AzureBlobStorage storage = root.Storage(requests);

        StorageFile copied = await storage.CopyFromAsync(
            source,
            "staged",
            "object/v1/content/a",
            new() { SourceETag = staged.ETag, SourceLength = staged.Length, Condition = StorageCondition.IfAbsent, Owner = "update" });

        Assert.Equal(new Dictionary<string, int> { ["Copy Blob From URL"] = 1 }, requests.Counts);
        Assert.Equal(copied, await storage.GetFileAsync("object/v1/content/a"));
        Assert.Equal("update", copied.Owner);
        Assert.Equal("content", await storage.GetAsync("object/v1/content/a"));
    }

    [Fact]
    public async Task A_source_that_has_changed_is_not_copied()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        StorageFile old = await storage.PutAsync("source", "old");
        await storage.PutAsync("source", "new");

        StorageConditionException failure = await Assert.ThrowsAsync<StorageConditionException>(
            () => storage.CopyFromAsync(storage, "source", "copy", new() { SourceETag = old.ETag, SourceLength = old.Length }));

        Assert.Equal("source", failure.Path);
        Assert.Null(await storage.GetFileAsync("copy"));
    }

    [Fact]
    public async Task A_source_that_is_gone_is_named()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        StorageFile old = await storage.PutAsync("source", "old");
        await storage.DeleteAsync("source");

        StorageFileNotFoundException failure = await Assert.ThrowsAsync<StorageFileNotFoundException>(
            () => storage.CopyFromAsync(
                storage,
                "source",
                "copy",
                new() { SourceETag = old.ETag, SourceLength = old.Length, Condition = StorageCondition.IfAbsent }));

        Assert.Equal("source", failure.Path);
    }

    [Fact]
    public async Task A_taken_destination_is_named()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        StorageFile source = await storage.PutAsync("source", "new");
        StorageFile taken = await storage.PutAsync("taken", "old");
        await storage.PutAsync("taken", "older");

        foreach (StorageCondition condition in new[] { StorageCondition.IfAbsent, StorageCondition.IfMatch(taken.ETag) })
        {
            StorageConditionException failure = await Assert.ThrowsAsync<StorageConditionException>(
                () => storage.CopyFromAsync(
                    storage, "source", "taken", new() { SourceETag = source.ETag, SourceLength = source.Length, Condition = condition }));
            Assert.Equal("taken", failure.Path);
        }

        Assert.Equal("older", await storage.GetAsync("taken"));
    }

    [Fact]
    public async Task What_is_too_long_for_one_request_is_copied_by_the_service_too()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage storage = new(container.Options(requests, Refusing.BlocksFromUrl()) with { CopySize = 1000 });
        byte[] bytes = RandomBytes(10_500);
        StorageFile source = await storage.WriteAsync("source", new MemoryStream(bytes), StorageWriteOptions.Create());
        requests.Reset();

        StorageFile first = await storage.CopyFromAsync(
            storage,
            "source",
            "first",
            new() { SourceETag = source.ETag, SourceLength = source.Length, Condition = StorageCondition.IfAbsent, Owner = "me" });
        Dictionary<string, int> learning = new(requests.Counts);
        requests.Reset();
        await storage.CopyFromAsync(
            storage,
            "source",
            "second",
            new() { SourceETag = source.ETag, SourceLength = source.Length, Condition = StorageCondition.IfAbsent });

        // A service that lacks Put Block From URL gets that request once.
        Assert.True(learning["Put Block From URL"] > 0);
        Assert.False(requests.Counts.ContainsKey("Put Block From URL"));
        Assert.Equal(1, requests.Counts["Copy Blob"]);
        Assert.False(requests.Counts.ContainsKey("Get Blob"));
        Assert.Equal(first, await storage.GetFileAsync("first"));
        Assert.Equal(bytes, await storage.ReadBytesAsync("first"));
        Assert.Equal(bytes, await storage.ReadBytesAsync("second"));
        await Assert.ThrowsAsync<StorageConditionException>(
            () => storage.CopyFromAsync(
                storage,
                "source",
                "first",
                new() { SourceETag = source.ETag, SourceLength = source.Length, Condition = StorageCondition.IfAbsent }));
    }

    [Fact]
    public async Task Where_the_service_has_it_a_long_file_is_copied_in_blocks_and_an_interrupted_copy_goes_on()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        ScriptedFaults faults = new();
        BlocksFromUrl service = new(container);
        AzureBlobStorage storage = new(container.Options(requests, faults, service) with { CopySize = 1000, BlocksAtOnce = 1 });
        byte[] bytes = RandomBytes(10_500);
        StorageFile source = await storage.WriteAsync("source", new MemoryStream(bytes), StorageWriteOptions.Create());
        StorageCopyOptions options = new()
        {
            SourceETag = source.ETag,
            SourceLength = source.Length,
            Condition = StorageCondition.IfAbsent,
            Owner = "me",
        };
        service.FailAfter = 6;
        await Assert.ThrowsAsync<StorageException>(() => storage.CopyFromAsync(storage, "source", "copy", options));
        Assert.Null(await storage.GetFileAsync("copy"));
        service.FailAfter = int.MaxValue;
        requests.Reset();

        StorageFile copied = await storage.CopyFromAsync(storage, "source", "copy", options);

        Assert.Equal(
            new Dictionary<string, int> { ["Get Block List"] = 1, ["Put Block From URL"] = 5, ["Put Block List"] = 1 },
            requests.Counts);
        Assert.Equal(copied, await storage.GetFileAsync("copy"));
        Assert.Equal(bytes, await storage.ReadBytesAsync("copy"));
    }

    [Fact]
    public async Task Without_any_copy_by_the_service_it_goes_through_here()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage storage = container.Storage(requests, new Refusing(501, "NotImplemented", "Copy Blob From URL"));
        StorageFile source = await storage.PutAsync("source", "content");
        requests.Reset();
        StorageCopyOptions options = new()
        {
            SourceETag = source.ETag,
            SourceLength = source.Length,
            Condition = StorageCondition.IfAbsent,
        };

        StorageFile copied = await storage.CopyFromAsync(storage, "source", "copy", options);
        await storage.CopyFromAsync(storage, "source", "copy2", options);

        Assert.Equal(copied, await storage.GetFileAsync("copy"));
        Assert.Equal("content", await storage.GetAsync("copy2"));
        Assert.Equal(1, requests.Counts["Copy Blob From URL"]);
    }

    [Fact]
    public async Task Files_come_from_other_storages_and_go_there()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        MemoryStorage memory = new();
        await memory.PutAsync("a", "from memory");

        StorageFile copied = await storage.CopyFromAsync(memory, "a", "b", new() { Owner = "me" });
        await memory.CopyFromAsync(storage, "b", "c", new() { SourceETag = copied.ETag });

        Assert.Equal("from memory", await memory.GetAsync("c"));
        Assert.Equal(copied, await storage.GetFileAsync("b"));
    }
}
