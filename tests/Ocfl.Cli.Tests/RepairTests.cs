namespace Ocfl.Cli.Tests;

public sealed class RepairTests : IAsyncLifetime, IDisposable
{
    private readonly ToolHere _tool = new();

    public async Task InitializeAsync()
    {
        await _tool.InitAsync();
        _tool.Write("one/a.txt", "a");
        await _tool.CommitAsync(_tool["one"]);
        _tool.Write("one/b.txt", "b");
        await _tool.CommitAsync(_tool["one"]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_root_that_is_in_order_has_nothing_to_repair()
    {
        string[] before = Snapshot();
        Assert.Equal("nothing to repair\n", await ToolHere.RunWellAsync("repair", _tool.Root, "--yes"));
        Assert.Equal(before, Snapshot());
    }

    /// <summary>As a kill between the last two steps of a commit leaves it.</summary>
    [Fact]
    public async Task A_stale_sidecar_is_written_again()
    {
        File.Copy(_tool["root/obj/v1/inventory.json.sha512"], _tool["root/obj/inventory.json.sha512"], overwrite: true);
        await RequireRepairAsync("obj/inventory.json.sha512: write inventory.json.sha512");
        Assert.Equal("a.txt=a, b.txt=b", await _tool.ShowAsync());
    }

    /// <summary>As a kill between the two renames of a commit leaves it.</summary>
    [Fact]
    public async Task A_whole_version_that_the_root_inventory_does_not_name_is_published()
    {
        GoBackToFirst();
        await RequireRepairAsync("obj/v2: publish v2, which is whole and was not committed to its end");
        Assert.Equal("a.txt=a, b.txt=b", await _tool.ShowAsync());
    }

    [Fact]
    public async Task A_version_that_is_not_whole_is_kept_in_the_pending_area()
    {
        GoBackToFirst();
        File.WriteAllText(_tool["root/obj/v2/content/b.txt"], "B");
        Directory.CreateDirectory(_tool["root/obj/v3"]);
        File.WriteAllText(_tool["root/obj/v3/stray"], "stray");

        await RequireRepairAsync("obj/v2: move v2, which no inventory names, to ");

        Assert.Equal("a.txt=a", await _tool.ShowAsync());
        string[] kept = [.. Directory.EnumerateFiles(_tool["root.pending/set-aside"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(["b.txt", "inventory.json", "inventory.json.sha512", "stray"], kept);
    }

    [Fact]
    public async Task Leftovers_of_dead_processes_are_removed_and_what_is_staged_is_not()
    {
        _tool.Write("two/c.txt", "c");
        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", _tool["two"]);
        _tool.Write("root.pending/updates/update-0123/content/000000/000000", "left");
        _tool.Write("root.pending/updates/service/content", "of a service");
        _tool.Write("root.pending/writing/0123", "left");
        _tool.Write("root.pending/stages/0123/run-1/content/000000/000000", "left");

        ToolResult found = await ToolHere.RunAsync("repair", _tool.Root);
        Assert.Equal(4, found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await ToolHere.RunWellAsync("repair", _tool.Root, "--yes");

        Assert.False(Directory.Exists(_tool["root.pending/updates/update-0123"]));
        Assert.False(Directory.Exists(_tool["root.pending/stages/0123"]));
        Assert.Empty(Directory.EnumerateFiles(_tool["root.pending/writing"]));
        Assert.True(File.Exists(_tool["root.pending/updates/service/content"]));
        await ToolHere.RunWellAsync("commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "--staged");
        Assert.Equal("a.txt=a, b.txt=b, c.txt=c", await _tool.ShowAsync());
    }

    [Fact]
    public async Task What_is_damaged_is_reported_and_left()
    {
        File.WriteAllText(_tool["root/obj/inventory.json"], "{}");

        ToolResult result = await ToolHere.RunAsync("repair", _tool.Root, "--yes");

        Assert.Equal(2, result.Code);
        Assert.Contains("cannot be repaired", result.Error, StringComparison.Ordinal);
        Assert.Equal("{}", await File.ReadAllTextAsync(_tool["root/obj/inventory.json"]));
    }

    [Fact]
    public async Task A_purge_removes_the_object_and_its_stage_and_needs_a_yes()
    {
        _tool.Write("two/c.txt", "c");
        await ToolHere.RunWellAsync("stage", _tool.Root, "--id", "obj", _tool["two"]);
        Assert.Equal(
            "ocfl: --yes is missing: it would remove 'obj' at obj, with 2 versions and 2 content files, and cannot be undone\n",
            await ToolHere.RunBadlyAsync("purge", _tool.Root, "--id", "obj"));
        foreach ((string option, string value) in ((string, string)[])
        [
            ("--reason", "r"), ("--user", "Ann"), ("--address", "mailto:ann@example.org"),
        ])
        {
            Assert.Equal(
                $"ocfl: {option} is for --service, which keeps a record of what it has removed\n",
                await ToolHere.RunBadlyAsync("purge", _tool.Root, "--id", "obj", "--yes", option, value));
        }

        Assert.Equal("a.txt=a, b.txt=b", await _tool.ShowAsync());

        await ToolHere.RunWellAsync("purge", _tool.Root, "--id", "obj", "--yes");

        Assert.False(Directory.Exists(_tool["root/obj"]));
        Assert.Empty(Directory.EnumerateFiles(_tool["root.pending"], "*", SearchOption.AllDirectories));
        Assert.Contains("there is no such object", await ToolHere.RunBadlyAsync("purge", _tool.Root, "--id", "obj", "--yes"), StringComparison.Ordinal);
        await _tool.RequireValidAsync();
    }

    private void GoBackToFirst()
    {
        foreach (string file in (string[])["inventory.json", "inventory.json.sha512"])
        {
            File.Copy(_tool[$"root/obj/v1/{file}"], _tool[$"root/obj/{file}"], overwrite: true);
        }
    }

    private async Task RequireRepairAsync(string step)
    {
        string[] before = Snapshot();
        Assert.StartsWith($"would do: {step}", await ToolHere.RunWellAsync("repair", _tool.Root), StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());

        Assert.StartsWith($"done: {step}", await ToolHere.RunWellAsync("repair", _tool.Root, "--id", "obj", "--yes"), StringComparison.Ordinal);
        await _tool.RequireValidAsync();
        Assert.Equal("nothing to repair\n", await ToolHere.RunWellAsync("repair", _tool.Root, "--yes"));
    }

    private string[] Snapshot() => [.. new DirectoryInfo(_tool.Root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .Select(entry => $"{entry.FullName} {entry.LastWriteTimeUtc:O}")
        .Order(StringComparer.Ordinal)];
}
