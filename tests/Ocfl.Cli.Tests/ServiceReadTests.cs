namespace Ocfl.Cli.Tests;

/// <summary>The reading commands show the same of a service as of the folder that its storage root is.</summary>
[Collection(ServiceTests.Name)]
[Trait("Category", "Slow")]
public sealed class ServiceReadTests(ServiceHost host) : IAsyncLifetime, IDisposable
{
    private const int Faults = 4;

    private readonly ToolHere _tool = new();
    private readonly string _id = ServiceHost.NewId();

    public async Task InitializeAsync()
    {
        _tool.Write("one/a.txt", "first");
        _tool.Write("one/chapters/1.txt", "chapter");
        _tool.Write("one/chapters/é &?+#%41.txt", "odd");
        _tool.Write("two/a.txt", "second, and longer");
        _tool.Write("two/chapters/one.txt", "chapter");
        _tool.Write("two/chapters/2.txt", "two");
        _tool.Write("two/empty", "");
        await CommitAsync(_id, "one", "One");
        await CommitAsync(_id, "two", "Two");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Every_reading_command_shows_the_same_as_on_a_folder()
    {
        string[] commands =
        [
            "ls --id ID",
            "ls --id ID --json --long --digests --physical",
            "ls --id ID --long --sort size --reverse",
            "ls --id ID --version v1 --json",
            "ls --id ID --directories --path chapters --long",
            "ls --id ID --path **/*.txt",
            "ls --match ID",
            "ls --match ID --long",
            "ls --match ID --long --json",
            "ls --match *nothing*",
            "log --id ID",
            "log --id ID --json",
            "log --id ID -n 1 --oneline",
            "log --id ID --path a.txt --reverse",
            "show --id ID",
            "show --id ID --version v1 --json",
            "info --id ID",
            "cat --id ID a.txt",
            "cat --id ID --version v1 chapters",
            "cat --id ID empty",
            "cat --id ID a.txt --offset 3 --length 4",
            "cat --id ID a.txt --offset 5",
            "cat --id ID a.txt --offset 500",
            "cat --id ID a.txt --length 0",
            "diff --id ID",
            "diff --id ID --from v1 --to v2 --json",
            "diff --id ID --folder ONE",
            "export --id ID - --format tar",
            "export --id ID - --format zip --path chapters",
            "export --id ID - --format bag --version v1",
            // Faults are the same, too.
            "ls --id ID --version v9",
            "ls --id ID --path nothing",
            "cat --id ID nothing",
            "log --id ID --path nothing",
        ];
        foreach (string command in commands)
        {
            string[] words = [.. command.Split(' ').Select(word => word == "ID" ? _id : word == "ONE" ? _tool["one"] : word)];

            ToolResult local = await ToolHere.RunAsync([words[0], host.Root, .. words[1..]]);
            ToolResult remote = await host.RunAsync(words);

            Assert.True(local == remote, $"{command}\n{local}\n{remote}");
            Assert.Equal(Array.IndexOf(commands, command) < commands.Length - Faults ? 0 : 2, remote.Code);
        }
    }

    [Fact]
    public async Task A_version_is_exported_to_a_folder_as_from_one()
    {
        string output = await host.RunWellAsync("export", _tool["out"], "--id", _id);

        Assert.Equal($"v2 of {_id}: 4 files in {_tool["out"]}\n", output);
        Assert.Equal(
            ["a.txt", "chapters/2.txt", "chapters/one.txt", "empty"],
            Directory.EnumerateFiles(_tool["out"], "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_tool["out"], file)).Order(StringComparer.Ordinal));
        Assert.Equal("second, and longer", await File.ReadAllTextAsync(_tool["out/a.txt"]));
        Assert.EndsWith(
            "4 of them there before\n", await host.RunWellAsync("export", _tool["out"], "--id", _id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_root_is_described_by_what_the_service_says()
    {
        string text = await host.RunWellAsync("info", "--sizes");
        Assert.Contains($"path:         {host.Url}\n", text, StringComparison.Ordinal);
        Assert.Contains("OCFL:         1.1\n", text, StringComparison.Ordinal);
        Assert.Contains("layout:       0004-hashed-n-tuple-storage-layout\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("extensions", text, StringComparison.Ordinal);

        string local = await ToolHere.RunWellAsync("info", host.Root, "--sizes");
        string[] counts = ["objects", "versions", "files", "stored"];
        Assert.Equal(Rows(local, counts), Rows(text, counts));
    }

    [Fact]
    public async Task An_object_is_compared_with_one_of_another_place()
    {
        await _tool.InitAsync();
        await ToolHere.RunWellAsync("commit", _tool.Root, "--id", _id, "-m", "m", "--user", "u", _tool["one"]);

        string output = await host.RunWellAsync("diff", "--id", _id, "--other-root", _tool.Root, "--from", "v1");

        Assert.Equal("", output);
    }

    [Fact]
    public async Task A_validation_shows_what_that_of_a_folder_shows()
    {
        string place = await ReadPlaceAsync(_id);
        ToolResult local = await ToolHere.RunAsync("validate", "--id", _id, host.Root);
        ToolResult remote = await host.RunAsync("validate", "--id", _id);

        Assert.Equal(local.Output.Replace(host.Root + "/", "", StringComparison.Ordinal), remote.Output);
        Assert.Equal((local.Code, ""), (remote.Code, remote.Error));
        Assert.StartsWith($"{place}: valid\n", remote.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_object_is_not_valid_and_has_the_same_findings()
    {
        string id = ServiceHost.NewId();
        await CommitAsync(id, "one", "One");
        string place = await ReadPlaceAsync(id);
        string file = Path.Combine(host.Root, place, "v1/content/a.txt");
        await File.WriteAllTextAsync(file, "other");
        try
        {
            ToolResult local = await ToolHere.RunAsync("validate", "--id", id, host.Root, "--json", "--summary", "--ignore", "W008");
            ToolResult remote = await host.RunAsync("validate", "--id", id, "--json", "--summary", "--ignore", "W008");
            Assert.Equal(1, remote.Code);
            Assert.Equal(local.Output.Replace(host.Root + "/", "", StringComparison.Ordinal), remote.Output);

            ToolResult root = await host.RunAsync("validate", "--root", "--quiet", "--level", "error", "--summary");
            Assert.Equal((1, ""), (root.Code, root.Error));
            Assert.Contains($"{place}: not valid\n  E092 error v1/content/a.txt: ", root.Output, StringComparison.Ordinal);
            Assert.Contains($"\n{host.Url}: not valid (objects: ", root.Output, StringComparison.Ordinal);

            string cat = await host.RunBadlyAsync("cat", "--id", id, "a.txt");
            Assert.Contains("sha512", cat, StringComparison.Ordinal);

            ToolResult started = await host.RunAsync("validations", "start", "--id", id, "--wait", "--json");
            Assert.Equal((1, ""), (started.Code, started.Error));
            string validation = ToolHere.Json(started.Output).GetProperty("id").GetString()!;
            Assert.Contains(validation, await host.RunWellAsync("validations", "list", "--id", id), StringComparison.Ordinal);
            Assert.Contains("\tE092\terror\tv1/content/a.txt\t", await host.RunWellAsync(
                "validations", "findings", validation), StringComparison.Ordinal);
            Assert.Contains("status:       invalid: 1 objects", await host.RunWellAsync(
                "validations", "show", validation), StringComparison.Ordinal);
            ToolResult followed = await host.RunAsync("follow", validation);
            Assert.Equal(1, followed.Code);
            Assert.Contains("invalid: 1 objects, 0 valid, 1 not valid", followed.Output, StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllTextAsync(file, "first");
        }
    }

    [Fact]
    public async Task An_object_that_cannot_be_opened_is_validated_and_listed_with_the_others()
    {
        string id = ServiceHost.NewId();
        await CommitAsync(id, "one", "One");
        string sidecar = Path.Combine(host.Root, await ReadPlaceAsync(id), "inventory.json.sha512");
        string good = await File.ReadAllTextAsync(sidecar);
        await File.WriteAllTextAsync(sidecar, new string('0', 128) + " inventory.json\n");
        try
        {
            ToolResult local = await ToolHere.RunAsync("validate", "--id", id, host.Root, "--json", "--ignore", "W008");
            ToolResult remote = await host.RunAsync("validate", "--id", id, "--json", "--ignore", "W008");
            Assert.Contains("E060", remote.Output, StringComparison.Ordinal);
            Assert.Equal((1, local.Output.Replace(host.Root + "/", "", StringComparison.Ordinal)), (remote.Code, remote.Output));

            local = await ToolHere.RunAsync("ls", host.Root, "--long");
            remote = await host.RunAsync("ls", "--long");
            Assert.Contains(id, remote.Output, StringComparison.Ordinal);
            Assert.Equal((local.Code, local.Output), (remote.Code, remote.Output));
        }
        finally
        {
            await File.WriteAllTextAsync(sidecar, good);
        }
    }

    private Task<string> CommitAsync(string id, string folder, string message) => host.RunWellAsync(
        "commit", "--id", id, "--message", message, "--user", "Ann", "--address", "mailto:ann@example.org", _tool[folder]);

    private async Task<string> ReadPlaceAsync(string id) =>
        ToolHere.Json(await host.RunWellAsync("show", "--id", id, "--json")).GetProperty("path").GetString()!;

    private static string[] Rows(string text, string[] names) =>
        [.. text.Split('\n').Where(line => names.Any(name => line.StartsWith(name + ":", StringComparison.Ordinal)))];
}
