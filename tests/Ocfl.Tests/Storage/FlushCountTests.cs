using System.Collections.Concurrent;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Storage;

/// <summary>What a local storage flushes: all that must be on the disk, and no directory's name twice.</summary>
public sealed class FlushCountTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _flushed = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_in_new_directories_flushes_itself_and_each_of_them()
    {
        LocalStorage storage = Open();

        await storage.PutAsync("a/b/c/file", "x");

        Assert.Equal(["a/b/c/file", "a/b", "a", "", "a/b/c"], Take());
    }

    [BirthFact]
    public async Task A_directory_that_was_flushed_is_not_flushed_again_for_the_next_one_in_it()
    {
        LocalStorage storage = Open();
        await storage.PutAsync("a/b/c/file", "x");
        Take();

        await storage.PutAsync("a/b/d/file", "x");
        Assert.Equal(["a/b/d/file", "a/b", "a/b/d"], Take());

        await storage.PutAsync("a/b/d/other", "x");
        Assert.Equal(["a/b/d/other", "a/b/d"], Take());
    }

    [BirthFact]
    public async Task A_directory_that_another_process_has_created_may_not_be_on_the_disk()
    {
        LocalStorage storage = Open();
        await storage.PutAsync("a/file", "x");
        Take();
        Directory.CreateDirectory(_folder["root/a/b/c"]);

        await storage.PutAsync("a/b/c/d/file", "x");

        Assert.Equal(["a/b/c/d/file", "a/b/c", "a/b", "a", "a/b/c/d"], Take());
    }

    [Fact]
    public async Task A_directory_that_was_deleted_and_created_again_is_another_one()
    {
        LocalStorage storage = Open();
        await storage.PutAsync("a/b/file", "x");
        await storage.DeleteAsync("a/b/file");
        Take();

        await storage.PutAsync("a/b/file", "x");
        Assert.Equal(["a/b/file", "a", "", "a/b"], Take());

        await storage.DeleteDirectoryAsync("a");
        Directory.CreateDirectory(_folder["root/a/b"]);
        Take();
        await storage.PutAsync("a/b/c/file", "x");
        Assert.Equal(["a/b/c/file", "a/b", "a", "", "a/b/c"], Take());

        // By another process.
        Directory.Move(_folder["root/a"], _folder["root/before"]);
        Directory.CreateDirectory(_folder["root/a"]);
        await storage.PutAsync("a/b/file", "x");
        Assert.Equal(["a/b/file", "a", "", "a/b"], Take());
    }

    [Fact]
    public async Task A_storage_that_does_not_flush_does_not()
    {
        LocalStorage storage = Open(flush: false);

        await storage.PutAsync("a/b/file", "x");
        await storage.DeleteDirectoryAsync("a");

        Assert.Empty(Take());
    }

    [Fact]
    public async Task A_version_directory_is_moved_in_with_a_flush_of_its_new_place()
    {
        LocalStorage storage = Open();
        IPendingArea pending = storage.PendingArea!;
        await pending.Storage.PutAsync("owner/object/file", "x");
        Take();

        await pending.MoveInAsync("owner/object", "a/object");
        Assert.Equal(["", "a"], Take());

        await pending.MoveOutAsync("a/object", "owner/object");
        Assert.Contains("a", Take());
    }

    [Fact]
    public async Task Where_the_order_of_names_is_kept_a_flush_of_a_directory_is_one_of_those_above_it()
    {
        LocalStorage storage = Open(keepsOrder: true);

        await storage.PutAsync("a/b/c/file", "x");
        Assert.Equal(["a/b/c/file", "a/b/c"], Take());

        await storage.CreateDirectoryAsync("a/d/e");
        Assert.Equal(["a/d"], Take());

        IPendingArea pending = storage.PendingArea!;
        await pending.Storage.PutAsync("owner/object/file", "x");
        Take();
        await pending.MoveInAsync("owner/object", "f/g/object");
        Assert.Equal(["f/g"], Take());

        await using GrowingFile growing = await storage.OpenToAppendAsync("h/i/file", 0, 0);
        await growing.FlushAsync();
        Assert.Equal(["h/i/file", "h/i"], Take());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Names_that_a_later_flush_has_on_the_disk_are_not_flushed_before_it(bool keepsOrder)
    {
        LocalStorage storage = Open(keepsOrder: keepsOrder);
        SharedFlush flush = SharedFlush.Begin(storage);
        await flush.Storage.PutAsync("top/a/b/file", "x");
        await flush.Storage.PutAsync("top/c/file", "x");
        Assert.Equal(["top/a/b/file", "top/c/file"], Take());
        string[] files = ["top/a/b/file", "top/c/file"];

        await flush.FlushBeforeAsync(files, "top");
        Assert.Equal(keepsOrder ? [] : ["top/a/b", "top/a", "top/c", "top"], Take());

        await flush.FlushAsync(files, "top");
        Assert.Equal(keepsOrder ? ["top/a/b", "top/c"] : ["top/a/b", "top/a", "top/c", "top"], Take());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Small_files_are_flushed_together_with_those_that_were_there(bool keepsOrder)
    {
        LocalStorage storage = Open(keepsOrder: keepsOrder);
        using BatchFlush before = BatchFlush.Begin(storage, 1);
        await before.Storage.PutAsync("top/a", "x");
        using BatchFlush batch = BatchFlush.Begin(storage, 3);

        await batch.Storage.PutAsync("top/b", "x");
        await Assert.ThrowsAsync<StorageConditionException>(() => batch.Storage.PutAsync("top/a", "x", StorageCondition.IfAbsent));
        Assert.Empty(Take());

        await batch.FlushBeforeAsync(["top/a", "top/b", "top/b", "top/gone"], "top");
        string[] flushed = Take();
        Assert.Equal(["top/a", "top/b"], flushed.Take(2).Order());
        Assert.Equal(keepsOrder ? [] : ["top"], flushed.Skip(2));
    }

    [Fact]
    public async Task Many_small_files_are_flushed_by_one_flush_of_the_file_system_where_that_is_reliable()
    {
        LocalStorage storage = Open();
        await storage.CreateDirectoryAsync("top");
        using FileSystemFlush? fileSystem = FileSystemFlush.TryBegin(_folder.Path);
        Take();
        string[] files = [.. Enumerable.Range(0, LocalBatch.ManyFiles).Select(number => $"top/{number}")];
        using BatchFlush batch = BatchFlush.Begin(storage, files.Length);
        foreach (string file in files)
        {
            await batch.Storage.PutAsync(file, "x");
        }

        await batch.FlushBeforeAsync(files, "top");

        Assert.Equal(fileSystem is null ? files.Length + 1 : 0, Take().Length);
        Assert.Equal("x", await storage.GetAsync(files[^1]));
    }

    [Fact]
    public async Task What_may_be_lost_is_not_flushed()
    {
        LocalStorage storage = Open();
        await storage.PutAsync("a/b/file", "x");
        IStorage loose = BatchFlush.WithoutFlush(storage);
        Take();

        await loose.PutAsync("a/c/file", "x");
        await loose.DeleteDirectoryAsync("a/b");
        await loose.DeleteAsync("a/c/file");
        Assert.Empty(Take());

        // What is written there next is another directory.
        await storage.PutAsync("a/b/file", "x");
        Assert.Equal(["a/b/file", "a", "", "a/b"], Take());
        MemoryStorage memory = new();
        Assert.Same(memory, BatchFlush.WithoutFlush(memory));
        using BatchFlush batch = BatchFlush.Begin(memory, 100);
        Assert.Same(memory, batch.Storage);
        await batch.FlushBeforeAsync(["a"], "");
    }

    [Fact]
    public Task A_new_object_of_one_file_takes_eleven_flushes_where_the_order_of_names_is_kept() =>
        RequireFlushesOfNewObjectAsync(Open(keepsOrder: true), 11);

    [BirthFact]
    public Task A_new_object_of_one_file_is_written_with_so_many_flushes() =>
        RequireFlushesOfNewObjectAsync(Open(), 17);

    [Fact]
    public void A_flush_that_comes_while_one_runs_waits_for_the_next_which_is_for_all_who_wait()
    {
        using ManualResetEventSlim mayEnd = new();
        using CountdownEvent begun = new(1);
        int flushes = 0;
        DirectoryFlushes directories = new(_ =>
        {
            Interlocked.Increment(ref flushes);
            if (!begun.IsSet)
            {
                begun.Signal();
                mayEnd.Wait(TimeSpan.FromMinutes(1));
            }
        });

        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() => directories.Flush("a")))];
        threads[0].Start();
        Assert.True(begun.Wait(TimeSpan.FromMinutes(1)));
        foreach (Thread thread in threads.Skip(1))
        {
            thread.Start();
        }

        // Another directory does not wait.
        directories.Flush("b");
        Assert.True(SpinWait.SpinUntil(() => directories.Waiting == threads.Length - 1, TimeSpan.FromMinutes(1)));
        mayEnd.Set();
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromMinutes(1))));

        Assert.Equal(3, flushes);
    }

    [Fact]
    public void A_flush_that_fails_is_tried_by_the_next()
    {
        int flushes = 0;
        DirectoryFlushes directories = new(_ =>
        {
            if (++flushes == 1)
            {
                throw new IOException("full");
            }
        });

        Assert.Throws<IOException>(() => directories.Flush("a"));
        directories.Flush("a");

        Assert.Equal(2, flushes);
    }

    private async Task RequireFlushesOfNewObjectAsync(LocalStorage storage, int count)
    {
        IStorage work = storage.PendingArea!.Storage;
        UpdatePlan plan = await UpdateScenario.PlanAsync(
            storage, work, "stage", UpdateScenario.Files(("a", "text")), SpecificationVersion.V11);
        Take();

        await UpdateScenario.RunAsync(plan, storage, work, "update");

        string[] flushed = Take();
        Assert.True(flushed.Length == count, string.Join('\n', flushed));
        Assert.NotNull(await OcflObject.TryOpenAsync(storage, UpdateScenario.ObjectRoot));
    }

    private LocalStorage Open(bool flush = true, bool keepsOrder = false) => new(new LocalStorageOptions
    {
        Path = _folder["root"],
        Flush = flush,
        Flushing = _flushed.Enqueue,
        KeepsOrder = keepsOrder,
    });

    // From the top of the storage; what is in the pending area by its whole path.
    private string[] Take()
    {
        string[] paths = [.. _flushed.Select(path => path == _folder["root"] ? "" : path.StartsWith(
            _folder["root"] + "/", StringComparison.Ordinal) ? path[(_folder["root"].Length + 1)..] : path)];
        _flushed.Clear();
        return paths;
    }
}

/// <summary>A test that needs a file system that reports when a directory was created. Elsewhere more is flushed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BirthFactAttribute : FactAttribute
{
    public BirthFactAttribute() =>
        Skip = LocalEntry.TryGet(Path.GetTempPath()) is { BornNanoseconds: > 0 } ? null : "The file system reports no times of birth.";
}
