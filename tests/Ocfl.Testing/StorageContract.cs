using System.Globalization;
using System.Text;
using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>What every storage promises (<see cref="IStorage"/>). Derived for each of them.</summary>
public abstract partial class StorageContract
{
    /// <summary>A storage with nothing in it, of this test's own.</summary>
    protected abstract IStorage CreateStorage();

    [Fact]
    public async Task What_is_written_is_read_back_with_its_facts()
    {
        IStorage storage = CreateStorage();

        StorageFile written = await storage.PutAsync("a/b/c.txt", "hello");

        Assert.Equal(("a/b/c.txt", 5L), (written.Path, written.Length));
        Assert.Equal("hello", await storage.GetAsync("a/b/c.txt"));
        Assert.Equal(written, await storage.GetFileAsync("a/b/c.txt"));
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        IStorage storage = CreateStorage();

        await storage.PutAsync("empty", "");

        Assert.Equal(0, (await storage.GetFileAsync("empty"))!.Length);
        Assert.Equal("", await storage.GetAsync("empty"));
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_cannot_be_opened()
    {
        IStorage storage = CreateStorage();
        await storage.PutAsync("a/b", "x");

        Assert.Null(await storage.GetFileAsync("missing"));
        Assert.Null(await storage.GetFileAsync("a"));
        StorageFileNotFoundException failure = await Assert.ThrowsAsync<StorageFileNotFoundException>(
            () => storage.GetAsync("missing/too"));
        Assert.Equal("missing/too", failure.Path);
    }

    [Fact]
    public async Task A_file_that_may_not_be_there_is_opened_without_a_failure()
    {
        IStorage storage = CreateStorage();
        StorageFile old = await storage.PutAsync("a/b", "old");
        StorageFile current = await storage.PutAsync("a/b", "0123456789");

        Assert.Null(await storage.TryOpenReadAsync("missing"));
        Assert.Null(await storage.TryOpenReadAsync("a/missing/too"));
        Assert.Null(await storage.TryOpenReadAsync("a"));
        await using StorageReader? reader = await storage.TryOpenReadAsync(
            "a/b", new StorageReadOptions { Offset = 3, Length = 4, IfMatch = current.ETag });
        Assert.Equal(current.ETag, reader!.File.ETag);
        using StreamReader text = new(reader.Content);
        Assert.Equal("3456", await text.ReadToEndAsync());
        await Assert.ThrowsAsync<StorageConditionException>(
            () => storage.TryOpenReadAsync("a/b", new StorageReadOptions { IfMatch = old.ETag }));
    }

    [Theory]
    [InlineData(0, 3, "012")]
    [InlineData(3, 4, "3456")]
    [InlineData(8, null, "89")]
    [InlineData(8, 100, "89")]
    [InlineData(10, null, "")]
    [InlineData(4, 0, "")]
    public async Task A_range_is_read(long offset, int? length, string expected)
    {
        IStorage storage = CreateStorage();
        await storage.PutAsync("digits", "0123456789");

        Assert.Equal(expected, await storage.GetAsync("digits", new StorageReadOptions { Offset = offset, Length = length }));
    }

    [Fact]
    public async Task A_read_of_a_state_that_is_gone_is_refused()
    {
        IStorage storage = CreateStorage();
        StorageFile old = await storage.PutAsync("file", "old");
        StorageFile current = await storage.PutAsync("file", "new");

        Assert.Equal("new", await storage.GetAsync("file", new StorageReadOptions { IfMatch = current.ETag }));
        await Assert.ThrowsAsync<StorageConditionException>(() => storage.GetAsync("file", new StorageReadOptions { IfMatch = old.ETag }));
    }

    [Fact]
    public async Task Create_only_never_overwrites()
    {
        IStorage storage = CreateStorage();
        await storage.PutAsync("file", "first", StorageCondition.IfAbsent);

        StorageConditionException failure = await Assert.ThrowsAsync<StorageConditionException>(
            () => storage.PutAsync("file", "second", StorageCondition.IfAbsent));

        Assert.Equal("file", failure.Path);
        Assert.Equal("first", await storage.GetAsync("file"));
    }

    [Fact]
    public async Task Of_many_who_create_a_file_at_once_one_does()
    {
        IStorage storage = CreateStorage();

        bool[] won = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            i => Task.Run(() => SucceedsAsync(storage.PutAsync("dir/file", $"writer {i}", StorageCondition.IfAbsent)))));

