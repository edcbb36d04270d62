namespace Ocfl.Cli.Tests;

/// <summary>Keys that <c>ocfl keys</c> makes and removes count for a local host that runs.</summary>
[Collection(ServiceTests.Name)]
[Trait("Category", "Slow")]
public sealed class KeysOfHostTests(ServiceHost host) : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_running_host_accepts_a_key_from_the_next_request_and_refuses_it_when_it_is_removed()
    {
        string name = "made-" + Guid.NewGuid().ToString("N");
        string key = (await ToolHere.RunWellAsync("keys", "add", name, "--role", "reader", "--data", host.Folder)).TrimEnd('\n');

        ToolResult accepted = await host.RunWithKeyAsync(key, "updates", "list");
        ToolResult refused = await host.RunWithKeyAsync(key, "audits", "start");

        Assert.True(accepted is { Code: 0, Error: "" }, accepted.Error);
        Assert.StartsWith(
            "ocfl: the key in OCFL_SERVICE_KEY does not have the role for this: ", refused.Error, StringComparison.Ordinal);

        await ToolHere.RunWellAsync("keys", "remove", name, "--data", host.Folder);
        ToolResult gone = await host.RunWithKeyAsync(key, "updates", "list");
        Assert.Equal((2, "ocfl: the service does not accept the key in OCFL_SERVICE_KEY\n"), (gone.Code, gone.Error));
    }

    /// <summary>What the host and its own command write, the tool reads, and the other way round.</summary>
    [Fact]
    public async Task The_keys_of_the_host_s_own_command_are_listed() => Assert.Contains(
        "reading-room\treader\t", await ToolHere.RunWellAsync("keys", "list", "--data", host.Folder), StringComparison.Ordinal);

    [Fact]
    public async Task The_file_is_where_the_host_s_settings_in_the_environment_have_it()
    {
        ToolResult nowhere = await _tool.RunAsync("keys", "list");
        Assert.Equal(2, nowhere.Code);
        Assert.Equal(
            $"ocfl: there is no folder '{_tool.Folder}/data', which would be that of a local host: --data names its data folder, "
                + "--file its file of keys\n",
            nowhere.Error);

        Directory.CreateDirectory(Path.Combine(_tool.Folder, "data"));
        await _tool.RunWellAsync("keys", "add", "here", "--role", "reader");
        Assert.True(File.Exists(Path.Combine(_tool.Folder, "data", "keys.json")));

        _tool.Variables["Ocfl__Http__KeyFile"] = "elsewhere.json";
        Assert.Equal("", await _tool.RunWellAsync("keys", "list"));
        await _tool.RunWellAsync("keys", "add", "there", "--role", "writer");
        Assert.True(File.Exists(Path.Combine(_tool.Folder, "elsewhere.json")));
        Assert.StartsWith("here\t", await _tool.RunWellAsync("keys", "list", "--data", "data"), StringComparison.Ordinal);
    }
}
