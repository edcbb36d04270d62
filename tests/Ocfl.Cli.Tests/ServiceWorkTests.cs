using System.Diagnostics;
using System.Text.Json;

namespace Ocfl.Cli.Tests;

/// <summary>The commands that are about a service.</summary>
[Collection(ServiceTests.Name)]
[Trait("Category", "Slow")]
public sealed class ServiceWorkTests(ServiceHost host) : IDisposable
{
    private readonly ToolHere _tool = new();
    private readonly string _id = ServiceHost.NewId();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task An_update_starts_is_followed_and_shown()
    {
        _tool.Write("one/a.txt", "a");
        string started = await host.RunWellAsync(Update("--idempotency-key", _id, _tool["one"]));
        string update = started.Split(' ')[1];
        Assert.Equal($"update {update} of {_id} has started; 'ocfl follow {update} --service {host.Url}' shows it\n", started);

        ToolResult followed = await host.RunAsync("follow", update);
        Assert.Equal((0, ""), (followed.Code, followed.Error));
        Assert.Matches($"completed: v1 of {_id} at [0-9a-f/]+: 1 added, 0 removed, 0 changed, 0 renamed\n$", followed.Output);
        Assert.Contains(" copy v1/content/a.txt\n", followed.Output, StringComparison.Ordinal);

        string[] events = (await host.RunWellAsync("follow", update, "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Completed", ToolHere.Json(events[^1]).GetProperty("data").GetProperty("status").GetString());
        Assert.Equal("end", ToolHere.Json(events[^1]).GetProperty("event").GetString());

        string shown = await host.RunWellAsync("updates", "show", update);
        Assert.Contains($"object:       {_id}\n", shown, StringComparison.Ordinal);
        Assert.Contains("\tdone\t", shown, StringComparison.Ordinal);
        Assert.StartsWith($"{update}\tcompleted\t", await host.RunWellAsync("updates", "list", "--id", _id), StringComparison.Ordinal);
        Assert.Equal("", await host.RunWellAsync("updates", "list", "--id", _id, "--status", "failed,held"));
        Assert.StartsWith("ocfl: the service refused it: ", await host.RunBadlyAsync("cancel", update), StringComparison.Ordinal);
        Assert.Equal($"no update of {_id} is under way\n", await host.RunWellAsync("status", "--id", _id));
        Assert.Equal(
            "ocfl: --pending cannot be combined with --service: the settings of the service decide\n",
            await host.RunBadlyAsync("status", "--id", _id, "--pending", "p"));
    }

    [Fact]
    public async Task An_update_takes_what_the_service_has_or_a_whole_request()
    {
        string name = Guid.NewGuid().ToString("N");
        await File.WriteAllTextAsync(Path.Combine(host.AddSource(name), "b.txt"), "b");
        Assert.StartsWith(
            $"v1 of {_id} at ", await host.RunWellAsync(Update("--directory", name, "--if-version", "v0", "--wait")), StringComparison.Ordinal);
        // With the byte order mark that some editors write.
        _tool.Write("request.json", '\uFEFF' + JsonSerializer.Serialize(new
        {
            objectId = _id,
            changes = new[] { new { op = "rename", from = "b.txt", to = "c.txt" } },
            message = "Renamed",
            user = new { name = "Ann" },
        }));

        ToolResult followed = await host.RunAsync(
            "update", "--request", _tool["request.json"], "--idempotency-key", name, "--follow");
        Assert.Equal((0, ""), (followed.Code, followed.Error));
        Assert.Equal("c.txt\n", await host.RunWellAsync("ls", "--id", _id));
        Assert.StartsWith("ocfl: the service refused it: ", await host.RunBadlyAsync(
            Update("--directory", name, "--if-version", "v1")), StringComparison.Ordinal);

        // The same key is the same update.
        string again = await host.RunWellAsync("update", "--request", _tool["request.json"], "--idempotency-key", name, "--json");
        Assert.Equal("Completed", ToolHere.Json(again).GetProperty("status").GetString());
        Assert.StartsWith($"v2 of {_id} at ", await host.RunWellAsync(
            "update", "--request", _tool["request.json"], "--idempotency-key", name, "--wait"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_update_is_reported_and_retried()
    {
        (string update, string source) = await host.HoldAsync(_id);
        string reverted = await host.RunBadlyAsync(
            "update", "--id", ServiceHost.NewId(), "-m", "m", "--user", "u", "--directory", Path.GetFileName(source), "--wait",
            "--on-failure", "revert");
        Assert.Matches("^ocfl: the update [0-9a-f]+ failed: Storage.*; nothing has changed\n$", reverted);

        string shown = await host.RunWellAsync("updates", "show", update);
        Assert.Contains("status:       held", shown, StringComparison.Ordinal);
        string status = await host.RunWellAsync("status", "--id", _id);
        Assert.StartsWith($"id:           {update}\nobject:       {_id}\nstatus:       held", status, StringComparison.Ordinal);
        Assert.Equal(
            update, ToolHere.Json(await host.RunWellAsync("status", "--id", _id, "--json")).GetProperty("id").GetString());
        Assert.Contains("held until:", shown, StringComparison.Ordinal);
        ServiceHost.RemoveBad(source);
        Assert.Equal($"the service has accepted to retry the update {update}\n", await host.RunWellAsync("retry", update));
        ToolResult followed = await host.RunAsync("follow", update);
        Assert.Equal((0, ""), (followed.Code, followed.Error));
        Assert.Equal("good.txt\n", await host.RunWellAsync("ls", "--id", _id));
    }

    [Fact]
    public async Task Waiting_ends_when_an_update_is_held_and_following_with_ctrl_c()
    {
        (string first, string source) = await host.HoldAsync(_id);
        string second = ServiceHost.NewId();
        ToolResult waited = await host.RunAsync(
            "update", "--id", second, "-m", "m", "--user", "u", "--directory", Path.GetFileName(source), "--wait");
        Assert.Equal((2, ""), (waited.Code, waited.Output));
        Assert.Matches(
            $"^ocfl: the update ([0-9a-f]+) is held: .*; when the fault is fixed, 'ocfl retry \\1 --service {host.Url}' continues it; "
                + $"'ocfl cancel \\1 --service {host.Url}' undoes it\n$",
            waited.Error);

        ToolResult stopped = await InterruptAsync("held", "follow", first);
        Assert.Equal(130, stopped.Code);
        Assert.Equal(
            $"ocfl: stopped waiting; the update {first} continues in the service: 'ocfl follow {first} --service {host.Url}' shows it, "
                + $"'ocfl cancel {first} --service {host.Url}' cancels it\n",
            stopped.Error);

        Assert.Equal("", await host.RunWellAsync("updates", "list", "--id", _id, "--status", "Cancelled"));
        await host.RunWellAsync("cancel", first, "--json");
        ToolResult followed = await host.RunAsync("follow", first);
        Assert.Equal(2, followed.Code);
        Assert.EndsWith("cancelled\n", followed.Output, StringComparison.Ordinal);
        ServiceHost.RemoveBad(source);
    }

    [Fact]
    public async Task A_queued_update_is_suspended_resumed_and_cancelled()
    {
        (string first, string source) = await host.HoldAsync(_id);
        string second = ToolHere.Json(await host.RunWellAsync(
            Update("--directory", Path.GetFileName(source), "--json"))).GetProperty("id").GetString()!;

        await host.RunWellAsync("suspend", second);
        await host.WaitForStatusAsync(second, "Suspended");
        await host.RunWellAsync("resume", second);
        await host.WaitForStatusAsync(second, "Queued");
        Assert.StartsWith("ocfl: the service refused it: ", await host.RunBadlyAsync("retry", second), StringComparison.Ordinal);
        await host.RunWellAsync("cancel", second);
        await host.WaitForStatusAsync(second, "Cancelled");
        await host.RunWellAsync("cancel", first);
        await host.WaitForStatusAsync(first, "Cancelled");
    }

    [Fact]
    public async Task A_failed_update_fails_the_commit_and_says_why()
    {
        _tool.Write("one/a", "a");
        _tool.Write("two/a/b", "b");
        await host.RunWellAsync("commit", "--id", _id, "-m", "m", "--user", "u", _tool["one"]);

        string error = await host.RunBadlyAsync("commit", "--id", _id, "-m", "m", "--user", "u", "--mode", "merge", _tool["two"]);

        Assert.Matches("^ocfl: the update [0-9a-f]+ failed: InvalidUpdate: .*; nothing has changed\n$", error);
        Assert.Equal("a\n", await host.RunWellAsync("ls", "--id", _id));
    }

    [Fact]
    public async Task Audits_are_started_and_shown()
    {
        _tool.Write("one/a.txt", "a");
        await host.RunWellAsync("commit", "--id", _id, "-m", "m", "--user", "u", _tool["one"]);

        ToolResult audited = await host.RunAsync("audits", "start", "--all", "--wait", "--json");
        Assert.Equal((0, ""), (audited.Code, audited.Error));
        Assert.Equal("Complete", ToolHere.Json(audited.Output).GetProperty("outcome").GetString());
        string coverage = await host.RunWellAsync("audits", "coverage");
        Assert.Contains("schedule:     none\n", coverage, StringComparison.Ordinal);
        Assert.Matches("objects: +[1-9]", coverage);
        Assert.Equal("", await host.RunWellAsync("audits", "findings"));
        string audit = ToolHere.Json(audited.Output).GetProperty("id").GetString()!;
        Assert.StartsWith("complete: ", await host.RunWellAsync("follow", audit), StringComparison.Ordinal);
        Assert.StartsWith("ocfl: ID '", await host.RunBadlyAsync("retry", audit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_and_the_settings_are_shown()
    {
        string text = await host.RunWellAsync("service");
        Assert.StartsWith($"url:          {host.Url}\nstatus:       ready\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  storageRoot\tok\n", text, StringComparison.Ordinal);
        Assert.Equal("ready", ToolHere.Json(await host.RunWellAsync("service", "--json")).GetProperty("status").GetString());

        using Tool tool = new();
        tool.Variables["OCFL_SERVICE"] = host.Url;
        tool.Variables["OCFL_SERVICE_KEY"] = host.Key;
        Assert.StartsWith($"url:          {host.Url}\n", await tool.RunWellAsync("service"), StringComparison.Ordinal);
        Assert.Equal("", await tool.RunWellAsync("ls", "--service", "@", "--match", "urn:none"));

        // The service of the settings is used by commands about a storage root only if it is asked for.
        ToolResult local = await tool.RunAsync("ls");
        Assert.Equal(2, local.Code);
        Assert.StartsWith("ocfl: ROOT is missing", local.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_taken_from_the_environment_and_never_shown()
    {
        ToolResult none = await host.RunWithKeyAsync(null, "ls");
        Assert.Equal((2, "ocfl: the service requires a key, in the environment variable OCFL_SERVICE_KEY\n"), (none.Code, none.Error));
        ToolResult wrong = await host.RunWithKeyAsync("wrong", "service");
        Assert.Equal((2, "ocfl: the service does not accept the key in OCFL_SERVICE_KEY\n"), (wrong.Code, wrong.Error));
        Assert.DoesNotContain("wrong", wrong.Error, StringComparison.Ordinal);
        ToolResult invalid = await host.RunWithKeyAsync("a b", "ls");
        Assert.Equal((2, "ocfl: OCFL_SERVICE_KEY must be visible ASCII characters\n"), (invalid.Code, invalid.Error));

        Assert.Equal(0, (await host.RunWithKeyAsync(host.ReaderKey, "ls", "--match", "urn:none")).Code);
        ToolResult reader = await host.RunWithKeyAsync(
            host.ReaderKey, "rm", "--id", await CommitAsync(), "-m", "m", "--user", "u", "a.txt");
        Assert.Equal(2, reader.Code);
        Assert.StartsWith(
            "ocfl: the key in OCFL_SERVICE_KEY does not have the role for this: ", reader.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--service: there is no service; give its URL, set OCFL_SERVICE, or 'ocfl config set service URL'", "service")]
    [InlineData("--service 'ftp://x': must be an http or https URL", "ls", "--service", "ftp://x")]
    [InlineData("--service 'http://u:p@x': must be an http or https URL, without a user", "service", "--service", "http://u:p@x")]
    [InlineData("--service '@': there is no service", "ls", "--service", "@")]
    [InlineData("the service cannot be reached: ", "ls", "--service", "http://127.0.0.1:1")]
    [InlineData("the service cannot be reached: ", "follow", "x", "--service", "http://127.0.0.1:1")]
    public async Task A_service_that_is_wrong_or_cannot_be_reached_is_reported(string message, params string[] arguments)
    {
        using Tool tool = new();
        ToolResult result = await tool.RunAsync(arguments);

        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.StartsWith("ocfl: " + message, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData("ID 'none': there is no update, validation, audit, import or purge with this id", "follow", "none")]
    [InlineData("ID '..': is not an id", "cancel", "..")]
    [InlineData("the service refused it: ", "updates", "show", "none")]
    [InlineData("the service refused it: ", "validations", "findings", "none")]
    [InlineData("--status 'lost': must be one of Queued, ", "updates", "list", "--status", "lost")]
    [InlineData("--number '0': must be a number, 1 or more", "validations", "list", "-n", "0")]
    [InlineData("--id is missing", "update", "-m", "m", "--user", "u", "folder")]
    [InlineData("SOURCE is missing", "update", "--id", "x", "-m", "m", "--user", "u")]
    [InlineData("--wait cannot be combined with --follow", "update", "--id", "x", "--wait", "--follow")]
    [InlineData("SOURCE 'folder': cannot be combined with --directory", "update", "--id", "x", "-m", "m", "--user", "u", "--directory", "d", "folder")]
    [InlineData("--container cannot be combined with --directory", "update", "--id", "x", "-m", "m", "--user", "u", "--directory", "d", "--container", "c")]
    [InlineData("--request 'none.json': there is no such file", "update", "--request", "none.json")]
    [InlineData("--request 'none.json': is the whole request; it cannot be combined with --id", "update", "--request", "none.json", "--id", "x")]
    [InlineData("--on-failure 'wait': must be hold or revert", "update", "--id", "x", "-m", "m", "--user", "u", "--directory", "d", "--on-failure", "wait")]
    [InlineData("--idempotency-key 'ä': must be 1 to 255 visible ASCII characters", "update", "--id", "x", "--idempotency-key", "ä")]
    public async Task Bad_arguments_are_refused(string message, params string[] arguments)
    {
        Assert.StartsWith("ocfl: " + message, await host.RunBadlyAsync(arguments), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--search cannot be combined with --service", "cat", "a.txt", "--id", "x", "--search")]
    [InlineData("ROOT 'root': is left out with --service", "ls", "root")]
    [InlineData("ROOT 'root': is left out with --service", "cat", "root", "a.txt", "--id", "x")]
    [InlineData("--id 'urn:none': there is no such object in http://127.0.0.1", "ls", "--id", "urn:none")]
    [InlineData("--id 'urn:none': there is no such object in http://127.0.0.1", "validate", "--id", "urn:none")]
    [InlineData("--rate cannot be combined with --service", "validate", "--root", "--rate", "1M")]
    [InlineData("PATH 'root': is left out with --service", "validate", "--root", "root")]
    [InlineData("--service needs --root, for all objects, or --id", "validate")]
    [InlineData("there is no option '--service' here", "init", "root")]
    public async Task What_a_service_cannot_do_is_refused(string message, params string[] arguments)
    {
        Assert.StartsWith($"ocfl: {message}", await host.RunBadlyAsync(arguments), StringComparison.Ordinal);
    }

    private string[] Update(params string[] arguments) => ["update", "--id", _id, "-m", "m", "--user", "u", .. arguments];

    private async Task<string> CommitAsync()
    {
        _tool.Write("one/a.txt", "a");
        await host.RunWellAsync("commit", "--id", _id, "-m", "m", "--user", "u", _tool["one"]);
        return _id;
    }

    /// <summary>Runs the tool as a process, and sends it SIGINT when its output has a word.</summary>
    private async Task<ToolResult> InterruptAsync(string word, params string[] arguments)
    {
        using Tool tool = new();
        tool.Variables["OCFL_SERVICE_KEY"] = host.Key;
        string[] command = ["dotnet", "exec", Tool.Program, .. host.At(arguments)];
        string[] whole = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. command] : command;
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(2));
        using Process process = tool.Start(whole[0], whole[1..]);
        try
        {
            string output = "";
            while (!output.Contains(word, StringComparison.Ordinal))
            {
                output += await process.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new EndOfStreamException(
                    output + await process.StandardError.ReadToEndAsync(deadline.Token));
            }

            using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            string error = await process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new ToolResult(process.ExitCode, output, error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
