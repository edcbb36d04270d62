using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Cli.Tests;

/// <summary>Every verb in folders.</summary>
public sealed class FolderVerbTests(FoldersPlace place) : VerbTests(place), IClassFixture<FoldersPlace>;

/// <summary>Every verb on blobs.</summary>
public sealed class AzuriteVerbTests(AzuritePlace place) : VerbTests(place), IClassFixture<AzuritePlace>;

/// <summary>Every verb with its main options: the same commands and the same expectations for each kind of place.</summary>
public abstract partial class VerbTests(TestPlace place) : IDisposable
{
    private const string Id = "urn:x";

    private readonly ToolHere _here = new();
    private readonly string _root = place.NewRoot();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _here.Dispose();

    [Fact]
    public async Task Init_twice_and_upgrade()
    {
        string[] init = ["init", _root, "--spec", "1.0", "--layout", "0003", "--description", "Ours"];
        string made = await RunAsync(init);
        Assert.Equal(made, await RunAsync(init));
        Assert.Contains("is a storage root of OCFL 1.0 with 0003-hash-and-id-n-tuple-storage-layout", made, StringComparison.Ordinal);
        Assert.Contains("OCFL 1.0", await ToolHere.RunBadlyAsync("init", _root, "--spec", "1.1"), StringComparison.Ordinal);

        Assert.Contains("of OCFL 1.1", await RunAsync("upgrade", _root), StringComparison.Ordinal);
        Assert.Equal("1.1", ToolHere.Json(await RunAsync("info", _root, "--json")).GetProperty("specification").GetString());
        await RunAsync("validate", "--root", _root);
    }

