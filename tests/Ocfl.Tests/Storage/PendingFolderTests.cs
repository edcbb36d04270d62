using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Storage;

/// <summary>What the product keeps beside a storage, or in it, while it writes.</summary>
public sealed class PendingFolderTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_dead_writer_left_is_removed_and_what_a_living_one_writes_is_not()
    {
        LocalStorage storage = Open();
        LocalStorage other = Open();
        await storage.PutAsync("first", "first");
        await File.WriteAllTextAsync(_folder["root.pending/writing/orphan"], "left");
        using GatedStream content = new("second");

        Task<StorageFile> writing = Task.Run(() => other.WriteAsync("second", content, new StorageWriteOptions()));
        await content.Started.WaitAsync(Deadline);
        await storage.RemoveAbandonedAsync();
        string[] left = Directory.GetFiles(_folder["root.pending/writing"]);
        content.Release();
        await writing.WaitAsync(Deadline);

        Assert.DoesNotContain(_folder["root.pending/writing/orphan"], left);
        Assert.Single(left);
        Assert.Equal("second", await storage.GetAsync("second"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["root.pending/writing"]));
    }

    /// <summary>.NET shares a lock with every file that it opens, and fails where somebody else has the file for itself.</summary>
    [Fact]
    public async Task A_file_that_is_being_written_can_be_opened_by_any_program()
    {
        LocalStorage storage = Open();
        using GatedStream content = new("content");
        Task<StorageFile> writing = Task.Run(() => storage.WriteAsync("file", content, new StorageWriteOptions()));
        await content.Started.WaitAsync(Deadline);

        await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(_folder["root.pending/writing"])));

        content.Release();
        await writing.WaitAsync(Deadline);
    }

    [Fact]
    public async Task The_next_update_removes_what_a_dead_writer_left()
    {
        LocalStorage storage = Open();
        await StorageRoot.InitializeAsync(storage);
        Directory.CreateDirectory(_folder["root.pending/writing"]);
        await File.WriteAllTextAsync(_folder["root.pending/writing/orphan"], "left");

        await UpdateAsync(storage, "urn:example:1");

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["root.pending/writing"]));
    }

    [Fact]
    public async Task Within_the_storage_it_is_valid_and_goes_when_nothing_is_in_it()
    {
        LocalStorage storage = Open(Path.Combine("root", LocalStorage.PendingDirectory));
        await StorageRoot.InitializeAsync(storage, new StorageRootOptions { Layout = null });

        await storage.PendingArea!.Storage.PutAsync("other/object/v1/content/file", "waits");
        await storage.PendingArea.Storage.CreateDirectoryAsync("other/object/v1/content/empty");
        List<ValidationReport> reports = await new Validator(storage).ValidateRootAsync().ToListAsync();
        Assert.DoesNotContain(
            reports.SelectMany(report => report.Findings),
            finding => finding.Location.ToString().Contains("extensions", StringComparison.Ordinal));
        await storage.PendingArea.Storage.DeleteDirectoryAsync("other");
        await UpdateAsync(storage, "urn:example:1");

        Assert.Equal(["0=ocfl_1.1", "object"], Directory.EnumerateFileSystemEntries(_folder["root"])
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task In_a_folder_whose_parent_is_closed_it_is_within()
    {
        if (!OperatingSystem.IsLinux() || Environment.IsPrivilegedProcess)
        {
            // Nothing is closed to this user: see the tool's tests.
            return;
        }

        Directory.CreateDirectory(_folder["closed/root"]);
        File.SetUnixFileMode(_folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            LocalStorage storage = new(new LocalStorageOptions { Path = _folder["closed/root"] });
            await StorageRoot.InitializeAsync(storage);
            await UpdateAsync(storage, "urn:example:1");

            Assert.EndsWith(LocalStorage.PendingDirectory, storage.PendingPath, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder["closed/root/extensions/" + PendingFolder.ExtensionName]));
        }
        finally
        {
            File.SetUnixFileMode(_folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task What_an_administrator_makes_belongs_to_whom_the_storage_belongs()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        Directory.CreateDirectory(_folder["root"]);
        await _folder.ShellAsync("chown 65534:65534 root && chmod 2770 root");
        LocalStorage storage = Open();
        await StorageRoot.InitializeAsync(storage);
        await UpdateAsync(storage, "urn:example:1");
        await storage.PendingArea!.Storage.PutAsync("u/object/file", "waits");

        string[] all = [
            .. Directory.GetFileSystemEntries(_folder["root"], "*", SearchOption.AllDirectories),
            _folder["root.pending"],
            .. Directory.GetFileSystemEntries(_folder["root.pending"], "*", SearchOption.AllDirectories),
        ];
        Assert.All(all, path => Assert.Equal(
            (65534u, 65534u), (LocalEntry.TryGet(path)!.Value.Owner!.Value.User, LocalEntry.TryGet(path)!.Value.Owner!.Value.Group)));
        Assert.All([
            "root.pending",
            "root.pending/updates",
            "root.pending/writing",
        ], path => Assert.Equal(LocalEntry.TryGet(_folder["root"])!.Value.Owner, LocalEntry.TryGet(_folder[path])!.Value.Owner));
    }

    [Fact]
    public async Task What_belongs_to_its_owner_already_is_not_given_again()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        Directory.CreateDirectory(_folder["root/a"]);
        PendingFolder pending = PendingFolder.Find(_folder["root"], named: null);
        long before = LocalEntry.TryGet(_folder["root/a"])!.Value.ChangedNanoseconds;

        // The clock of a file system is coarse: another file says when it has moved on.
        for (long now = before; now <= before; now = LocalEntry.TryGet(_folder["clock"])!.Value.ChangedNanoseconds)
        {
            await File.WriteAllTextAsync(_folder["clock"], "");
        }

        pending.GiveToOwner(_folder["root/a"]);

        Assert.Equal(before, LocalEntry.TryGet(_folder["root/a"])!.Value.ChangedNanoseconds);
    }

    [Fact]
    public async Task What_cannot_be_made_is_a_fault_that_says_what_to_do()
    {
        await File.WriteAllTextAsync(_folder["root.pending"], "in the way");
        LocalStorage storage = Open();

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => storage.PutAsync("a", "a")).WaitAsync(Deadline);
        await Assert.ThrowsAsync<StorageException>(() => storage.PendingArea!.LockAsync("object", "u")).WaitAsync(Deadline);

        Assert.Contains("--pending DIR", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_wrote_nothing_is_taken_back_without_writing()
    {
        // As on storage that has become read-only.
        await File.WriteAllTextAsync(_folder["root.pending"], "in the way");
        LocalStorage storage = Open();
        MemoryStorage stage = new();
        UpdatePlan plan = await UpdateScenario.PlanAsync(
            storage, stage, "u", UpdateScenario.Files(("a", "a")), Ocfl.Inventories.SpecificationVersion.V11);

        Assert.Equal(RevertOutcome.Reverted, await UpdateScenario.CreateExecutor(storage, stage, "u").RevertAsync(plan));
    }

    private static async Task UpdateAsync(LocalStorage storage, string id)
    {
        MemoryStorage source = new();
        await source.PutAsync("file", id);
        await new ObjectUpdater(storage, storage.PendingArea!.Storage).UpdateAsync(
            new UpdateTarget { ObjectId = id, ObjectRoot = "object" }, source);
    }

    private LocalStorage Open(string? pending = null) =>
        new(new LocalStorageOptions { Path = _folder["root"], PendingPath = pending is null ? null : _folder[pending] });

    /// <summary>Gives its bytes only when it is let.</summary>
    private sealed class GatedStream(string text) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
    {
        private readonly TaskCompletionSource _started = new();
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Started => _started.Task;

        public void Release() => _released.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _started.TrySetResult();
            await _released.Task;
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
