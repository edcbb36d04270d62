using System.Formats.Tar;
using System.Security.Cryptography;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Cli.Tests;

public abstract partial class VerbTests
{
    [Fact]
    public async Task Commits_of_folders_files_and_several_sources()
    {
        await CommitTwoAsync();
        _here.Write("more/d.txt", "d");
        _here.Write("more/e.tmp", "e");
        _here.Write("single", "alone");
        Assert.StartsWith(
            "A\td.txt\nwould be v3",
            await CommitAsync("--mode", "merge", "--dry-run", "--exclude", "*.tmp", _here["more"]),
            StringComparison.Ordinal);
        await CommitAsync("--mode", "merge", "--exclude", "*.tmp", "--fixity", "md5", _here["more"]);
        await CommitAsync("--mode", "merge", _here["single"], _here["one"]);
        Assert.Equal("a.txt=first, d.txt=d, dir/b.txt=b, dir/c.txt=new, single=alone", await ShowAsync());
        Assert.StartsWith("nothing has changed", await CommitAsync("--mode", "merge", _here["one"]), StringComparison.Ordinal);
        Assert.Contains(
            "no files",
            await ToolHere.RunBadlyAsync("commit", _root, "--id", Id, "-m", "m", "--user", "u", EmptyFolder()),
            StringComparison.Ordinal);
        await RequireCleanAsync();
    }

    /// <summary>Also one that is staged, and does not stay in its source.</summary>
    [Fact]
    public async Task Commits_from_a_source_of_the_same_kind_as_the_root_and_of_one_file_in_it()
    {
        await RunAsync("init", _root);
        string source = await PutSourceAsync("source", ("a.txt", "a"), ("dir/b c%20é.txt", "b"));
        byte[] large = RandomNumberGenerator.GetBytes(5 << 20);
        await place.Open(source).WriteAsync("large", new MemoryStream(large), StorageWriteOptions.Create());
        await CommitAsync(source);
        Assert.Equal("a.txt\ndir/b c%20é.txt\nlarge\n", await RunAsync("ls", _root, "--id", Id));
        await CommitAsync("--mode", "merge", $"{source}/a.txt");
        _here.Write("folder/c.txt", "c");
        await CommitAsync("--mode", "merge", _here["folder"], $"{source}/dir");
        Assert.Contains("b c%20é.txt\n", await RunAsync("ls", _root, "--id", Id), StringComparison.Ordinal);
        await RunAsync("export", _root, "--id", Id, "--path", "large", _here["out"]);
        Assert.Equal(large, await File.ReadAllBytesAsync(_here["out/large"]));

        string error = await ToolHere.RunBadlyAsync("commit", _root, "--id", Id, "-m", "m", "--user", "u", _root + "/x");
        Assert.Matches("within the storage root|no such folder", error);
        await RequireCleanAsync();
    }

    [Fact]
    public async Task Commits_of_large_files_of_a_folder()
    {
        await RunAsync("init", _root);
        byte[] large = RandomNumberGenerator.GetBytes(5 << 20);
        await File.WriteAllBytesAsync(_here["large"], large);
        await CommitAsync(_here["large"]);
        await RunAsync("export", _root, "--id", Id, _here["out"]);
        Assert.Equal(large, await File.ReadAllBytesAsync(_here["out/large"]));
        await RequireCleanAsync();
    }

    [Fact]
    public async Task Commits_of_a_bag_a_tar_archive_changes_and_another_algorithm()
    {
        await RunAsync("init", _root);
        _here.Write("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
        _here.Write("bag/data/a.txt", "a");
        _here.Write("bag/manifest-sha256.txt", $"{Convert.ToHexStringLower(SHA256.HashData("a"u8))}  data/a.txt\n");
        await CommitAsync("--bag", _here["bag"]);
        Assert.Equal("a.txt=a", await ShowAsync());

        using MemoryStream tar = new();
        await using (TarWriter writer = new(tar, leaveOpen: true))
        {
            using MemoryStream text = new("t"u8.ToArray());
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "t.txt") { DataStream = text });
        }

