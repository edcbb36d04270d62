namespace Ocfl.Cli.Tests;

/// <summary><c>import</c> and <c>migrate</c>.</summary>
public sealed class ManyTests : IDisposable
{
    private readonly ToolHere _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_storage_root_is_imported_by_the_layout_of_the_other_and_then_unchanged()
    {
        await CreateAsync("old", "0002", ("a", 2), ("b", 1));
        await ToolHere.RunWellAsync("init", _tool.Root, "--layout", "0003");

        string output = await ToolHere.RunWellAsync("import", _tool.Root, _tool["old"]);

        Assert.Contains("imported: v2 of urn:a at ", output, StringComparison.Ordinal);
        Assert.EndsWith("total: 2 objects, 2 imported, 0 unchanged, 0 not valid, 0 failed\n", output, StringComparison.Ordinal);
        Assert.Equal("1", await ToolHere.RunWellAsync("cat", _tool.Root, "--id", "urn:a", "--version", "v1", "number"));
        await _tool.RequireValidAsync();

        string[] lines = (await ToolHere.RunWellAsync("import", _tool.Root, _tool["old"], "--json")).Split('\n');
        Assert.Equal(
            ["unchanged", "unchanged"], lines[..2].Select(line => ToolHere.Json(line).GetProperty("outcome").GetString()));
        Assert.Equal(2, ToolHere.Json(lines[2]).GetProperty("unchanged").GetInt32());
        Assert.Empty(Directory.EnumerateFiles(_tool.Root + ".pending", "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateDirectories(_tool.Root + ".pending").SelectMany(Directory.EnumerateDirectories));
    }

    [Fact]
    public async Task One_object_by_its_folder_and_others_by_their_ids()
    {
        await CreateAsync("old", "0002", ("a", 1), ("b", 1), ("c", 1));
        await _tool.InitAsync();

        await ToolHere.RunWellAsync("import", _tool.Root, _tool["old/urn:a"]);
        ToolResult result = await ToolHere.RunAsync("import", _tool.Root, _tool["old"], "--id", "urn:b", "--id", "urn:none");

        Assert.Equal(2, result.Code);
        Assert.Contains("not found: urn:none: ", result.Output, StringComparison.Ordinal);
        Assert.Equal("urn:a\nurn:b\n", await ListAsync(_tool.Root));
    }

    [Fact]
    public async Task A_dry_run_validates_and_writes_nothing()
    {
        await CreateAsync("old", "0002", ("a", 1), ("b", 1));
        File.WriteAllText(_tool["old/urn:b/v1/content/number"], "changed");
        await _tool.InitAsync();
        string[] before = List(_tool.Root);

        ToolResult result = await ToolHere.RunAsync("import", _tool.Root, _tool["old"], "--dry-run");

        Assert.Equal(1, result.Code);
        Assert.Contains("would be imported: v1 of urn:a at urn:a: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("not valid: urn:b at ", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n  E092 error ", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, List(_tool.Root));
    }

    /// <summary>0 if all objects are there, 1 if one is not valid, 2 for what is not about validity.</summary>
    [Fact]
    public async Task The_exit_code_says_what_has_happened_and_one_object_does_not_stop_the_others()
    {
        await CreateAsync("old", "0002", ("a", 1), ("b", 1), ("c", 2));
        await CreateAsync("other", "0002", ("a", 2));
        await _tool.InitAsync();
        File.AppendAllText(_tool["old/urn:b/inventory.json"], " ");

        ToolResult result = await ToolHere.RunAsync("import", _tool.Root, _tool["old"]);
        Assert.Equal(1, result.Code);
        Assert.Equal("urn:a\nurn:c\n", await ListAsync(_tool.Root));

        result = await ToolHere.RunAsync("import", _tool.Root, _tool["other"], _tool["old"], "--quiet");
        Assert.Equal(2, result.Code);
        Assert.Contains("conflict: urn:a at ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unchanged:", result.Output, StringComparison.Ordinal);
        Assert.Equal("1", await ToolHere.RunWellAsync("cat", _tool.Root, "--id", "urn:a", "number"));
    }

    [Fact]
    public async Task What_cannot_be_imported_is_refused_before_anything_is_written()
    {
        await _tool.InitAsync();
        _tool.Write("empty/sub/file", "");
        _tool.Write("file", "");
        await ToolHere.RunWellAsync("init", _tool["none"], "--layout", "none");

        foreach ((string[] arguments, string expected) in new (string[], string)[]
        {
            ([_tool.Root, _tool["missing"]], "there is no such folder"),
            ([_tool.Root, _tool["file"]], "must be a folder, and is a file"),
            ([_tool.Root, _tool["empty"]], "has no OCFL object"),
            ([_tool.Root, _tool.Root], "must be neither within the storage root nor around it"),
            ([_tool.Root, _tool["empty"], "--jobs", "0"], "--jobs '0': must be a number from 1 to 1024"),
            ([_tool["none"], _tool["empty"]], "has no place for a new object"),
        })
        {
            Assert.Contains(expected, await ToolHere.RunBadlyAsync(["import", .. arguments]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_storage_root_is_migrated_to_another_layout_and_verified()
    {
        await CreateAsync("old", "0002", ("a", 2), ("b", 1));
        string[] before = List(_tool["old"]);

        string output = await ToolHere.RunWellAsync("migrate", _tool["old"], _tool["new"], "--layout", "0004");

        Assert.EndsWith(
            "complete: TARGET is valid, and has each of the 2 objects of ROOT once, and nothing else\n", output, StringComparison.Ordinal);
        Assert.Equal(before, List(_tool["old"]));
        await ToolHere.RunWellAsync("validate", "--root", _tool["new"]);
        Assert.Equal(await ListAsync(_tool["old"]), await ListAsync(_tool["new"]));

        string[] lines = (await ToolHere.RunWellAsync("migrate", _tool["old"], _tool["new"], "--json", "--quiet")).Split('\n');
        Assert.Equal(2, ToolHere.Json(lines[0]).GetProperty("unchanged").GetInt32());
        Assert.True(ToolHere.Json(lines[1]).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task A_migration_finds_what_is_not_as_it_must_be()
    {
        await CreateAsync("old", "0002", ("a", 1), ("b", 1), ("c", 1));
        await ToolHere.RunWellAsync("migrate", _tool["old"], _tool["new"]);
        await CommitAsync("new", "more", 1);
        File.WriteAllText(_tool["new/urn:b/v1/content/number"], "changed");

        ToolResult result = await ToolHere.RunAsync("migrate", _tool["old"], _tool["new"], "--quiet");

        Assert.Equal(2, result.Code);
        Assert.Contains("additional: urn:more: It is not in the source.\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("invalid: urn:b: E092: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("not complete: ROOT has 3 objects, TARGET has 4; differences: 2", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_migrated_is_refused()
    {
        await CreateAsync("old", "0002", ("a", 1));
        await ToolHere.RunWellAsync("init", _tool["other"], "--layout", "0003");
        _tool.Write("full/file", "");
        _tool.Write("config.json", "{}");

        foreach ((string[] arguments, string expected) in new (string[], string)[]
        {
            ([_tool["old"], _tool["old"]], "a storage root is not migrated in place"),
            ([_tool["old"], _tool["old/new"]], "must be neither within the storage root nor around it"),
            ([_tool["old"], _tool["full"]], "since it is not empty"),
            ([_tool["old"], _tool["other"], "--layout", "0004"], "with another layout or other parameters"),
            ([_tool["old"], _tool["new"], "--spec", "1.0"], "must not be older than ROOT, which is of OCFL 1.1"),
            ([_tool["old"], _tool["new"], "--layout", "none"], "objects are put by a layout"),
            ([_tool["old"], _tool["new"], "--layout-config", _tool["config.json"]], "needs a --layout"),
            ([_tool["full"], _tool["new"]], "ROOT"),
        })
        {
            Assert.Contains(expected, await ToolHere.RunBadlyAsync(["migrate", .. arguments]), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_tool["new"]));
    }

    private async Task CreateAsync(string root, string layout, params (string Id, int Versions)[] objects)
    {
        await ToolHere.RunWellAsync("init", _tool[root], "--layout", layout);
        foreach ((string id, int versions) in objects)
        {
            await CommitAsync(root, id, versions);
        }
    }

    private async Task CommitAsync(string root, string id, int versions)
    {
        for (int version = 1; version <= versions; version++)
        {
            _tool.Write("files/number", $"{version}");
            await ToolHere.RunWellAsync(
                "commit", _tool[root], "--id", "urn:" + id, "-m", "m", "--user", "u", "--address", "mailto:u@example.org", _tool["files"]);
        }
    }

    private static async Task<string> ListAsync(string root) => string.Concat(
        (await ToolHere.RunWellAsync("ls", root, "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => ToolHere.Json(line).GetProperty("id").GetString() + "\n").Order(StringComparer.Ordinal));

    private static string[] List(string folder) => [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
        .Select(path => $"{path} {(File.Exists(path) ? File.GetLastWriteTimeUtc(path).Ticks : 0)}").Order(StringComparer.Ordinal)];
}
