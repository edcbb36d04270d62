namespace Ocfl.Cli.Tests;

public sealed class BlankNameTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_folder_whose_name_is_a_blank_is_one_like_any_other()
    {
        _tool.Write("   /a", "x");

        Assert.StartsWith(
            $"{_tool.Folder}/  is a storage root of OCFL 1.0",
            await _tool.RunWellAsync("init", " ", "--layout", "0002", "--spec", "1.0"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"{_tool.Folder}/  is a storage root of OCFL 1.1", await _tool.RunWellAsync("upgrade", " "), StringComparison.Ordinal);
        await _tool.RunWellAsync("commit", " ", "--id", "x", "-m", "m", "--user", "u", "   ");
        Assert.Equal("x\tx\n", await _tool.RunWellAsync("ls", " "));
        Assert.Equal("v1 of x: 1 files in   \n", await _tool.RunWellAsync("export", " ", "--id", "x", "  "));
        Assert.Equal("x", _tool.Read("  /a"));
        Assert.EndsWith(
            "  (the root itself): valid\n : valid (objects: 1, valid: 1, not valid: 0, not checked: 0)\n",
            await _tool.RunWellAsync("validate", "--root", " "),
            StringComparison.Ordinal);

        Directory.Move(Path.Combine(_tool.Folder, " ", "x"), Path.Combine(_tool.Folder, "    "));
        Assert.StartsWith("    : valid\n", await _tool.RunWellAsync("validate", "    "), StringComparison.Ordinal);
    }
}