        ToolResult result = await ToolHere.RunAsync(
            tar.ToArray(), ["commit", _root, "--id", Id, "-m", "m", "--user", "u", "--mode", "merge", "-"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        _here.Write("changes.json", """[{"op":"rename","from":"t.txt","to":"u.txt"}]""");
        await CommitAsync("--changes", _here["changes.json"]);
        await CommitAsync("--digest", "sha256");
        Assert.Equal("a.txt=a, u.txt=t", await ShowAsync());
        await RequireCleanAsync();
    }

    [Fact]
    public async Task Copying_moving_removing_and_restoring()
    {
        await CommitTwoAsync();
        string[] version = ["--id", Id, "-m", "m", "--user", "u"];
        await RunAsync(["cp", _root, .. version, "a.txt", "copies/"]);
        await RunAsync(["mv", _root, .. version, "dir/*.txt", "moved/"]);
        Assert.Equal("a.txt=second, copies/a.txt=second, moved/b.txt=b, moved/c.txt=new", await ShowAsync());
        await RunAsync(["rm", _root, .. version, "moved"]);
        await RunAsync(["restore", _root, .. version, "--version", "v1", "a.txt"]);
        Assert.Equal("a.txt=first, copies/a.txt=second", await ShowAsync());
        Assert.Contains("missing", await ToolHere.RunBadlyAsync(["rm", _root, .. version, "missing"]), StringComparison.Ordinal);
        await RequireCleanAsync();
    }

    [Fact]
    public async Task Staging_and_committing_what_is_staged()
    {
        await CommitTwoAsync();
        _here.Write("more/d.txt", "d");
        await RunAsync("stage", _root, "--id", Id, "--to", "new", _here["more"]);
        Directory.Delete(_here["more"], recursive: true);
        string source = await PutSourceAsync("staged", ("e.txt", "e"));
        await RunAsync("stage", _root, "--id", Id, source);
        await RunAsync("mv", _root, "--id", Id, "--stage", "a.txt", "renamed.txt");
        await RunAsync("rm", _root, "--id", Id, "--stage", "dir/b.txt");
        string[] status = (await RunAsync("status", _root, "--id", Id)).Split('\n');
        foreach (string change in (string[])["R\ta.txt\trenamed.txt", "D\tdir/b.txt", "A\te.txt", "A\tnew/d.txt"])
        {
            Assert.Contains(change, status);
        }

        await RunAsync("reset", _root, "--id", Id, "dir/b.txt");
        await CommitAsync("--staged", "--dry-run");
        await CommitAsync("--staged");
        Assert.Equal("dir/b.txt=b, dir/c.txt=new, e.txt=e, new/d.txt=d, renamed.txt=second", await ShowAsync());
        Assert.Contains("nothing is staged", await RunAsync("status", _root, "--id", Id), StringComparison.Ordinal);
        Assert.Contains(
            "nothing is staged",
            await ToolHere.RunBadlyAsync("commit", _root, "--id", Id, "-m", "m", "--user", "u", "--staged"),
            StringComparison.Ordinal);
        await RequireCleanAsync();
    }

    [Fact]
    public async Task A_stage_that_another_commit_has_outrun_is_refused_rebased_and_reset()
    {
        await CommitTwoAsync();
        _here.Write("more/d.txt", "d");
        await RunAsync("stage", _root, "--id", Id, _here["more"]);
        await RunAsync("rm", _root, "--id", Id, "-m", "m", "--user", "u", "a.txt");
        ToolResult status = await ToolHere.RunAsync("status", _root, "--id", Id);
        Assert.Contains("another version by now", status.Error, StringComparison.Ordinal);
        Assert.Contains(
            "--rebase",
            await ToolHere.RunBadlyAsync("commit", _root, "--id", Id, "-m", "m", "--user", "u", "--staged"),
            StringComparison.Ordinal);
        await RunAsync("stage", _root, "--id", Id, "--rebase");
        await CommitAsync("--staged");
        Assert.Equal("d.txt=d, dir/b.txt=b, dir/c.txt=new", await ShowAsync());

        await RunAsync("stage", _root, "--id", Id, _here["one"]);
        Assert.Contains("any more", await RunAsync("reset", _root, "--id", Id), StringComparison.Ordinal);
        await RequireCleanAsync();
    }

    [Fact]
    public async Task Staging_by_several_commands_at_once_loses_nothing()
    {
        await RunAsync("init", _root);
        string[] names = ["a", "b", "c", "d"];
        await Task.WhenAll(names.Select(name =>
        {
            _here.Write($"{name}/{name}.txt", name);
            return RunAsync("stage", _root, "--id", Id, _here[name]);
        }));
        await CommitAsync("--staged");
        Assert.Equal("a.txt=a, b.txt=b, c.txt=c, d.txt=d", await ShowAsync());
        await RequireCleanAsync();
    }

    [Fact]
    public async Task Of_two_commits_at_once_each_makes_a_version_or_is_refused()
    {
        await CommitTwoAsync();
        string[] names = ["a", "b", "c"];
        ToolResult[] results = await Task.WhenAll(names.Select(name =>
        {
            _here.Write($"{name}/{name}.new", name);
            return ToolHere.RunAsync("commit", _root, "--id", Id, "-m", name, "--user", "u", "--mode", "merge", _here[name]);
        }));
        int committed = results.Count(result => result.Code == 0);
        Assert.InRange(committed, 1, names.Length);
        Assert.All(results, result => Assert.True(result.Code is 0 or 2));
        string log = await RunAsync("log", _root, "--id", Id, "--json");
        Assert.Equal(2 + committed, log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await RequireCleanAsync();
    }

    /// <summary>As a kill between the last two steps of a commit leaves it.</summary>
    [Fact]
    public async Task A_stale_sidecar_is_repaired()
    {
        await CommitTwoAsync();
        IStorage files = place.Open(_root);
        List<StorageEntry> all = await files.ListAllAsync("", recursive: true);
        string first = all.Single(entry => entry.Path.EndsWith("/v1/inventory.json.sha512", StringComparison.Ordinal)).Path;
        await files.PutAsync(first.Replace("/v1/", "/", StringComparison.Ordinal), await files.GetAsync(first));
        Assert.Contains("would do", await RunAsync("repair", _root), StringComparison.Ordinal);
        Assert.Contains("done", await RunAsync("repair", _root, "--id", Id, "--yes"), StringComparison.Ordinal);
        await RequireCleanAsync();
    }

    [Fact]
    public async Task Purging_removes_the_object_and_what_is_staged_for_it()
    {
        await CommitTwoAsync();
        await RunAsync("stage", _root, "--id", Id, _here["one"]);
        Assert.Contains("--yes", await ToolHere.RunBadlyAsync("purge", _root, "--id", Id), StringComparison.Ordinal);
        await RunAsync("purge", _root, "--id", Id, "--yes");
        Assert.Equal("", await RunAsync("ls", _root));
        Assert.Contains("no such object", await ToolHere.RunBadlyAsync("purge", _root, "--id", Id, "--yes"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            await place.Open(_root).ListAllAsync("", recursive: true), entry => entry.Path.Contains("/v1/", StringComparison.Ordinal));
        await CommitAsync(_here["one"]);
        Assert.Equal("a.txt=first, dir/b.txt=b", await ShowAsync());
        await RequireCleanAsync();
    }

    private string EmptyFolder() => Directory.CreateDirectory(_here["empty"]).FullName;
}
