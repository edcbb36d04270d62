using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Storage;

/// <summary>
/// Whatever is done to a source while it is read, nothing comes from outside of it, and nothing that was not there before.
/// </summary>
public sealed class LocalSourceTests : IDisposable
{
    private const string Content = "content of the source";
    private const string Secret = "outside of the source"; // As long as the other.

    private readonly TemporaryFolder _folder = new();

    public LocalSourceTests()
    {
        foreach (string top in (string[])["allowed/source", "outside"])
        {
            foreach (string name in (string[])["a", "sub/b", "sub/deep/c"])
            {
                string file = _folder[$"{top}/{name}"];
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, top == "outside" ? Secret : Content);
                File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
            }
        }
    }

    private string Source => _folder["allowed/source"];

    public void Dispose() => _folder.Dispose();

    [LocalSourceFact]
    public async Task It_lists_what_a_folder_has()
    {
        Directory.CreateDirectory(_folder["allowed/source/empty/within"]);
        File.CreateSymbolicLink(_folder["allowed/source/link"], _folder["outside/a"]);
        Directory.CreateSymbolicLink(_folder["allowed/source/sub/linked"], _folder["outside"]);
        File.WriteAllText(_folder["allowed/source/Grüße \n\\.txt"], "");
        await RunAsync("mkfifo", _folder["allowed/source/sub/pipe"]);
        await RunAsync("sh", "-c", "printf x > \"$0/$(printf '\\377')\"", Source);
        for (int number = 0; number < 2000; number++)
        {
            File.WriteAllText(
                _folder[$"allowed/source/empty/a long name, so that the directory is read in parts, with the number {number}"], "");
        }

        LocalStorage byPath = new(new LocalStorageOptions { Path = Source });
        using LocalSource source = LocalSource.Open(_folder["allowed"], "source");

        foreach ((string directory, bool recursive) in ((string, bool)[])[
            ("", true),
            ("", false),
            ("sub", true),
            ("nothing", true),
            ("a", false),
            ("sub/linked", true),
        ])
        {
            string[] expected = await ListAsync(byPath, directory, recursive);
            Assert.Equal(expected, await ListAsync(source, directory, recursive));
            Assert.True(recursive || directory.Length > 0 || expected.Length > 4);
        }

        Assert.Equal(Content.Length, (await source.GetFileAsync("sub/b"))!.Length);
        Assert.Null(await source.GetFileAsync("sub"));
        Assert.Null(await source.GetFileAsync("link"));
        Assert.Null(await source.GetFileAsync("sub/linked/a"));
        Assert.Null(await source.GetFileAsync("a/b"));

        // The runtime cannot delete a name that is not UTF-8.
        await RunAsync("rm", "-r", Source);
    }

    [LocalSourceTheory]
    [InlineData("sub/deep")]
    [InlineData("sub")]
    [InlineData("sub/deep/c")]
    public async Task What_becomes_a_link_is_not_read(string replaced)
    {
        using LocalSource source = LocalSource.Open(_folder["allowed"], "source");
        StorageFile listed = (await source.GetFileAsync("sub/deep/c"))!;

        Replace(Path.Combine(Source, replaced), path => File.CreateSymbolicLink(path, _folder["outside/" + replaced]));

        await Assert.ThrowsAsync<StorageFileNotFoundException>(
            () => source.OpenReadAsync("sub/deep/c", new StorageReadOptions { IfMatch = listed.ETag }));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => source.OpenReadAsync("sub/deep/c"));
        Assert.Null(await source.GetFileAsync("sub/deep/c"));
        Assert.DoesNotContain("File sub/deep/c", await ListAsync(source, "", recursive: true));
        Assert.DoesNotContain(
            await ListAsync(source, "sub/deep", recursive: true), entry => entry.StartsWith("File", StringComparison.Ordinal));
    }

    [LocalSourceTheory]
    [InlineData("allowed/source")]
    [InlineData("allowed")]
    public async Task What_is_open_stays_the_source_when_its_path_leads_elsewhere(string replaced)
    {
        using LocalSource source = LocalSource.Open(_folder["allowed"], "source");
        string before = (await source.GetFileAsync("sub/b"))!.ETag;

        Replace(_folder[replaced], path => Directory.CreateSymbolicLink(path, _folder["outside"]));
        Directory.CreateDirectory(_folder["outside/source/sub"]);

        Assert.Equal(Content, await ReadAsync(source, "sub/b", before));
        Assert.Equal(["File a", "File sub/b", "File sub/deep/c"], await ListAsync(source, "", recursive: true));
        if (replaced == "allowed/source")
        {
            Assert.Throws<StorageFileNotFoundException>(() => LocalSource.Open(_folder["allowed"], "source"));
        }
    }

    /// <summary>Length and time of the last write can be set by whoever owns a file; its inode and when that changed cannot.</summary>
    [LocalSourceTheory]
    [InlineData("another file")]
    [InlineData("a hard link")]
    [InlineData("rewritten")]
    public async Task A_file_that_looks_the_same_is_not_taken_for_it(string how)
    {
        using LocalSource source = LocalSource.Open(Source);
        string before = (await source.GetFileAsync("sub/b"))!.ETag;
        string file = Path.Combine(Source, "sub/b");
        WaitForClock();

        if (how == "rewritten")
        {
            File.WriteAllText(file, Secret);
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }
        else if (how == "a hard link")
        {
            File.Delete(file);
            await RunAsync("ln", _folder["outside/sub/b"], file);
        }
        else
        {
            File.Move(_folder["outside/sub/b"], file, overwrite: true);
        }

        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(file));
        StorageConditionException refusal = await Assert.ThrowsAsync<StorageConditionException>(() => ReadAsync(source, "sub/b", before));
        Assert.Equal("sub/b", refusal.Path);
    }

    [LocalSourceFact]
    public async Task The_state_of_a_file_has_the_id_of_its_file_system()
    {
        using LocalSource source = LocalSource.Open(Source);
        string[] described = (await OutputAsync("stat", "-f", "-c", "%t %i", Source)).Split();
        bool hasOwnId = described[0] is "ef53" or "9123683e" or "ca451a4e" or "2fc12fc1" or "1021994";

        string state = (await source.GetFileAsync("a"))!.ETag;

        // stat prints the first half of the id first.
        ulong id = hasOwnId ? BitOperations.RotateLeft(Convert.ToUInt64(described[1], 16), 32) : 0;
        Assert.StartsWith(id.ToString("x", CultureInfo.InvariantCulture) + "-", state, StringComparison.Ordinal);
        Assert.Equal(5, state.Split('-').Length);
    }

    [LocalSourceFact]
    public async Task A_file_that_changes_while_it_is_read_has_no_end()
    {
        using LocalSource source = LocalSource.Open(Source);
        string before = (await source.GetFileAsync("a"))!.ETag;
        await using StorageReader reader = await source.OpenReadAsync("a", new StorageReadOptions { IfMatch = before });
        byte[] buffer = new byte[4];
        await reader.Content.ReadExactlyAsync(buffer);
        WaitForClock();

        File.WriteAllText(Path.Combine(Source, "a"), Secret);
        File.SetLastWriteTimeUtc(Path.Combine(Source, "a"), DateTime.UnixEpoch);

        await Assert.ThrowsAsync<StorageConditionException>(() => reader.Content.CopyToAsync(Stream.Null));
    }

    [LocalSourceFact]
    public async Task A_pipe_is_never_waited_for()
    {
        using LocalSource source = LocalSource.Open(Source);
        File.Delete(Path.Combine(Source, "a"));
        await RunAsync("mkfifo", Path.Combine(Source, "a"));

        Task reading = Task.Run(() => source.OpenReadAsync("a"));

        Assert.Same(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMinutes(1))));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => reading);
    }

    [LocalSourceTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_directory_that_is_replaced_while_it_is_listed_ends_the_listing(bool byLink)
    {
        using LocalSource source = LocalSource.Open(Source);

        StorageException failure = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            await foreach (StorageEntry entry in source.ListAsync("", recursive: true))
            {
                Assert.DoesNotContain("deep", entry.Path, StringComparison.Ordinal);
                string deep = Path.Combine(Source, "sub/deep");
                if (entry.Path == "sub/b")
                {
                    // The names in the directory have been read by now.
                    Replace(deep, path => _ = byLink ? Directory.CreateSymbolicLink(path, _folder["outside/sub/deep"]) : null);
                }
            }
        });

        Assert.Contains("sub", failure.Message, StringComparison.Ordinal);
    }

    [LocalSourceTheory]
    [InlineData("", true)]
    [InlineData("nowhere", false)]
    [InlineData("source/a", false)]
    [InlineData("source/sub/deep", true)]
    [InlineData("link", false)]
    [InlineData("link/sub", false)]
    public void A_source_is_a_folder_that_no_link_leads_to(string path, bool isThere)
    {
        Directory.CreateSymbolicLink(_folder["allowed/link"], Source);
        Directory.CreateSymbolicLink(_folder["alias"], _folder["allowed"]);
        void Open()
        {
            using LocalSource source = LocalSource.Open(_folder["alias"], path);
            Assert.Equal(Path.TrimEndingDirectorySeparator(Path.Combine(_folder["alias"], path)), source.Location);
        }

        if (isThere)
        {
            Open();
        }
        else
        {
            Assert.Throws<StorageFileNotFoundException>(Open);
        }
    }

    [LocalSourceFact]
    public async Task It_is_only_read()
    {
        using LocalSource source = LocalSource.Open(Source);

        await Assert.ThrowsAsync<NotSupportedException>(() => source.DeleteAsync("a"));
        await Assert.ThrowsAsync<NotSupportedException>(() => source.DeleteDirectoryAsync("sub"));
        Assert.True(File.Exists(Path.Combine(Source, "a")));
    }

    /// <summary>The folder becomes a link once the first of its files has been read.</summary>
    [LocalSourceTheory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("sub", true)]
    [InlineData("sub", false)]
    public async Task An_update_has_nothing_from_outside(string replaced, bool inPlace)
    {
        IStorage root = inPlace
            ? new MemoryStorage(writesInPlace: true)
            : new LocalStorage(new LocalStorageOptions { Path = _folder["root"], Flush = false });
        IStorage work = inPlace ? new MemoryStorage() : root.PendingArea!.Storage;
        using LocalSource source = LocalSource.Open(_folder["allowed"], "source");
        ObjectUpdateOptions options = new()
        {
            Parallelism = 1,
            Progress = progress =>
            {
                string folder = Path.Combine(Source, replaced).TrimEnd('/');
                if (!Directory.Exists(folder + ".real"))
                {
                    Replace(folder, path => Directory.CreateSymbolicLink(path, _folder["outside/" + replaced]));
                }
            },
        };

        Exception? failure = await Record.ExceptionAsync(
            () => new ObjectUpdater(root, work).UpdateAsync(
                new UpdateTarget { ObjectId = "urn:x", ObjectRoot = "x" }, source, "", options));

        Assert.Equal(replaced.Length > 0, failure is not null);
        Assert.True(failure is null or OcflException, failure?.ToString());
        OcflObject? made = await OcflObject.TryOpenAsync(root, "x");
        Assert.Equal(failure is null, made is not null);
        foreach (string path in made is null ? [] : made.Head.Description.State.Paths.Select(file => file.Key))
        {
            await using ContentReader reader = await made!.OpenFileAsync(made.Head, path);
            using StreamReader text = new(reader.Content);
            Assert.Equal(Content, await text.ReadToEndAsync());
        }
    }

    // The clock of many file systems ticks a few hundred times a second.
    private void WaitForClock()
    {
        string probe = _folder["probe"];
        File.WriteAllText(probe, "");
        DateTime start = File.GetLastWriteTimeUtc(probe);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                File.WriteAllText(probe, "");
                return File.GetLastWriteTimeUtc(probe) > start;
            },
            TimeSpan.FromMinutes(1)));
    }

    private static void Replace(string path, Action<string> put)
    {
        Directory.Move(path, path + ".real");
        put(path);
    }

    private static async Task<string[]> ListAsync(IStorage storage, string directory, bool recursive)
    {
        List<string> entries = [];
        await foreach (StorageEntry entry in storage.ListAsync(directory, recursive))
        {
            if (!entry.Path.Contains(".real", StringComparison.Ordinal))
            {
                entries.Add($"{entry.Kind} {entry.Path}{(entry.IsLink ? " link" : "")}{entry.Fault}");
                Assert.Equal(entry.Kind == StorageEntryKind.File, entry.File is not null);
                Assert.True(entry.File is null || (entry.File == await storage.GetFileAsync(entry.Path)), entry.Path);
            }
        }

        return [.. entries.Order(StringComparer.Ordinal)];
    }

    private static async Task<string> ReadAsync(LocalSource source, string path, string etag)
    {
        await using StorageReader reader = await source.OpenReadAsync(path, new StorageReadOptions { IfMatch = etag });
        using StreamReader text = new(reader.Content, Encoding.UTF8);
        return await text.ReadToEndAsync();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