    [Fact]
    public async Task What_is_no_storage_root_is_refused_by_every_verb()
    {
        string empty = place["nothing"];
        if (!BlobAddress.IsUrl(empty))
        {
            Directory.CreateDirectory(empty);
        }

        foreach (string[] verb in (string[][])
        [
            ["ls"], ["info"], ["upgrade"], ["repair"], ["log", "--id", Id], ["show", "--id", Id], ["cat", "--id", Id, "a"],
            ["diff", "--id", Id],
            ["export", _here["out"], "--id", Id], ["commit", "--id", Id, "-m", "m", "--user", "u", _here.Folder],
            ["rm", "--id", Id, "-m", "m", "--user", "u", "a"], ["stage", "--id", Id, _here.Folder], ["status", "--id", Id],
            ["reset", "--id", Id], ["purge", "--id", Id, "--yes"],
        ])
        {
            string error = await ToolHere.RunBadlyAsync([verb[0], empty, .. verb[1..]]);
            Assert.StartsWith($"ocfl: ROOT '{empty}': ", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Looking()
    {
        await CommitTwoAsync();
        Assert.Equal(Id, (await RunAsync("ls", _root)).Split('\t')[0]);
        Assert.Equal($"10\tv2\t2001-02-03T04:05:06Z\t3\t{Id}", string.Join(
            '\t', (await RunAsync("ls", _root, "--long", "--match", "urn:*")).Split('\t')[..^1]));
        Assert.Equal("a.txt\ndir/b.txt\ndir/c.txt\n", await RunAsync("ls", _root, "--id", Id));
        Assert.Equal("a.txt\ndir/b.txt\n", await RunAsync("ls", _root, "--id", Id, "--version", "v1"));
        Assert.Contains("dir/\n", await RunAsync("ls", _root, "--id", Id, "--directories"), StringComparison.Ordinal);
        string physical = await RunAsync("ls", _root, "--id", Id, "--physical", "--digests", "--long", "--sort", "size");
        Assert.Contains("/v1/content/dir/b.txt", physical, StringComparison.Ordinal);

        System.Text.Json.JsonElement info = ToolHere.Json(await RunAsync("info", _root, "--sizes", "--json"));
        Assert.Equal(1, info.GetProperty("objects").GetInt64());
        Assert.Equal(place.Open(_root).Location, info.GetProperty("path").GetString());
        Assert.Equal(10, info.GetProperty("sizes").GetProperty("bytes").GetInt64());
        Assert.Equal("v2", ToolHere.Json(await RunAsync("info", _root, "--id", Id, "--json")).GetProperty("head").GetString());

        Assert.Equal(2, (await RunAsync("log", _root, "--id", Id, "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("Two", await RunAsync("show", _root, "--id", Id), StringComparison.Ordinal);
        Assert.Equal("second", await RunAsync("cat", _root, "--id", Id, "a.txt"));
        Assert.Equal("first", await RunAsync("cat", _root, "--id", Id, "--version", "v1", "a.txt"));
        Assert.Equal("M\ta.txt\nA\tdir/c.txt\n", await RunAsync("diff", _root, "--id", Id));
        Assert.Equal("", await RunAsync("diff", _root, "--id", Id, "--folder", _here["two"]));
        Assert.Contains("no such object", await ToolHere.RunBadlyAsync("log", _root, "--id", "other"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comparing_with_an_object_of_another_root_and_with_a_source_of_this_kind()
    {
        await CommitTwoAsync();
        string other = place.NewRoot();
        await RunAsync("init", other);
        await RunAsync(["commit", other, "--id", Id, "-m", "m", "--user", "u", "--digest", "sha256", _here["one"]]);
        Assert.Equal("M\ta.txt\nD\tdir/c.txt\n", await RunAsync("diff", _root, "--id", Id, "--other-root", other));

        string source = await PutSourceAsync("compared", ("a.txt", "second"), ("dir/b.txt", "b"));
        Assert.Equal("D\tdir/c.txt\n", await RunAsync("diff", _root, "--id", Id, "--folder", source));
    }

    [Fact]
    public async Task Exporting_as_a_folder_and_as_archives()
    {
        await CommitTwoAsync();
        await RunAsync("export", _root, "--id", Id, _here["out"]);
        Assert.Equal("second", File.ReadAllText(_here["out/a.txt"]));
        Assert.Equal(3, Directory.GetFiles(_here["out"], "*", SearchOption.AllDirectories).Length);
        foreach (string format in (string[])["tar", "zip", "bag"])
        {
            await RunAsync("export", _root, "--id", Id, "--path", "dir", "--format", format, _here["file." + format]);
            Assert.NotEqual(0, new FileInfo(_here["file." + format]).Length);
        }

        Assert.Contains(
            "must be on this machine, and is a URL",
            await ToolHere.RunBadlyAsync("export", _root, "--id", Id, "https://a.blob.core.windows.net/c"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validating_an_object_by_path_and_by_id_and_the_whole_root()
    {
        await CommitTwoAsync();
        IStorage files = place.Open(_root);
        string root = Assert.Single((await files.ListAllAsync("", recursive: true)).Where(
            entry => SpecificationVersion.IsObjectDeclaration(entry.Name)).Select(entry => entry.Path[..entry.Path.LastIndexOf('/')]));
        string path = $"{_root}/{root}";
        await RunAsync("validate", path);
        await RunAsync("validate", path, "--structure", "--json", "--summary");
        await RunAsync("validate", _root, "--id", Id);
        await RunAsync("validate", "--root", _root, "--jobs", "3", "--rate", "100M", "--quiet", "--summary");
        await RunAsync("validate", "--root", _root, "--continue", _here["journal"]);
        Assert.Contains(
            "has finished",
            await ToolHere.RunBadlyAsync("validate", "--root", _root, "--continue", _here["journal"]),
            StringComparison.Ordinal);
        Assert.Contains("is a storage root", await ToolHere.RunBadlyAsync("validate", _root), StringComparison.Ordinal);
        Assert.StartsWith("ocfl: PATH", await ToolHere.RunBadlyAsync("validate", place["not-there"]), StringComparison.Ordinal);

        await files.PutAsync($"{root}/v1/content/dir/b.txt", "B");
        foreach (string[] verb in (string[][])[["validate", path], ["validate", _root, "--id", Id], ["validate", "--root", _root]])
        {
            ToolResult result = await ToolHere.RunAsync(verb);
            Assert.Equal((1, true), (result.Code, result.Output.Contains("E092", StringComparison.Ordinal)));
        }
    }

    private static Task<string> RunAsync(params string[] arguments) => ToolHere.RunWellAsync(arguments);

    private Task<string> CommitAsync(params string[] arguments) =>
        RunAsync(["commit", _root, "--id", Id, "-m", "m", "--user", "u", .. arguments]);

    // Content that differs in its digest from all others of the object.
    private async Task CommitTwoAsync()
    {
        await RunAsync("init", _root);
        _here.Write("one/a.txt", "first");
        _here.Write("one/dir/b.txt", "b");
        await RunAsync("commit", _root, "--id", Id, "-m", "One", "--user", "Ann", "--created", "2000-01-01T00:00:00Z", _here["one"]);
        _here.Write("two/a.txt", "second");
        _here.Write("two/dir/b.txt", "b");
        _here.Write("two/dir/c.txt", "new");
        await RunAsync("commit", _root, "--id", Id, "-m", "Two", "--user", "Ann", "--created", "2001-02-03T04:05:06Z", _here["two"]);
    }

    private async Task<string> PutSourceAsync(string name, params (string Path, string Text)[] files)
    {
        string source = place[$"{name}-{Guid.NewGuid():N}"];
        IStorage storage = place.Open(source);
        foreach ((string path, string text) in files)
        {
            await storage.PutAsync(path, text);
        }

        return source;
    }

    // The files of a version as one text, such as a.txt=one, b.txt=two.
    private async Task<string> ShowAsync(string version = "head")
    {
        List<string> files = [];
        foreach (string path in (await RunAsync("ls", _root, "--id", Id, "--version", version)).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries))
        {
            files.Add($"{path}={await RunAsync("cat", _root, "--id", Id, "--version", version, path)}");
        }

        return string.Join(", ", files);
    }

    // Nothing is left beside the root, or in it, of what was not committed.
    private async Task RequireCleanAsync()
    {
        await RunAsync("validate", "--root", _root);
        Assert.Equal("nothing to repair\n", await RunAsync("repair", _root));
        Assert.DoesNotContain(await place.Open(_root + ".pending").ListAllAsync("", recursive: true), entry => entry.File is not null);
    }
}
