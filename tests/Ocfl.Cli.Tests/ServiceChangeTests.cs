using System.Formats.Tar;

namespace Ocfl.Cli.Tests;

/// <summary>The commands that change objects do the same by updates of a service.</summary>
[Collection(ServiceTests.Name)]
[Trait("Category", "Slow")]
public sealed class ServiceChangeTests(ServiceHost host) : IDisposable
{
    private readonly ToolHere _tool = new();
    private readonly string _id = ServiceHost.NewId();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_commit_is_an_update_that_is_waited_for()
    {
        _tool.Write("one/a.txt", "a");
        _tool.Write("one/b.tmp", "b");
        _tool.Write("more/c.txt", "c");

        string output = await CommitAsync("--exclude", "*.tmp", _tool["one"], _tool["more"]);

        Assert.Matches($"^v1 of {_id} at [0-9a-f/]+: 2 added, 0 removed, 0 changed, 0 renamed\n$", output);
        Assert.Equal("a.txt=a, c.txt=c", await ShowAsync());
        Assert.Equal($"nothing has changed since v1 of {_id}\n", await CommitAsync("--exclude", "*.tmp", _tool["one"], _tool["more"]));

        string merged = await CommitAsync("--mode", "merge", "--json", "--fixity", "md5", _tool["one"]);
        Assert.Equal(("v2", true, 1), (
            ToolHere.Json(merged).GetProperty("version").GetString(),
            ToolHere.Json(merged).GetProperty("changed").GetBoolean(),
            ToolHere.Json(merged).GetProperty("files").GetProperty("added").GetInt32()));
        Assert.Contains("fixity:       md5\n", await host.RunWellAsync("info", "--id", _id), StringComparison.Ordinal);

        _tool.Write("changes.json", """[{"op": "add", "path": "new/a.txt", "content": "a.txt"}, {"op": "remove", "path": "b.tmp"}]""");
        await CommitAsync("--changes", _tool["changes.json"], _tool["one"]);
        Assert.Equal("a.txt=a, c.txt=c, new/a.txt=a", await ShowAsync());
        Assert.StartsWith("v4 of ", await CommitAsync("--digest", "sha256"), StringComparison.Ordinal);
        Assert.Equal("a.txt=a, c.txt=c, new/a.txt=a", await ShowAsync());
        await ToolHere.RunWellAsync("validate", host.Root, "--id", _id);
    }

