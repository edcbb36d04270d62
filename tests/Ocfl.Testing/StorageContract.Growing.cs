using System.Security.Cryptography;
using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>Files that grow, and copies that may share the source.</summary>
public abstract partial class StorageContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_file_grows_from_where_it_was_recorded_whatever_was_written_beyond(int seed)
    {
        IStorage storage = CreateStorage();
        Random random = new(seed);
        byte[] content = new byte[9 << 20];
        random.NextBytes(content);
        int recorded = 0;
        while (recorded < content.Length)
        {
            await using GrowingFile file = await storage.OpenToAppendAsync("a/grows", recorded, content.Length);
            int end = Math.Min(content.Length, recorded + random.Next(1, 3 << 20));
            int middle = random.Next(recorded, end);
            await file.AppendAsync(content.AsMemory(recorded..middle));
            await file.AppendAsync(content.AsMemory(middle..end));
            StorageFile flushed = await file.FlushAsync();
            Assert.Equal((end, end), (flushed.Length, file.Length));
            recorded = end;

            // What a process writes that dies before it has recorded that.
            await file.AppendAsync(new byte[random.Next(1, 100_000)]);
            if (end < content.Length && random.Next(2) == 0)
            {
                await file.FlushAsync();
            }
        }

        StorageFile whole;
        await using (GrowingFile file = await storage.OpenToAppendAsync("a/grows", recorded, content.Length))
        {
            whole = await file.FlushAsync();
        }

        Assert.Equal(whole.ETag, (await storage.GetFileAsync("a/grows"))!.ETag);
        await using StorageReader reader = await storage.OpenReadAsync("a/grows", new StorageReadOptions { IfMatch = whole.ETag });
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(reader.Content));
    }

    [Fact]
    public async Task Of_two_writers_of_a_file_that_grows_one_is_refused_at_its_flush_at_the_latest()
    {
        IStorage storage = CreateStorage();
        await using GrowingFile first = await storage.OpenToAppendAsync("a", 0, 100);

        await Assert.ThrowsAsync<StorageConditionException>(async () =>
        {
            await using GrowingFile second = await storage.OpenToAppendAsync("a", 0, 100);
            await second.AppendAsync("two"u8.ToArray());
            await first.AppendAsync("one"u8.ToArray());
            await first.FlushAsync();
            await second.FlushAsync();
        });
    }

    [Fact]
    public async Task A_file_that_grows_has_its_owner_and_no_other_may_append_to_it()
    {
        IStorage storage = CreateStorage();
        if (storage.PendingArea is not null)
        {
            // It keeps no owners.
            return;
        }

        await using (GrowingFile file = await storage.OpenToAppendAsync("a", 0, 6, "one"))
        {
            await file.AppendAsync("abc"u8.ToArray());
            Assert.Equal("one", (await file.FlushAsync()).Owner);
        }

        await Assert.ThrowsAsync<StorageConditionException>(() => storage.OpenToAppendAsync("a", 3, 6, "two"));
        await Assert.ThrowsAsync<StorageConditionException>(() => storage.OpenToAppendAsync("a", 0, 6, "two"));
        await using (GrowingFile file = await storage.OpenToAppendAsync("a", 3, 6, "one"))
        {
            await file.AppendAsync("def"u8.ToArray());
            await file.FlushAsync();
        }

        Assert.Equal(("one", "abcdef"), ((await storage.GetFileAsync("a"))!.Owner, await storage.GetAsync("a")));
    }

    [Fact]
    public async Task A_file_that_is_shorter_than_it_was_does_not_grow()
    {
        IStorage storage = CreateStorage();
        await storage.PutAsync("a", "short");

        await Assert.ThrowsAsync<StorageException>(() => storage.OpenToAppendAsync("a", 100, 200));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => storage.OpenToAppendAsync("missing", 1, 200));
    }

    [Fact]
    public async Task A_copy_that_may_share_its_source_leaves_it_and_outlives_it()
    {
        IStorage storage = CreateStorage();
        StorageFile source = await storage.PutAsync("stage/a", "content");
        StorageCopyOptions share = new() { Condition = StorageCondition.IfAbsent, SourceETag = source.ETag, ShareSource = true };

        StorageFile first = await storage.CopyFromAsync(storage, "stage/a", "x/first", share);
        await storage.CopyFromAsync(storage, "stage/a", "x/second", share);

        await Assert.ThrowsAsync<StorageConditionException>(() => storage.CopyFromAsync(storage, "stage/a", "x/first", share));
        Assert.Equal(first.ETag, (await storage.GetFileAsync("x/first"))!.ETag);
        Assert.Equal("content", await storage.GetAsync("stage/a"));
        await storage.DeleteDirectoryAsync("stage");
        Assert.Equal(("content", "content"), (await storage.GetAsync("x/first"), await storage.GetAsync("x/second")));
        Assert.Null((await storage.GetFileAsync("x/second"))!.Shared);
    }
    [Fact]
    public async Task A_copy_that_must_not_pass_through_here_is_refused_where_there_is_no_other_way()
    {
        IStorage storage = CreateStorage();
        MemoryStorage elsewhere = new();
        await elsewhere.PutAsync("a", "a");
        StorageCopyOptions direct = new() { Condition = StorageCondition.IfAbsent, ThroughHere = false };
        if (storage.CopiesByItself(elsewhere))
        {
            await storage.CopyFromAsync(elsewhere, "a", "b", direct);
            Assert.Equal("a", await storage.GetAsync("b"));
            return;
        }

        Assert.Equal(
            "b",
            (await Assert.ThrowsAsync<StorageCopyException>(() => storage.CopyFromAsync(elsewhere, "a", "b", direct))).Path);
        Assert.Null(await storage.GetFileAsync("b"));
    }
}
