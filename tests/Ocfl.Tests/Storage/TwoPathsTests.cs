using System.Globalization;
using Ocfl.Findings;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Storage;

/// <summary>One folder that is reached by more than one path, and by processes that keep what they write in different places.</summary>
public sealed class TwoPathsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("link", null)]
    [InlineData("other/../root", null)]
    [InlineData("root", "elsewhere")]
    [InlineData("link", "elsewhere")]
    public Task A_lock_is_found_by_every_path_and_with_every_pending_area(string path, string? pending)
    {
        Directory.CreateDirectory(_folder["root/a/object"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["root"]);
        return RequireOneLockAsync(path, pending);
    }

    [BindMountFact]
    public async Task A_lock_is_found_through_a_bind_mount()
    {
        Directory.CreateDirectory(_folder["root/a/object"]);
        using BindMount mount = BindMount.Make(_folder["root"], _folder["mounted"]);

        await RequireOneLockAsync("mounted", pending: null);
        await RequireOneLockAsync("mounted", "elsewhere");
    }

    [BindMountFact]
    public async Task A_version_through_a_bind_mount_follows_one_through_the_folder()
    {
        Directory.CreateDirectory(_folder["root"]);
        using BindMount mount = BindMount.Make(_folder["root"], _folder["mounted"]);
        LocalStorage[] storages = [Open("root", null), Open("mounted", null)];
        await StorageRoot.InitializeAsync(storages[0]);

        for (int number = 0; number < 4; number++)
        {
            Assert.True(await TryCommitAsync(storages[number % 2], $"file {number}"));
        }

        OcflObject found = (await (await StorageRoot.OpenAsync(storages[0])).OpenObjectAsync("urn:example:met"))!;
        Assert.Equal(4, found.Versions.Count);
        Assert.Equal(4, found.Head.Description.State.Paths.Count());
        Assert.True((await new Validator(storages[0]).ValidateObjectAsync(found.Root)).IsValid);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder["root"], "*pending*", SearchOption.AllDirectories), _ => true);
    }

    private async Task RequireOneLockAsync(string path, string? pending)
    {
        IPendingArea first = Open("root", null).PendingArea!;
        IPendingArea second = Open(path, pending).PendingArea!;

        IDirectoryLock held = await first.LockAsync("a/object", "u");
        Task<IDirectoryLock> waiting = second.LockAsync("a/object", "v");
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(200))));
        await held.DisposeAsync();

        await (await waiting.WaitAsync(Deadline)).DisposeAsync();
        Assert.Equal(!OperatingSystem.IsLinux(), !held.IsCertain);
        Assert.Equal([_folder["root/a"]], Directory.EnumerateFileSystemEntries(_folder["root"]));
    }

    [Fact]
    public void The_pending_area_is_beside_the_folder_and_not_beside_a_link_to_it()
    {
        Directory.CreateDirectory(_folder["volume/root"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["volume"]);
        Directory.CreateSymbolicLink(_folder["again"], "link/root");

        Assert.Equal(RealPath.Resolve(_folder["volume/root.pending"]), Open("again", null).PendingPath);
        Assert.Equal(RealPath.Resolve(_folder["volume/new.pending"]), Open("link/new", null).PendingPath);
    }

    [Fact]
    public async Task Of_replacements_on_condition_through_two_paths_none_is_lost()
    {
        Directory.CreateDirectory(_folder["root"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["root"]);
        LocalStorage[] storages = [Open("root", null), Open("link", "elsewhere")];
        await storages[0].PutAsync("count", "0");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (int done = 0; done < 25;)
            {
                done += await TryIncrementAsync(storages[writer % 2]) ? 1 : 0;
            }
        }))).WaitAsync(Deadline);

        Assert.Equal("200", await storages[0].GetAsync("count"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_committed_version_is_lost_with_locks_or_without(bool locks)
    {
        const int Committers = 6;
        const int Versions = 6;
        Directory.CreateDirectory(_folder["root"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["root"]);
        LocalStorage[] storages = [Open("root", null, locks), Open("link", "elsewhere", locks), Open("other/../root", "third", locks)];
        await StorageRoot.InitializeAsync(storages[0]);

        string[][] committed = await Task.WhenAll(Enumerable.Range(0, Committers).Select(committer => Task.Run(async () =>
        {
            LocalStorage storage = storages[committer % storages.Length];
            List<string> own = [];
            for (int number = 0; number < Versions; number++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{committer}-{number}");
                while (!await TryCommitAsync(storage, name))
                {
                }

                own.Add(name);
            }

            return own.ToArray();
        }))).WaitAsync(Deadline);

        OcflObject found = (await (await StorageRoot.OpenAsync(storages[0])).OpenObjectAsync("urn:example:met"))!;
        Assert.Equal(Committers * Versions, found.Versions.Count);
        Assert.Equal(
            committed.SelectMany(names => names).Order(StringComparer.Ordinal),
            found.Head.Description.State.Paths.Select(path => path.Key).Order(StringComparer.Ordinal));
        foreach (string name in committed.SelectMany(names => names))
        {
            await using ContentReader reader = await found.OpenFileAsync(found.Head, name, new ContentReadOptions { Verify = true });
            using StreamReader text = new(reader.Content);
            Assert.Equal(name, await text.ReadToEndAsync());
        }

        ValidationReport report = await new Validator(storages[0]).ValidateObjectAsync(found.Root);
        Assert.DoesNotContain(report.Findings, finding => finding.Severity == FindingSeverity.Error);
        foreach (LocalStorage storage in storages)
        {
            Assert.Empty(await storage.PendingArea!.Storage.ListAllAsync("", recursive: true));
        }
    }

    [Fact]
    public async Task A_whole_version_that_another_has_moved_in_is_published_where_no_lock_is_certain()
    {
        LocalStorage storage = Open("root", null, locks: false);
        await StorageRoot.InitializeAsync(storage);
        Assert.True(await TryCommitAsync(storage, "one"));
        string objectRoot = (await (await StorageRoot.OpenAsync(storage)).OpenObjectAsync("urn:example:met"))!.Root;
        byte[] before = await File.ReadAllBytesAsync(_folder[$"root/{objectRoot}/inventory.json"]);
        byte[] sidecar = await File.ReadAllBytesAsync(_folder[$"root/{objectRoot}/inventory.json.sha512"]);
        Assert.True(await TryCommitAsync(storage, "two"));
        await File.WriteAllBytesAsync(_folder[$"root/{objectRoot}/inventory.json"], before);
        await File.WriteAllBytesAsync(_folder[$"root/{objectRoot}/inventory.json.sha512"], sidecar);

        Assert.False(await TryCommitAsync(storage, "three"));
        Assert.True(await TryCommitAsync(storage, "three"));

        OcflObject found = (await (await StorageRoot.OpenAsync(storage)).OpenObjectAsync("urn:example:met"))!;
        Assert.Equal(["one", "three", "two"], found.Head.Description.State.Paths.Select(path => path.Key).Order(StringComparer.Ordinal));
    }

    private static async Task<bool> TryIncrementAsync(LocalStorage storage)
    {
        try
        {
            await using StorageReader reader = await storage.OpenReadAsync("count");
            using StreamReader text = new(reader.Content);
            int next = int.Parse(await text.ReadToEndAsync(), CultureInfo.InvariantCulture) + 1;
            using MemoryStream content = new(System.Text.Encoding.UTF8.GetBytes(next.ToString(CultureInfo.InvariantCulture)));
            await storage.WriteAsync("count", content, new StorageWriteOptions { Condition = StorageCondition.IfMatch(reader.File.ETag) });
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    private static async Task<bool> TryCommitAsync(LocalStorage storage, string name)
    {
        try
        {
            StorageRoot root = await StorageRoot.OpenAsync(storage);
            OcflObject? found = await root.OpenObjectAsync("urn:example:met");
            UpdateTarget target = found is null
                ? new UpdateTarget { ObjectId = "urn:example:met", ObjectRoot = root.GetObjectRoot("urn:example:met") }
                : await UpdateTarget.FromAsync(found);
            MemoryStorage source = new();
            await source.PutAsync(name, name);
            await new ObjectUpdater(storage, storage.PendingArea!.Storage).UpdateAsync(
                target, source, options: new ObjectUpdateOptions { Message = name, Mode = UpdateMode.Merge });
            return true;
        }
        catch (Exception conflict) when (conflict is ObjectConflictException or CorruptObjectException)
        {
            return false;
        }
    }

    private LocalStorage Open(string path, string? pending, bool locks = true) => new(new LocalStorageOptions
    {
        Path = _folder[path],
        PendingPath = pending is null ? null : _folder[pending],
        Locks = locks,
        Flush = false,
    });
}
