namespace Ocfl.Cli.Tests;

/// <summary>What an export that came to nothing leaves in its folder.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_refused_export_leaves_what_was_there_and_no_more()
    {
        await _tool.CommitTwoVersionsAsync();
        _tool.Write("out/dir/c.txt", "mine");
        _tool.Write("out/empty/x", "");
        File.Delete(Path.Combine(_tool.Folder, "out/empty/x"));

        ToolResult result = await ExportAsync("out");

        Assert.Equal((2, "ocfl: DESTINATION 'out': 'dir/c.txt' is in the folder with another content\n"), (result.Code, result.Error));
        Assert.False(Directory.Exists(Path.Combine(_tool.Folder, "out/.ocfl-export")));
        Assert.True(Directory.Exists(Path.Combine(_tool.Folder, "out/empty")));
        Assert.Equal("mine", _tool.Read("out/dir/c.txt"));
    }

    [Fact]
    public async Task A_failed_export_removes_the_folders_that_it_made_for_nothing()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        foreach (string file in Directory.EnumerateFiles(objectRoot, "*", SearchOption.AllDirectories).Where(
            file => file.Contains("/content/", StringComparison.Ordinal)))
        {
            File.WriteAllText(file, "rotted");
        }

        Directory.CreateDirectory(Path.Combine(_tool.Folder, "there"));

        Assert.Equal((2, 2), ((await ExportAsync("there")).Code, (await ExportAsync("not/yet/there")).Code));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_tool.Folder, "there")));
        Assert.False(Directory.Exists(Path.Combine(_tool.Folder, "not")));
    }

    [Fact]
    public async Task An_archive_on_the_output_is_not_mixed_with_json()
    {
        await _tool.CommitTwoVersionsAsync();

        ToolResult result = await Tool.RunInProcessAsync(
            "export", Path.Combine(_tool.Folder, "root"), "--id", "urn:x", "-", "--format", "tar", "--json");

        Assert.Equal(
            (2, "", "ocfl: DESTINATION '-': is the output, which has the archive; --json is for an archive in a file\n"),
            (result.Code, result.Output, result.Error));
    }

    [Fact]
    public async Task What_somebody_else_has_where_files_are_made_stays()
    {
        await _tool.CommitTwoVersionsAsync();
        _tool.Write("out/.ocfl-export/mine", "mine");

        Assert.Equal(0, (await ExportAsync("out")).Code);
        _tool.Write("out/a.txt", "changed");
        Assert.Equal(2, (await ExportAsync("out")).Code);

        Assert.Equal(
            ["mine"], Directory.EnumerateFileSystemEntries(Path.Combine(_tool.Folder, "out/.ocfl-export")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("out")]
    [InlineData("nowhere")]
    public async Task A_link_in_the_way_stays(string target)
    {
        await _tool.CommitTwoVersionsAsync();
        string link = Path.Combine(_tool.Folder, "out", ".ocfl-export");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        Directory.CreateSymbolicLink(link, Path.Combine(_tool.Folder, target));

        Assert.Equal(2, (await ExportAsync("out")).Code);

        Assert.NotNull(new DirectoryInfo(link).LinkTarget);
    }

    private Task<ToolResult> ExportAsync(string folder) => _tool.RunAsync("export", "root", "--id", "urn:x", folder);
}
