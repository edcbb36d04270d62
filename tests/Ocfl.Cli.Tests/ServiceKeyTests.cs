namespace Ocfl.Cli.Tests;

/// <summary>A key is not sent in clear text over a network.</summary>
public sealed class ServiceKeyTests : IDisposable
{
    private const string Key = "ocfl_secret";

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("http://archive.invalid", "http://archive.invalid")]
    [InlineData("http://192.0.2.1:7071/archive", "http://192.0.2.1:7071")]
    [InlineData("HTTP://127.0.0.1.archive.invalid", "http://127.0.0.1.archive.invalid")]
    public async Task A_key_is_refused_over_http_to_another_machine(string address, string shown)
    {
        _tool.Variables["OCFL_SERVICE_KEY"] = Key;
        _tool.Write("files/a.txt", "a");
        foreach (string[] command in (string[][])
        [
            ["service"],
            ["ls"],
            ["commit", "--id", "x", "-m", "m", "--user", "u", "files"],
            ["update", "--id", "x", "-m", "m", "--user", "u", "files"],
        ])
        {
            ToolResult result = await _tool.RunAsync([.. command, "--service", address]);

            Assert.Equal((2, ""), (result.Code, result.Output));
            Assert.Equal(
                $"ocfl: the key in OCFL_SERVICE_KEY is not sent to {shown}, since others on the network could read it over http: use https, "
                    + "or set OCFL_SERVICE_PLAIN_HTTP=1 if the network is private\n",
                result.Error);
        }
    }

    // Nobody listens on port 1. For the tool 0.0.0.0 is another machine; the system connects to this one.
    [Theory]
    [InlineData("http://0.0.0.0:1", null, null, true)]
    [InlineData("http://0.0.0.0:1", Key, "1", true)]
    [InlineData("http://0.0.0.0:1", Key, "true", false)]
    [InlineData("http://0.0.0.0:1", Key, "", false)]
    [InlineData("https://0.0.0.0:1", Key, null, true)]
    [InlineData("http://127.0.0.1:1", Key, null, true)]
    [InlineData("http://localhost:1", Key, null, true)]
    [InlineData("http://[::1]:1", Key, null, true)]
    public async Task A_request_is_sent_without_a_key_over_https_to_this_machine_or_if_it_is_allowed(
        string address, string? key, string? allows, bool isSent)
    {
        foreach ((string name, string? value) in ((string, string?)[])
        [
            ("OCFL_SERVICE_KEY", key), ("OCFL_SERVICE_PLAIN_HTTP", allows), ("NO_PROXY", "*"),
        ])
        {
            if (value is not null)
            {
                _tool.Variables[name] = value;
            }
        }

        ToolResult result = await _tool.RunAsync("service", "--service", address);

        Assert.Equal(2, result.Code);
        Assert.StartsWith(
            isSent ? "ocfl: the service cannot be reached: " : "ocfl: the key in OCFL_SERVICE_KEY is not sent to ",
            result.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain(Key, result.Error, StringComparison.Ordinal);
    }
}
