namespace Ocfl.Cli.Tests;

public sealed class PathCommandTests : IAsyncLifetime, IDisposable
{
    private readonly ToolHere _tool = new();

    public async Task InitializeAsync()
    {
        await _tool.InitAsync();
        _tool.Write("one/a.txt", "a");
        _tool.Write("one/b.txt", "b");
        _tool.Write("one/d/x.csv", "x");
        _tool.Write("one/d/deep/y.csv", "y");
        _tool.Write("one/d/deep/z.txt", "z");
        _tool.Write("one/odd*name", "odd");
        await _tool.CommitAsync(_tool["one"]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("cp", "a.txt c.txt", "a.txt b.txt c.txt d/deep/y.csv d/deep/z.txt d/x.csv odd*name")]
    [InlineData("cp", "a.txt b.txt new", "a.txt b.txt d/deep/y.csv d/deep/z.txt d/x.csv new/a.txt new/b.txt odd*name")]
    [InlineData("cp", "d e", "a.txt b.txt d/deep/y.csv d/deep/z.txt d/x.csv e/deep/y.csv e/deep/z.txt e/x.csv odd*name")]
    [InlineData("mv", "a.txt d", "b.txt d/a.txt d/deep/y.csv d/deep/z.txt d/x.csv odd*name")]
    [InlineData("mv", "a.txt new/", "b.txt d/deep/y.csv d/deep/z.txt d/x.csv new/a.txt odd*name")]
    [InlineData("mv", "d/deep .", "a.txt b.txt d/x.csv deep/y.csv deep/z.txt odd*name")]
    [InlineData("mv", "d/**/*.csv csv", "a.txt b.txt csv/x.csv csv/y.csv d/deep/z.txt odd*name")]
    [InlineData("mv", "d/** e", "a.txt b.txt e/deep/y.csv e/deep/z.txt e/x.csv odd*name")]
    [InlineData("mv", "odd*name odd", "a.txt b.txt d/deep/y.csv d/deep/z.txt d/x.csv odd")]
    [InlineData("mv", "--overwrite a.txt b.txt", "b.txt d/deep/y.csv d/deep/z.txt d/x.csv odd*name")]
    [InlineData("rm", "d", "a.txt b.txt odd*name")]
    [InlineData("rm", "**/*.csv a.txt", "b.txt d/deep/z.txt odd*name")]
    [InlineData("rm", "*.txt d/deep d/deep/y.csv", "d/x.csv odd*name")]
    [InlineData("rm", "*", "")]
    public async Task Files_and_folders_are_changed_in_one_version(string command, string arguments, string expected)
    {
        string output = await ToolHere.RunWellAsync(
            [command, _tool.Root, "--id", "obj", "-m", "m", "--user", "u", .. arguments.Split(' ')]);

        Assert.StartsWith("v2 of obj at obj: ", output, StringComparison.Ordinal);
        Assert.Equal(
            expected, string.Join(' ', (await _tool.ReadAsync()).Keys.Order(StringComparer.Ordinal)));
        await _tool.RequireValidAsync();
    }

    [Theory]
    [InlineData("cp", "nothing c.txt", "FROM 'nothing': there is no such file or folder in v1")]
    [InlineData("cp", "*.pdf c", "FROM '*.pdf': matches nothing in v1")]
    [InlineData("cp", "a//b c", "FROM 'a//b': there is no such file or folder in v1")]
    [InlineData("mv", "a.txt b.txt", "TO 'b.txt': there is a file 'b.txt' already; --overwrite replaces it")]
    [InlineData("mv", "--overwrite d b.txt", "TO 'b.txt': there is a file 'b.txt' already, and 'd' is a folder")]
    [InlineData("mv", "a.txt d/deep b.txt", "TO 'b.txt': is a file, and must be a folder here")]
    [InlineData("mv", "a.txt a.txt", "TO 'a.txt': 'a.txt' is 'a.txt' itself")]
    [InlineData("mv", "d d/deep", "TO 'd/deep': 'd/deep/d' is within 'd' itself")]
    [InlineData("mv", "a.txt b.txt/c", "'b.txt' is a file, and 'b.txt/c' needs a directory of that name")]
    [InlineData("cp", "a.txt ../c", "TO '../c': must be a path without a slash in front")]
    [InlineData("rm", "nothing", "PATH 'nothing': there is no such file or folder in v1")]
    [InlineData("restore", "--version v2 a.txt", "--version 'v2': must be a version up to v1, such as v1")]
    [InlineData("restore", "--version v1 c.txt", "PATH 'c.txt': there is no such file or folder in v1")]
    [InlineData("rm", "--stage -m m a.txt", "--message describes a version, and --stage creates none")]
    public async Task What_cannot_be_done_is_named_and_nothing_changes(string command, string arguments, string fault)
    {
        string[] described = arguments.Contains("--stage", StringComparison.Ordinal) ? [] : ["-m", "m", "--user", "u"];

        Assert.Contains(
            fault,
            await ToolHere.RunBadlyAsync([command, _tool.Root, "--id", "obj", .. described, .. arguments.Split(' ')]),
            StringComparison.Ordinal);

        Assert.Equal(6, (await _tool.ReadAsync("head")).Count);
        Assert.DoesNotContain("v2", await ToolHere.RunWellAsync("log", _tool.Root, "--id", "obj"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_that_would_get_one_name_are_named()
    {
        await ToolHere.RunWellAsync("cp", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "d/x.csv", "other/");

        Assert.Contains(
            "'d/x.csv' and 'other/x.csv' would both become 'all/x.csv'",
            await ToolHere.RunBadlyAsync("mv", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "**/x.csv", "all"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_a_folder_and_all_are_restored()
    {
        string[] described = ["--id", "obj", "-m", "m", "--user", "u"];
        await ToolHere.RunWellAsync(["rm", _tool.Root, .. described, "a.txt", "d"]);
        await ToolHere.RunWellAsync(["restore", _tool.Root, .. described, "--version", "1", "a.txt", "d/**/*.csv"]);
        Assert.Equal("a.txt=a, b.txt=b, d/deep/y.csv=y, d/x.csv=x, odd*name=odd", await _tool.ShowAsync());

        await ToolHere.RunWellAsync(["restore", _tool.Root, .. described, "--version", "v1"]);

        Assert.Equal(await _tool.ShowAsync("v1"), await _tool.ShowAsync("v4"));
        Assert.Equal(
            "nothing would change since v4 of obj\n",
            await ToolHere.RunWellAsync(["restore", _tool.Root, .. described, "--dry-run", "--version", "v1", "a.txt"]));
    }
}
