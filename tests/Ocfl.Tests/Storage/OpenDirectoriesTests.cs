using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

/// <summary>Files that are made and moved in directories that are open.</summary>
public sealed class OpenDirectoriesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _from;
    private readonly LocalStorage _to;
    private readonly OpenDirectories _source;
    private readonly OpenDirectories _destination;

    public OpenDirectoriesTests()
    {
        _from = new(new LocalStorageOptions { Path = _folder["from"] });
        _to = new(new LocalStorageOptions { Path = _folder["to"] });
        _source = new(_from.Folder);
        _destination = new(_to.Folder);
    }

    public void Dispose()
    {
        _source.Dispose();
        _destination.Dispose();
        _folder.Dispose();
    }

    [LinuxFact]
    public async Task A_new_file_is_made_where_its_directory_is_and_nothing_has_its_name()
    {
        Assert.Null(_source.TryCreateNew("a/file", out bool isTaken));
        Assert.False(isTaken);
        await _from.PutAsync("a/other", "x");
        Directory.CreateDirectory(Path.Combine(_from.Location, "a", "directory"));
        File.CreateSymbolicLink(Path.Combine(_from.Location, "a", "link"), "nowhere");

        Assert.True(Creates("a/file"));

        foreach (string taken in (string[])["a/file", "a/other", "a/directory", "a/link"])
        {
            Assert.Null(_source.TryCreateNew(taken, out isTaken));
            Assert.True(isTaken);
        }

        Assert.Equal(0, (await _from.GetFileAsync("a/file"))?.Length);
        Assert.Equal("x", await _from.GetAsync("a/other"));
    }

    [LinuxFact]
    public async Task Names_may_have_255_bytes_and_any_letters()
    {
        await _from.PutAsync("a/x", "");
        string longest = new string('é', 127) + "a";

        Assert.True(Creates("a/" + longest));
        Assert.False(Creates("a/" + longest + "b"));
        Assert.False(Creates("a/" + new string('é', 5000)));
        Assert.True(_source.TryMove("a", longest, null, isKnown: false, _destination, "ö/" + longest));

        Assert.NotNull(await _to.GetFileAsync("ö/" + longest));
    }

    /// <summary>More directories than stay open, in any order, and files at the top.</summary>
    [LinuxFact]
    public async Task Files_of_many_directories_are_made_and_moved()
    {
        string[] paths = [.. Enumerable.Range(0, 600).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i * 7 % 200}/{i}")), "top"];
        Directory.CreateDirectory(_from.Location);
        Directory.CreateDirectory(_to.Location);
        foreach (string path in paths)
        {
            Directory.CreateDirectory(Path.Combine(_from.Location, StoragePath.GetDirectory(path)));
            Assert.True(Creates(path));
        }

        Assert.All(paths, path => Assert.True(Moves(path, etag: null, "moved/" + path)));

        Assert.Empty(await FilesOfAsync(_from));
        Assert.Equal(paths.Select(path => "moved/" + path).Order(StringComparer.Ordinal), await FilesOfAsync(_to));
    }

    [LinuxFact]
    public async Task A_file_is_moved_only_in_the_state_that_is_known_and_only_to_a_free_name()
    {
        StorageFile file = await _from.PutAsync("a/file", "own");
        await _to.PutAsync("b/taken", "other");

        Assert.False(Moves("a/file", file.ETag + "0", "b/new"));
        Assert.False(Moves("a/file", file.ETag, "b/taken"));
        Assert.False(Moves("a/file", file.ETag, "b/taken/below"));
        Assert.False(Moves("a/none", null, "c/new"));
        Assert.False(Directory.Exists(Path.Combine(_to.Location, "c")));
        Assert.Equal("own", await _from.GetAsync("a/file"));

        Assert.True(Moves("a/file", file.ETag, "c/d/new"));

        Assert.Equal("own", await _to.GetAsync("c/d/new"));
        Assert.Equal("other", await _to.GetAsync("b/taken"));
        Assert.Null(await _from.GetFileAsync("a/file"));
    }

    [LinuxFact]
    public async Task A_name_that_leads_elsewhere_is_none()
    {
        await _from.PutAsync("a/b/file", "own");
        Assert.True(Creates("a/known"));
        string outside = Path.Combine(_from.Location, "a", "known");

        foreach (string name in (string[])["", ".", "..", "b/file", "../a/known", outside, "known\0"])
        {
            Assert.False(_source.TryMove("a", name, null, isKnown: true, _destination, "c/new"));
            Assert.False(_source.TryMove("", name, null, isKnown: true, _destination, "c/new"));
        }

        Assert.True(File.Exists(outside));
        Assert.False(Directory.Exists(Path.Combine(_to.Location, "c")));
    }

    /// <summary>Without a state, too, only a file is moved, unless the caller knows that it is one.</summary>
    [LinuxFact]
    public async Task A_directory_or_a_link_is_not_a_file()
    {
        await _from.PutAsync("a/directory/file", "x");
        File.CreateSymbolicLink(Path.Combine(_from.Location, "a", "link"), "directory/file");

        Assert.False(Moves("a/directory", null, "b/directory"));
        Assert.False(Moves("a/link", null, "b/link"));
        Assert.True(_source.TryMove("a", "link", "any", isKnown: true, _destination, "b/link"));
    }

    [LinuxFact]
    public async Task Paths_are_from_the_top()
    {
        await _from.PutAsync("a/file", "own");
        using OpenDirectories below = new(_to.Folder, "update/object");

        Assert.True(_source.TryMove("a", "file", null, isKnown: false, below, "v1/content/file"));

        Assert.Equal("own", await _to.GetAsync("update/object/v1/content/file"));
    }

    /// <summary>What was open is deleted and made again by others: nothing is lost in what is no longer there.</summary>
    [LinuxFact]
    public async Task In_a_directory_that_was_deleted_nothing_is_made()
    {
        await _from.PutAsync("a/1", "1");
        await _from.PutAsync("b/2", "2");
        Assert.True(Creates("a/file"));
        Assert.True(Moves("b/2", null, "c/2"));
        Directory.Delete(Path.Combine(_from.Location, "a"), recursive: true);
        Directory.Delete(Path.Combine(_to.Location, "c"), recursive: true);
        await _from.PutAsync("a/again", "again");

        Assert.False(Creates("a/new"));
        Assert.False(Moves("a/again", null, "c/again"));
        Assert.Equal("again", await _from.GetAsync("a/again"));
    }

    [LinuxFact]
    public async Task A_batch_makes_files_in_a_directory_that_was_deleted_and_made_again()
    {
        using LocalBatch batch = LocalBatch.TryBegin(_from, "batch")!;
        await batch.Storage.PutAsync("batch/a/1", "1", StorageCondition.IfAbsent);
        Directory.Delete(Path.Combine(_from.Location, "batch", "a"), recursive: true);

        await batch.Storage.PutAsync("batch/a/2", "2", StorageCondition.IfAbsent);

        Assert.Equal("2", await _from.GetAsync("batch/a/2"));
    }

    /// <summary>All that were opened are closed.</summary>
    [LinuxFact]
    public async Task Nothing_stays_open()
    {
        int before = OpenIn(_folder.Path);
        for (int i = 0; i < 10; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{i}/file");
            await _from.PutAsync(path, "x");
            Assert.True(Moves(path, null, path));
        }

        Assert.Equal(before + 16, OpenIn(_folder.Path));
        _source.Dispose();
        _destination.Dispose();
        Assert.Equal(before, OpenIn(_folder.Path));
    }

    private static async Task<IEnumerable<string>> FilesOfAsync(LocalStorage storage) =>
        (await storage.ListAllAsync("", recursive: true)).Where(entry => entry.File is not null).Select(entry => entry.Path)
            .Order(StringComparer.Ordinal);

    private static int OpenIn(string folder) => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true);

    private bool Creates(string path)
    {
        using SafeFileHandle? file = _source.TryCreateNew(path, out _);
        return file is not null;
    }

    private bool Moves(string path, string? etag, string to) =>
        _source.TryMove(StoragePath.GetDirectory(path), StoragePath.GetName(path), etag, isKnown: false, _destination, to);
}