        int winner = Array.IndexOf(won, true);
        Assert.Single(won, true);
        Assert.Equal($"writer {winner}", await storage.GetAsync("dir/file"));
    }

    [Fact]
    public async Task A_replacement_needs_the_state_that_it_was_made_from()
    {
        IStorage storage = CreateStorage();
        StorageFile first = await storage.PutAsync("file", "1");
        StorageFile second = await storage.PutAsync("file", "2", StorageCondition.IfMatch(first.ETag));

        Assert.NotEqual(first.ETag, second.ETag);
        await Assert.ThrowsAsync<StorageConditionException>(() => storage.PutAsync("file", "3", StorageCondition.IfMatch(first.ETag)));
        await Assert.ThrowsAsync<StorageConditionException>(() => storage.PutAsync("absent", "3", StorageCondition.IfMatch(first.ETag)));
        Assert.Equal("2", await storage.GetAsync("file"));
        Assert.Null(await storage.GetFileAsync("absent"));
    }

    [Fact]
    public async Task Compare_and_swap_loses_no_increment()
    {
        IStorage storage = CreateStorage();
        await storage.PutAsync("counter", "0");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => IncrementAsync(storage, times: 5))));

        Assert.Equal("30", await storage.GetAsync("counter"));
    }

    [Fact]
    public async Task Every_write_has_its_own_etag_even_of_the_same_bytes()
    {
        IStorage storage = CreateStorage();
        HashSet<string> etags = [];

        for (int i = 0; i < 20; i++)
        {
            etags.Add((await storage.PutAsync("file", "same")).ETag);
        }

        Assert.Equal(20, etags.Count);
    }

    [Fact]
    public async Task A_write_that_breaks_off_leaves_nothing()
    {
        IStorage storage = CreateStorage();
        await storage.PutAsync("dir/kept", "kept");

        await Assert.ThrowsAnyAsync<Exception>(() => storage.WriteAsync("dir/new", new BrokenStream(), new StorageWriteOptions()));
        await Assert.ThrowsAnyAsync<Exception>(() => storage.WriteAsync("dir/kept", new BrokenStream(), new StorageWriteOptions()));

        Assert.Equal(["dir/kept"], (await storage.ListAllAsync("", recursive: true)).Select(entry => entry.Path));
        Assert.Equal("kept", await storage.GetAsync("dir/kept"));
    }

    [Fact]
    public async Task Content_of_another_length_than_announced_is_not_stored()
    {
        IStorage storage = CreateStorage();

        await Assert.ThrowsAsync<StorageException>(
            () => storage.WriteAsync("file", new MemoryStream([1, 2, 3]), new StorageWriteOptions { Length = 4 }));

        Assert.Null(await storage.GetFileAsync("file"));
    }

    [Fact]
    public async Task A_listing_has_a_directory_s_own_entries_or_all_files_below()
    {
        IStorage storage = CreateStorage();
        foreach (string path in new[] { "a/1", "a/b/2", "a/b/c/3", "ab/4", "5" })
        {
            await storage.PutAsync(path, path);
        }

        Assert.Equal(["5", "a", "ab"], await PathsAsync(storage, "", recursive: false));
        Assert.Equal(["a/1", "a/b"], await PathsAsync(storage, "a", recursive: false));
        Assert.Equal(["a/1", "a/b/2", "a/b/c/3"], await PathsAsync(storage, "a", recursive: true));
        Assert.Equal(["5", "a/1", "a/b/2", "a/b/c/3", "ab/4"], await PathsAsync(storage, "", recursive: true));
        Assert.Empty(await storage.ListAllAsync("missing", recursive: true));

        List<StorageEntry> entries = await storage.ListAllAsync("a", recursive: false);
        Assert.Equal([StorageEntryKind.File, StorageEntryKind.Directory], entries.Select(entry => entry.Kind));
        Assert.Equal(await storage.GetFileAsync("a/1"), entries[0].File);
    }

    [Theory]
    [InlineData("spaces and  more.txt")]
    [InlineData("percent%20sign%2F")]
    [InlineData("hash#question?amp&plus+")]
    [InlineData("Ünïcødé – 文字 – 🙂")]
    [InlineData("e\u0301 decomposed and é composed")]
    [InlineData(".hidden")]
    [InlineData("quote'\"brackets[]{}()")]
    [InlineData("trailing.dots...")]
    public async Task A_name_may_be_anything_that_is_a_name(string name)
    {
        IStorage storage = CreateStorage();
        string path = $"dir {name}/{name}";

        await storage.PutAsync(path, name);

        Assert.Equal(name, await storage.GetAsync(path));
        Assert.Equal([path], await PathsAsync(storage, "", recursive: true));
        Assert.True(await storage.DeleteAsync(path));
    }

    [Theory]
    [InlineData("/absolute")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("")]
    [InlineData("nul\0")]
    public async Task What_is_not_a_path_is_refused(string path)
    {
        IStorage storage = CreateStorage();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => storage.PutAsync(path, "x"));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => storage.GetFileAsync(path));
    }

    [Fact]
    public async Task A_delete_needs_the_state_it_names_and_tells_whether_there_was_something()
    {
        IStorage storage = CreateStorage();
        StorageFile old = await storage.PutAsync("a/b/file", "old");
        StorageFile current = await storage.PutAsync("a/b/file", "new");

        await Assert.ThrowsAsync<StorageConditionException>(() => storage.DeleteAsync("a/b/file", old.ETag));
        Assert.True(await storage.DeleteAsync("a/b/file", current.ETag));
        Assert.False(await storage.DeleteAsync("a/b/file"));
        Assert.Empty(await storage.ListAllAsync("", recursive: false));
    }

    [Fact]
    public async Task A_directory_is_deleted_with_all_that_is_in_it_and_nothing_else()
    {
        IStorage storage = CreateStorage();
        foreach (string path in new[] { "a/1", "a/b/2", "ab/3" })
        {
            await storage.PutAsync(path, path);
        }

        await storage.DeleteDirectoryAsync("a");
        await storage.DeleteDirectoryAsync("a");

        Assert.Equal(["ab/3"], await PathsAsync(storage, "", recursive: true));
    }

    [Fact]
    public async Task A_copy_has_the_bytes_of_its_source()
    {
        IStorage storage = CreateStorage();
        IStorage other = CreateStorage();
        MemoryStorage memory = new();
        byte[] bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        foreach (IStorage source in new[] { storage, other, memory })
        {
            await source.WriteAsync("source", new MemoryStream(bytes), new StorageWriteOptions());
            string path = $"copies/{Guid.NewGuid()}";

            StorageFile copied = await storage.CopyFromAsync(
                source, "source", path, new StorageCopyOptions { Condition = StorageCondition.IfAbsent });

            await using StorageReader reader = await storage.OpenReadAsync(path);
            using MemoryStream read = new();
            await reader.Content.CopyToAsync(read);
            Assert.Equal(bytes, read.ToArray());
            Assert.Equal(bytes.Length, copied.Length);
            Assert.Equal(copied, await storage.GetFileAsync(path));
        }
    }

    [Fact]
    public async Task A_copy_keeps_its_conditions_and_tells_which_did_not_hold()
    {
        IStorage storage = CreateStorage();
        IStorage other = CreateStorage();
        StorageFile old = await other.PutAsync("source", "old");
        StorageFile current = await other.PutAsync("source", "new");
        await storage.PutAsync("taken", "taken");

        StorageConditionException atSource = await Assert.ThrowsAsync<StorageConditionException>(
            () => storage.CopyFromAsync(other, "source", "copy", new StorageCopyOptions { SourceETag = old.ETag }));
        StorageConditionException atDestination = await Assert.ThrowsAsync<StorageConditionException>(
            () => storage.CopyFromAsync(
                other, "source", "taken", new StorageCopyOptions { SourceETag = current.ETag, Condition = StorageCondition.IfAbsent }));
        StorageFileNotFoundException missing = await Assert.ThrowsAsync<StorageFileNotFoundException>(
            () => storage.CopyFromAsync(other, "missing", "copy", new StorageCopyOptions()));

        Assert.Equal(("source", "taken", "missing"), (atSource.Path, atDestination.Path, missing.Path));
        Assert.Null(await storage.GetFileAsync("copy"));
        Assert.Equal("taken", await storage.GetAsync("taken"));
    }

    [Fact]
    public async Task A_copy_within_the_storage_is_conditional_at_both_ends()
    {
        IStorage storage = CreateStorage();
        StorageFile source = await storage.PutAsync("v1/inventory.json", "one");
        StorageFile root = await storage.PutAsync("inventory.json", "zero");

        StorageCopyOptions commit = new() { SourceETag = source.ETag, Condition = StorageCondition.IfMatch(root.ETag) };
        await storage.CopyFromAsync(storage, "v1/inventory.json", "inventory.json", commit);

        Assert.Equal("one", await storage.GetAsync("inventory.json"));
        StorageConditionException again = await Assert.ThrowsAsync<StorageConditionException>(
            () => storage.CopyFromAsync(storage, "v1/inventory.json", "inventory.json", commit));
        Assert.Equal("inventory.json", again.Path);
    }

    [Fact]
    public async Task A_copy_that_consumes_its_source_leaves_the_bytes_in_one_place_at_least()
    {
        IStorage storage = CreateStorage();
        IStorage other = CreateStorage();
        await other.PutAsync("source", "content");

        await storage.CopyFromAsync(
            other, "source", "a/copy", new StorageCopyOptions { ConsumeSource = true, Condition = StorageCondition.IfAbsent });

        Assert.Equal("content", await storage.GetAsync("a/copy"));
    }

    [Fact]
    public async Task Where_writes_are_in_place_a_file_keeps_its_owner()
    {
        IStorage storage = CreateStorage();
        if (storage.PendingArea is not null)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => storage.SetOwnerAsync("file", "u", "etag"));
            return;
        }

        StorageFile written = await storage.PutAsync("file", "x", owner: "update-1");
        await storage.PutAsync("source", "y");
        await storage.CopyFromAsync(storage, "source", "copy", new StorageCopyOptions { Owner = "update-1" });
        Assert.Equal("update-1", (await storage.GetFileAsync("copy"))!.Owner);
        Assert.Equal("update-1", (await storage.ListAllAsync("", recursive: true)).Single(entry => entry.Path == "file").File!.Owner);

        StorageFile taken = await storage.SetOwnerAsync("file", "update-2", written.ETag);

        Assert.Equal(("update-2", "x"), ((await storage.GetFileAsync("file"))!.Owner, await storage.GetAsync("file")));
        Assert.NotEqual(written.ETag, taken.ETag);
        await Assert.ThrowsAsync<StorageConditionException>(() => storage.SetOwnerAsync("file", "update-3", written.ETag));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => storage.SetOwnerAsync("missing", "update-3", written.ETag));
    }

    [Fact]
    public async Task Where_there_is_a_pending_area_directories_move_in_and_out_whole()
    {
        IStorage storage = CreateStorage();
        if (storage.PendingArea is not { } pending)
        {
            return;
        }

        await pending.Storage.PutAsync("u/object/v1/content/a", "a");
        Assert.Empty(await storage.ListAllAsync("", recursive: true));

        await pending.MoveInAsync("u/object", "x/y/object");
        Assert.Equal("a", await storage.GetAsync("x/y/object/v1/content/a"));
        Assert.True(await pending.DirectoryExistsAsync("x/y/object/v1"));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => pending.MoveInAsync("u/object", "x/y/other"));
        await pending.Storage.PutAsync("u/object/v1/content/b", "b");
        await Assert.ThrowsAsync<StorageConditionException>(() => pending.MoveInAsync("u/object", "x/y/object"));

        await pending.MoveOutAsync("x/y/object", "u/aside");
        Assert.Equal("a", await pending.Storage.GetAsync("u/aside/v1/content/a"));
        Assert.Empty(await storage.ListAllAsync("", recursive: false));
    }

    [Fact]
    public async Task The_lock_of_a_directory_has_one_holder()
    {
        if (CreateStorage().PendingArea is not { } pending)
        {
            return;
        }

        int inside = 0;
        async Task VisitAsync()
        {
            await using IAsyncDisposable held = await pending.LockAsync("object", "u");
            Assert.Equal(1, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(VisitAsync)));
    }

    private static async Task<bool> SucceedsAsync(Task write)
    {
        try
        {
            await write;
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    private static async Task<IEnumerable<string>> PathsAsync(IStorage storage, string directory, bool recursive) =>
        (await storage.ListAllAsync(directory, recursive)).Select(entry => entry.Path);

    private static async Task IncrementAsync(IStorage storage, int times)
    {
        for (int done = 0; done < times;)
        {
            StorageFile file = (await storage.GetFileAsync("counter"))!;
            try
            {
                int value = int.Parse(
                    await storage.GetAsync("counter", new StorageReadOptions { IfMatch = file.ETag }), CultureInfo.InvariantCulture);
                await storage.PutAsync("counter", (value + 1).ToString(CultureInfo.InvariantCulture), StorageCondition.IfMatch(file.ETag));
                done++;
            }
            catch (StorageConditionException)
            {
                // Another was first: again from what is there now.
            }
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public BrokenStream() : base(Encoding.UTF8.GetBytes("the first bytes of"))
        {
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is int read and > 0
                ? read
                : throw new InvalidOperationException("The source breaks off.");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The source breaks off.");

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("The source breaks off.");
    }
}
