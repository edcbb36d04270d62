using System.Diagnostics;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Storage;

public sealed class LocalStorageTests : StorageContract, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>As a late run of an activity writes while its update is undone.</summary>
    [Fact]
    public async Task A_directory_is_deleted_although_somebody_writes_in_it()
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"], Flush = false });
        using CancellationTokenSource enough = new();
        Task writing = Task.Run(async () =>
        {
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(1));
            for (int file = 0; !enough.IsCancellationRequested; file++)
            {
                await storage.PutAsync($"directory/{file % 7}/{file}", "content");
                await timer.WaitForNextTickAsync();
            }
        });

        for (int time = 0; time < 200; time++)
        {
            await storage.DeleteDirectoryAsync("directory");
        }

        await enough.CancelAsync();
        await writing;
        await storage.DeleteDirectoryAsync("directory");
        Assert.False(Directory.Exists(_folder["root/directory"]));
    }

    [Fact]
    public async Task A_symbolic_link_is_neither_read_nor_followed()
    {
        Directory.CreateDirectory(_folder["root/real"]);
        await File.WriteAllTextAsync(_folder["secret"], "secret");
        File.CreateSymbolicLink(_folder["root/link"], _folder["secret"]);
        Directory.CreateSymbolicLink(_folder["root/folder"], _folder["root/real"]);
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });

        Assert.Null(await storage.GetFileAsync("link"));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => storage.GetAsync("link"));
        Assert.Equal(
            [("folder", StorageEntryKind.Other), ("link", StorageEntryKind.Other), ("real", StorageEntryKind.Directory)],
            (await storage.ListAllAsync("", recursive: true)).Select(entry => (entry.Path, entry.Kind)));
    }

    [Fact]
    public async Task A_link_on_the_way_to_a_file_is_not_followed_but_the_storage_s_folder_may_be_one()
    {
        Directory.CreateDirectory(_folder["outside/deep"]);
        Directory.CreateDirectory(_folder["root/real"]);
        await File.WriteAllTextAsync(_folder["outside/deep/secret"], "secret");
        await File.WriteAllTextAsync(_folder["root/real/file"], "file");
        Directory.CreateSymbolicLink(_folder["root/link"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["other name"], _folder["root"]);
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });
        LocalStorage sameByLink = new(new LocalStorageOptions { Path = _folder["other name"] });

        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => storage.GetAsync("link/deep/secret"));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => sameByLink.GetAsync("link/deep/secret"));
        Assert.Empty(await storage.ListAllAsync("link", recursive: true));
        Assert.Empty(await storage.ListAllAsync("link/deep", recursive: false));
        Assert.Equal("file", await storage.GetAsync("real/file"));
        Assert.Equal("file", await sameByLink.GetAsync("real/file"));
        Assert.Equal(["real/file"], (await sameByLink.ListAllAsync("real", recursive: false)).Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_name_that_is_not_UTF_8_is_not_passed_over()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await _folder.ShellAsync(
            "mkdir -p root && cd root && touch ok $(printf 'f\\377') && mkdir -p $(printf 'd\\351')/sub && touch $(printf 'd\\351')/sub/x");
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });
        LocalStorage objects = new(new LocalStorageOptions { Path = _folder["objects"] });
        UpdateTarget target = new() { ObjectId = "urn:example:names", ObjectRoot = "object" };

        IReadOnlyList<StorageEntry> entries = await storage.ListAllAsync("", recursive: true);
        StorageException refused = await Assert.ThrowsAsync<StorageException>(
            () => new ObjectUpdater(objects, objects.PendingArea!.Storage).UpdateAsync(target, storage));
        await _folder.ShellAsync("rm -rf root");

        Assert.Equal(
            [
                ("d\uFFFD", "has a name that is not UTF-8, which no inventory can give"),
                ("f\uFFFD", "has a name that is not UTF-8, which no inventory can give"),
                ("ok", null),
            ],
            entries.Select(entry => (entry.Path, entry.Fault)).Order());
        Assert.Contains("has a name that is not UTF-8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_too_deep_to_be_opened_is_not_passed_over()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Made of two that can be named.
        string upper = string.Join('/', Enumerable.Repeat(new string('d', 200), 18));
        string lower = string.Join('/', Enumerable.Repeat(new string('e', 200), 5));
        await _folder.ShellAsync($"mkdir -p root/{upper} {lower} && touch {lower}/file && mv {lower[..200]} root/{upper}/");
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => storage.ListAllAsync("", recursive: true));
        await _folder.ShellAsync("rm -rf root");

        Assert.Contains("bytes long", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_not_be_looked_at_is_not_passed_over()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder["root/closed"]);
        await File.WriteAllTextAsync(_folder["root/closed/file"], "file");
        File.SetUnixFileMode(_folder["root/closed"], UnixFileMode.UserRead);
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });

        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                // Nothing is closed to this user.
                Assert.Equal("file", await storage.GetAsync("closed/file"));
                return;
            }

            await Assert.ThrowsAsync<StorageException>(() => storage.ListAllAsync("closed", recursive: true));
            await Assert.ThrowsAsync<StorageException>(() => storage.GetFileAsync("closed/file"));
        }
        finally
        {
            File.SetUnixFileMode(_folder["root/closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_pending_area_on_another_volume_is_refused_before_anything_is_written()
    {
        string[] folders = ["/dev/shm", AppContext.BaseDirectory];
        if (Array.Find(folders, folder => LocalEntry.TryGet(folder)?.Volume is { } volume
            && volume != LocalEntry.TryGet(_folder.Path)?.Volume) is not { } otherVolume)
        {
            return;
        }

        using TemporaryFolder elsewhere = new(otherVolume);
        Directory.CreateDirectory(_folder["root"]);
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"], PendingPath = elsewhere["pending"] });
        LocalStorage reverse = new(new LocalStorageOptions { Path = elsewhere["root"], PendingPath = _folder["pending"] });
        MemoryStorage source = new();
        await source.PutAsync("file", "file");
        UpdateTarget target = new() { ObjectId = "urn:example:volume", ObjectRoot = "a/object" };

        StorageException[] refusals =
        [
            await Assert.ThrowsAsync<StorageException>(() => StorageRoot.InitializeAsync(storage)),
            await Assert.ThrowsAsync<StorageException>(() => StorageRoot.InitializeAsync(reverse)),
            await Assert.ThrowsAsync<StorageException>(
                () => new ObjectUpdater(storage, storage.PendingArea!.Storage).UpdateAsync(target, source)),
        ];
        await storage.PendingArea!.Storage.PutAsync("update/object/file", "file");
        await Assert.ThrowsAnyAsync<OcflException>(() => storage.PendingArea.MoveInAsync("update/object", "a/b/object"));

        Assert.All(refusals, refusal => Assert.Contains("is not on the volume", refusal.Message, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["root"]));
        Assert.False(Directory.Exists(elsewhere["root"]));
    }

    [Fact]
    public async Task A_pipe_is_no_file_and_blocks_nobody()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder["root"]);
        using (Process make = Process.Start("mkfifo", [_folder["root/pipe"]]))
        {
            await make.WaitForExitAsync();
            Assert.Equal(0, make.ExitCode);
        }

        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });
        LocalStorage objects = new(new LocalStorageOptions { Path = _folder["objects"] });
        UpdateTarget target = new() { ObjectId = "urn:example:pipe", ObjectRoot = "object" };

        Assert.Null(await storage.GetFileAsync("pipe").WaitAsync(Deadline));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => Task.Run(() => storage.GetAsync("pipe")).WaitAsync(Deadline));
        Assert.Equal(
            [("pipe", StorageEntryKind.Other)],
            (await storage.ListAllAsync("", recursive: true)).Select(entry => (entry.Path, entry.Kind)));
        InvalidUpdateException refused = await Assert.ThrowsAsync<InvalidUpdateException>(() =>
            Task.Run(() => new ObjectUpdater(objects, objects.PendingArea!.Storage).UpdateAsync(target, storage)).WaitAsync(Deadline));
        Assert.Contains("'pipe'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_read_of_a_file_that_changes_under_it_does_not_reach_its_end()
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });
        StorageFile file = await storage.PutAsync("file", "before");

        await using StorageReader reader = await storage.OpenReadAsync("file", new StorageReadOptions { IfMatch = file.ETag });
        await File.AppendAllTextAsync(_folder["root/file"], " and after");

        await Assert.ThrowsAsync<StorageConditionException>(() => reader.Content.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task Nothing_of_the_storage_s_own_is_in_its_folder()
    {
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"], PendingPath = _folder["elsewhere"] });

        await storage.PutAsync("a/b", "x");
        await storage.PendingArea!.Storage.PutAsync("u/object/v1/content/a", "a");

        Assert.Equal([_folder["root/a/b"]], Directory.EnumerateFiles(_folder["root"], "*", SearchOption.AllDirectories));
        Assert.Equal(
            [_folder["elsewhere/updates/u/object/v1/content/a"]],
            Directory.EnumerateFiles(_folder["elsewhere/updates/u/object"], "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("root/pending")]
    [InlineData("root")]
    [InlineData("")]
    public void A_pending_area_within_or_around_the_storage_is_refused(string pending) =>
        Assert.Throws<ArgumentException>(
            () => new LocalStorage(new LocalStorageOptions { Path = _folder["root"], PendingPath = _folder[pending] }));

    [Fact]
    public async Task A_lock_holds_between_storages_of_the_same_folder()
    {
        IPendingArea first = new LocalStorage(new LocalStorageOptions { Path = _folder["root"] }).PendingArea!;
        IPendingArea second = new LocalStorage(new LocalStorageOptions { Path = _folder["root"] }).PendingArea!;

        IDirectoryLock held = await first.LockAsync("object", "u");
        Task<IDirectoryLock> waiting = second.LockAsync("object", "u");
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();
        await (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).DisposeAsync();
    }

    [Fact]
    public async Task A_fault_of_the_file_system_names_the_path()
    {
        await File.WriteAllTextAsync(_folder["root"], "a file where a folder should be");
        LocalStorage storage = new(new LocalStorageOptions { Path = _folder["root"] });

        StorageException failure = await Assert.ThrowsAnyAsync<StorageException>(() => storage.PutAsync("a/b", "x"));

        Assert.Contains("a/b", failure.Message, StringComparison.Ordinal);
    }

    protected override IStorage CreateStorage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder[Guid.NewGuid().ToString("N")] });
}
