using System.Text.Json;

namespace Ocfl.Cli.Tests;

public sealed class StageTests : IAsyncLifetime, IDisposable
{
    private readonly ToolHere _tool = new();

    private string[] Described => [_tool.Root, "--id", "obj", "-m", "m", "--user", "u"];

    private string[] Staged => [_tool.Root, "--id", "obj", "--stage"];

    public Task InitializeAsync() => _tool.InitAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Changes_are_collected_and_committed_as_one_version_of_a_new_object()
    {
        _tool.Write("one/a.txt", "a");
        _tool.Write("two/b.txt", "b");
        _tool.Write("two/c.txt", "c");

        Assert.Equal(
            "staged for obj, a new object: 1 added, 0 removed, 0 changed, 0 renamed\n",
            await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", _tool["one"]));
        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", "--to", "d/e", "--exclude", "c.txt", _tool["two"]);
        await ToolHere.RunWellAsync(["cp", .. Staged, "a.txt", "copy.txt"]);
        await ToolHere.RunWellAsync(["mv", .. Staged, "d/e", "f"]);
        await ToolHere.RunWellAsync(["rm", .. Staged, "a.txt"]);
        Assert.False(Directory.Exists(_tool["root/obj"]));
        Assert.Equal(
            "A\tcopy.txt\nA\tf/b.txt\nstaged for obj, a new object: 2 added, 0 removed, 0 changed, 0 renamed\n",
            await ToolHere.RunWellAsync("status", _tool.Root, "--id", "obj"));
        Assert.Equal(
            "A\tcopy.txt\nA\tf/b.txt\nwould be v1 of obj at obj: 2 added, 0 removed, 0 changed, 0 renamed\n",
            await ToolHere.RunWellAsync(["commit", .. Described, "--staged", "--dry-run"]));

        Assert.Equal(
            "v1 of obj at obj: 2 added, 0 removed, 0 changed, 0 renamed\n",
            await ToolHere.RunWellAsync(["commit", .. Described, "--staged"]));

        Assert.Equal("copy.txt=a, f/b.txt=b", await _tool.ShowAsync());
        Assert.Equal("nothing is staged for obj\n", await ToolHere.RunWellAsync("status", _tool.Root, "--id", "obj"));
        Assert.Contains(
            "nothing is staged for it", await ToolHere.RunBadlyAsync(["commit", .. Described, "--staged"]), StringComparison.Ordinal);
        await _tool.RequireValidAsync();
        RequireNothingPending();
    }

    [Theory]
    [InlineData("--staged")]
    [InlineData("--staged", "--dry-run")]
    public async Task A_time_that_a_version_cannot_have_is_refused_before_a_commit_and_in_its_plan(params string[] options)
    {
        _tool.Write("one/a.txt", "a");
        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", _tool["one"]);

        string error = await ToolHere.RunBadlyAsync(["commit", .. Described, "--created", "2999-01-01T00:00:00Z", .. options]);

        Assert.Contains("in the future", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_staged_file_replaces_and_what_the_object_has_is_not_stored_again()
    {
        _tool.Write("one/a.txt", "a");
        _tool.Write("one/b.txt", "b");
        await _tool.CommitAsync(_tool["one"]);
        _tool.Write("one/a.txt", "other");
        _tool.Write("one/c.txt", "b");

        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", _tool["one"]);
        Assert.Equal(
            "M\ta.txt\nA\tc.txt\nstaged for obj since v1: 1 added, 0 removed, 1 changed, 0 renamed\n",
            await ToolHere.RunWellAsync("status", _tool.Root, "--id", "obj"));
        Assert.Equal(
            "staged for obj since v1: 0 added, 0 removed, 1 changed, 1 renamed\n",
            await ToolHere.RunWellAsync(["rm", .. Staged, "b.txt"]));
        await ToolHere.RunWellAsync(["restore", .. Staged, "--version", "v1", "b.txt"]);
        await ToolHere.RunWellAsync(["commit", .. Described, "--staged"]);

        Assert.Equal("a.txt=other, b.txt=b, c.txt=b", await _tool.ShowAsync());
        Assert.Equal(["a.txt"], Directory.EnumerateFiles(_tool["root/obj/v2/content"]).Select(Path.GetFileName));
        await _tool.RequireValidAsync();
    }

    [Fact]
    public async Task Paths_and_the_whole_stage_are_reset()
    {
        _tool.Write("one/a.txt", "a");
        _tool.Write("one/d/b.txt", "b");
        await _tool.CommitAsync(_tool["one"]);
        _tool.Write("two/a.txt", "other");
        _tool.Write("two/d/c.txt", "c");
        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", _tool["two"]);
        await ToolHere.RunWellAsync(["rm", .. Staged, "d/b.txt"]);

        await ToolHere.RunWellAsync("reset", _tool.Root, "--id", "obj", "a.txt");
        Assert.Equal(
            "D\td/b.txt\nA\td/c.txt\nstaged for obj since v1: 1 added, 1 removed, 0 changed, 0 renamed\n",
            await ToolHere.RunWellAsync("status", _tool.Root, "--id", "obj"));
        await ToolHere.RunWellAsync("reset", _tool.Root, "--id", "obj", "**");
        Assert.Equal(
            "staged for obj since v1: 0 added, 0 removed, 0 changed, 0 renamed\n",
            await ToolHere.RunWellAsync("status", _tool.Root, "--id", "obj"));

        Assert.Equal("nothing is staged for obj any more\n", await ToolHere.RunWellAsync("reset", _tool.Root, "--id", "obj"));
        Assert.Equal("nothing was staged for obj\n", await ToolHere.RunWellAsync("reset", _tool.Root, "--id", "obj"));
        Assert.Contains(
            "nothing is staged for it", await ToolHere.RunBadlyAsync("reset", _tool.Root, "--id", "obj", "a.txt"), StringComparison.Ordinal);
        RequireNothingPending();
    }

    [Fact]
    public async Task A_stage_holds_only_for_the_version_that_it_was_begun_at()
    {
        _tool.Write("one/a.txt", "a");
        await _tool.CommitAsync(_tool["one"]);
        await ToolHere.RunWellAsync(["cp", .. Staged, "a.txt", "b.txt"]);
        _tool.Write("one/c.txt", "c");
        await _tool.CommitAsync(_tool["one"]);

        foreach (string[] command in (string[][])[["commit", .. Described, "--staged"], ["rm", .. Staged, "a.txt"]])
        {
            Assert.Contains(
                "was begun at v1, and the object has v2 now: 'ocfl stage --rebase' makes the staged changes to the newest version",
                await ToolHere.RunBadlyAsync(command),
                StringComparison.Ordinal);
        }

        ToolResult status = await ToolHere.RunAsync("status", _tool.Root, "--id", "obj", "--json");
        JsonElement last = ToolHere.Json(status.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal(("v1", true), (last.GetProperty("base").GetString(), last.GetProperty("outdated").GetBoolean()));

        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", "--rebase");
        await ToolHere.RunWellAsync(["commit", .. Described, "--staged"]);
        Assert.Equal("a.txt=a, b.txt=a, c.txt=c", await _tool.ShowAsync());
    }

    [Fact]
    public async Task A_rebase_that_does_not_fit_is_refused_and_the_stage_stays()
    {
        _tool.Write("one/a.txt", "a");
        await _tool.CommitAsync(_tool["one"]);
        await ToolHere.RunWellAsync(["mv", .. Staged, "a.txt", "b.txt"]);
        await ToolHere.RunWellAsync(["rm", .. Described, "a.txt"]);

        Assert.Contains(
            "a change does not fit: there is no 'a.txt'",
            await ToolHere.RunBadlyAsync("stage", _tool.Root, "--id", "obj", "--rebase"),
            StringComparison.Ordinal);

        ToolResult status = await ToolHere.RunAsync("status", _tool.Root, "--id", "obj");
        Assert.StartsWith("R\ta.txt\tb.txt\n", status.Output, StringComparison.Ordinal);
        Assert.Contains("the object has another version by now", status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_with_nothing_in_it_or_with_a_wrong_source_is_refused()
    {
        Directory.CreateDirectory(_tool["empty"]);

        Assert.Contains("has no files to stage", await ToolHere.RunBadlyAsync("stage", _tool.Root, "--id", "obj", _tool["empty"]), StringComparison.Ordinal);
        Assert.Contains("SOURCE is missing", await ToolHere.RunBadlyAsync("stage", _tool.Root, "--id", "obj"), StringComparison.Ordinal);
        Assert.Contains("there is no such folder", await ToolHere.RunBadlyAsync("stage", _tool.Root, "--id", "obj", _tool["none"]), StringComparison.Ordinal);
        _tool.Write("clash/a", "1");
        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", _tool["clash"]);
        _tool.Write("more/a/b", "2");
        Assert.Contains(
            "'a' is a file, and 'a/b' needs a directory of that name",
            await ToolHere.RunBadlyAsync("stage", _tool.Root, "--id", "obj", _tool["more"]),
            StringComparison.Ordinal);
        await ToolHere.RunWellAsync("reset", _tool.Root, "--id", "obj");
        RequireNothingPending();
    }

    [Fact]
    public async Task Commits_to_other_objects_and_plain_ones_leave_a_stage_alone()
    {
        _tool.Write("one/a.txt", "a");
        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", _tool["one"]);
        await ToolHere.RunWellAsync("commit", _tool.Root, "--id", "urn:y", "-m", "m", "--user", "u", _tool["one"]);
        _tool.Write("one/b.txt", "b");
        ToolResult plain = await ToolHere.RunAsync(["commit", .. Described, _tool["one"]]);

        Assert.Equal(0, plain.Code);
        Assert.Equal(
            "A\ta.txt\nstaged for obj, a new object: 1 added, 0 removed, 0 changed, 0 renamed\n",
            (await ToolHere.RunAsync("status", _tool.Root, "--id", "obj")).Output);
        Assert.Single(
            Directory.EnumerateFiles(_tool["root.pending/stages"], "*", SearchOption.AllDirectories),
            file => file.EndsWith("000000", StringComparison.Ordinal));
    }

    private void RequireNothingPending() => Assert.Empty(
        Directory.Exists(_tool["root.pending"])
            ? Directory.EnumerateFiles(_tool["root.pending"], "*", SearchOption.AllDirectories)
            : []);
}