    [Fact]
    public async Task Bags_lists_and_archives_are_verified_on_the_way()
    {
        _tool.Write("list/a.txt", "a");
        _tool.Write("list.md5", "0cc175b9c0f1b6a831c399e269772661  a.txt\n");
        await CommitAsync("--digests", _tool["list.md5"], _tool["list"]);
        _tool.Write("list/a.txt", "b");
        Assert.Equal(
            "ocfl: The source is not as its manifests say. 1 file has another digest: 'a.txt' (md5)\n",
            await host.RunBadlyAsync(Commit("--digests", _tool["list.md5"], _tool["list"])));

        await host.RunWellAsync("export", _tool["bag.tar"], "--id", _id, "--format", "bag");
        await TarFile.ExtractToDirectoryAsync(_tool["bag.tar"], _tool.Folder, overwriteFiles: false);
        string bag = ServiceHost.NewId();
        await host.RunWellAsync("commit", "--id", bag, "-m", "m", "--user", "u", "--bag", _tool["bag"]);
        Assert.Equal("a", await host.RunWellAsync("cat", "--id", bag, "a.txt"));

        using MemoryStream archive = new();
        await using (TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "t/x") { DataStream = new MemoryStream("xyz"u8.ToArray()) });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.HardLink, "t/same") { LinkName = "t/x" });
        }

        ToolResult result = await ToolHere.RunAsync(archive.ToArray(), host.At(Commit("-")));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal("t/same=xyz, t/x=xyz", await ShowAsync());
        ToolResult cut = await ToolHere.RunAsync(archive.ToArray()[..600], host.At(Commit("-")));
        Assert.Equal(2, cut.Code);
        Assert.Contains("cut off", cut.Error, StringComparison.Ordinal);
        Assert.Equal("t/same=xyz, t/x=xyz", await ShowAsync());
    }

    [Fact]
    public async Task A_large_file_goes_in_parts()
    {
        byte[] content = new byte[(17 << 20) + 3];
        new Random(7).NextBytes(content);
        Directory.CreateDirectory(_tool["large"]);
        await File.WriteAllBytesAsync(_tool["large/file"], content);

        await CommitAsync(_tool["large"]);

        await host.RunWellAsync("export", _tool["back"], "--id", _id);
        Assert.Equal(content, await File.ReadAllBytesAsync(_tool["back/file"]));
    }

    [Fact]
    public async Task Paths_are_copied_moved_removed_and_restored()
    {
        _tool.Write("one/a.txt", "a");
        _tool.Write("one/dir/b.txt", "b");
        await CommitAsync(_tool["one"]);
        string[] version = ["--id", _id, "-m", "m", "--user", "u"];

        Assert.StartsWith($"v2 of {_id} at ", await host.RunWellAsync(["cp", "a.txt", "dir", "copies/", .. version]), StringComparison.Ordinal);
        await host.RunWellAsync(["mv", "a.txt", "z.txt", .. version]);
        await host.RunWellAsync(["rm", "**/b.txt", .. version]);
        Assert.Equal("copies/a.txt=a, z.txt=a", await ShowAsync());
        await host.RunWellAsync(["restore", "--version", "v1", "dir", .. version]);
        Assert.Equal("copies/a.txt=a, dir/b.txt=b, z.txt=a", await ShowAsync());
        await host.RunWellAsync(["restore", "--version", "v1", .. version]);
        Assert.Equal("a.txt=a, dir/b.txt=b", await ShowAsync());

        Assert.StartsWith(
            "ocfl: PATH 'x': there is no such file or folder in v6", await host.RunBadlyAsync(["rm", "x", .. version]), StringComparison.Ordinal);
        Assert.StartsWith("ocfl: --stage cannot be combined with --service", await host.RunBadlyAsync(
            ["rm", "a.txt", "--id", _id, "--stage"]), StringComparison.Ordinal);
        await ToolHere.RunWellAsync("validate", host.Root, "--id", _id);
    }

    [Fact]
    public async Task A_purge_needs_a_yes_a_reason_and_a_user()
    {
        _tool.Write("one/a.txt", "a");
        await CommitAsync(_tool["one"]);

        Assert.StartsWith("ocfl: --reason is missing", await host.RunBadlyAsync("purge", "--id", _id, "--yes"), StringComparison.Ordinal);
        Assert.StartsWith(
            "ocfl: --user is missing", await host.RunBadlyAsync("purge", "--id", _id, "--yes", "--reason", "r"), StringComparison.Ordinal);
        Assert.Matches(
            $"^ocfl: --yes is missing: it would remove '{_id}' at [0-9a-f/]+, with 1 versions and 1 content files, and cannot be undone\n$",
            await host.RunBadlyAsync("purge", "--id", _id, "--reason", "r", "--user", "u"));
        Assert.StartsWith(
            $"removed '{_id}' at ", await host.RunWellAsync("purge", "--id", _id, "--reason", "r", "--user", "u", "--yes"), StringComparison.Ordinal);
        Assert.StartsWith($"ocfl: --id '{_id}': there is no such object", await host.RunBadlyAsync("ls", "--id", _id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_says_so_and_leaves_nothing()
    {
        Directory.CreateDirectory(_tool["empty"]);
        _tool.Write("one/a.txt", "a");
        _tool.Write("two/a.txt", "b");

        Assert.StartsWith("ocfl: SOURCE '", await host.RunBadlyAsync(Commit(_tool["empty"])), StringComparison.Ordinal);
        Assert.Equal("ocfl: SOURCE: 'a.txt' is in two sources\n", await host.RunBadlyAsync(Commit(_tool["one"], _tool["two"])));
        Assert.StartsWith("ocfl: --dry-run cannot be combined with --service", await host.RunBadlyAsync(
            Commit(_tool["one"], "--dry-run")), StringComparison.Ordinal);
        Assert.StartsWith("ocfl: --spec cannot be combined with --service", await host.RunBadlyAsync(
            Commit(_tool["one"], "--spec", "1.0")), StringComparison.Ordinal);
        Assert.StartsWith("ocfl: the service refused it: ", await host.RunBadlyAsync(
            Commit(_tool["one"], "--created", "2001-02-03T04:05:06Z")), StringComparison.Ordinal);
        _tool.Write("changes.json", """[{"op": "remove", "path": "nothing"}]""");
        await CommitAsync(_tool["one"]);
        Assert.Equal(
            "ocfl: the service refused it: changes[0].path: there is no 'nothing'\n",
            await host.RunBadlyAsync(Commit("--changes", _tool["changes.json"])));
        Assert.StartsWith("v2 of ", await CommitAsync("--allow-empty", _tool["empty"]), StringComparison.Ordinal);
        Assert.Equal("", await ShowAsync());
    }

    private string[] Commit(params string[] arguments) => ["commit", "--id", _id, "-m", "m", "--user", "u", .. arguments];

    private Task<string> CommitAsync(params string[] arguments) => host.RunWellAsync(Commit(arguments));

    // Read from the folder, past the service.
    private async Task<string> ShowAsync()
    {
        List<string> files = [];
        foreach (string path in (await ToolHere.RunWellAsync("ls", host.Root, "--id", _id)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            files.Add($"{path}={await ToolHere.RunWellAsync("cat", host.Root, "--id", _id, path)}");
        }

        return string.Join(", ", files);
    }
}
