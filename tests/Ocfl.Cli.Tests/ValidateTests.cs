using System.Text.Json;
using Ocfl.Testing;

namespace Ocfl.Cli.Tests;

public sealed class ValidateTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_valid_object_and_root_are_valid()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();

        Assert.Equal($"{objectRoot}: valid\n", await _tool.RunWellAsync("validate", objectRoot));
        Assert.EndsWith(
            "root (the root itself): valid\nroot: valid (objects: 1, valid: 1, not valid: 0, not checked: 0)\n",
            await _tool.RunWellAsync("validate", "--root", "root"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_object_is_one_line_of_JSON_with_all_that_was_found()
    {
        string good = await _tool.CommitTwoVersionsAsync();
        string bad = Path.Combine(_tool.Folder, "bad");
        Copy(good, bad);
        File.WriteAllText(Path.Combine(bad, "v2/content/a.txt"), "rotted");
        File.WriteAllText(Path.Combine(bad, "stray"), "");

        ToolResult result = await _tool.RunAsync("validate", "--json", good, bad);

        Assert.Equal(1, result.Code);
        Assert.Equal("", result.Error);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            $$"""{"path":"{{good}}","objectId":"urn:x","valid":true,"kind":"object","verdict":"valid","complete":true,"findings":[]}""",
            lines[0]);
        JsonElement line = JsonDocument.Parse(lines[1]).RootElement;
        Assert.Equal(
            ["path", "objectId", "valid", "kind", "verdict", "complete", "findings"],
            line.EnumerateObject().Select(property => property.Name));
        Assert.Equal(bad, line.GetProperty("path").GetString());
        Assert.False(line.GetProperty("valid").GetBoolean());
        JsonElement[] findings = [.. line.GetProperty("findings").EnumerateArray()];
        Assert.All(findings, finding => Assert.Equal(
            ["code", "severity", "message", "location"], finding.EnumerateObject().Select(property => property.Name)));
        Assert.Contains(findings, finding => finding.GetProperty("code").GetString() == "E001");
        Assert.Contains(findings, finding => finding.GetProperty("code").GetString() == "E092"
            && finding.GetProperty("severity").GetString() == "error"
            && finding.GetProperty("location").GetString()!.StartsWith("v2/content/a.txt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Structure_alone_does_not_read_content()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        File.WriteAllText(Path.Combine(objectRoot, "v2/content/a.txt"), "rotted");

        Assert.Equal(1, (await _tool.RunAsync("validate", objectRoot)).Code);
        Assert.Equal(0, (await _tool.RunAsync("validate", "--structure", objectRoot)).Code);
    }

    [Fact]
    public async Task Warnings_are_told_and_allowed()
    {
        _tool.Write("files/a", "x");
        await _tool.RunWellAsync("init", "root", "--layout", "0002");
        await _tool.RunWellAsync("commit", "root", "--id", "x", "-m", "m", "--user", "No Address", "files");

        string output = await _tool.RunWellAsync("validate", "root/x");

        Assert.Contains("W008 warning", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_is_reported_on_with_every_object()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        await _tool.RunWellAsync("commit", "root", "--id", "urn:y", "-m", "m", "--user", "u", "one");
        File.WriteAllText(Path.Combine(objectRoot, "v2/content/a.txt"), "rotted");

        ToolResult result = await _tool.RunAsync("validate", "--root", "--json", "root");

        Assert.Equal(1, result.Code);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, bool> valid = lines[..^1].Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("objectId").GetString()
                ?? line.GetProperty("path").GetString()!, line => line.GetProperty("valid").GetBoolean());
        Assert.Equal(new Dictionary<string, bool> { ["root"] = true, ["urn:x"] = false, ["urn:y"] = true }, valid);
        Assert.Equal(
            """{"path":"root","valid":false,"kind":"summary","verdict":"invalid","complete":true,"objects":2,"validObjects":1,"invalidObjects":1,"notLookedAt":0}""",
            lines[^1]);
        Assert.EndsWith(
            "root (the root itself): valid\nroot: not valid (objects: 2, valid: 1, not valid: 1, not checked: 0)\n",
            (await _tool.RunAsync("validate", "--root", "root")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_looked_at_in_a_root_is_reported_at_its_place_and_the_rest_is_done()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string objectRoot = await _tool.CommitTwoVersionsAsync();
        try
        {
            // A path that is too long for the system: even the superuser cannot open it.
            LongPath.Make(Path.Combine(_tool.Folder, "root/long"));

            ToolResult validated = await _tool.RunAsync("validate", "--root", "root");
            ToolResult listed = await _tool.RunAsync("ls", "root");

            Assert.Equal((2, ""), (validated.Code, validated.Error));
            Assert.Contains(
                ": valid\nroot (the root itself): not everything could be checked\n  U001 unchecked long/",
                validated.Output,
                StringComparison.Ordinal);
            Assert.EndsWith(
                "root: not everything could be checked (objects: 1, valid: 1, not valid: 0, not checked: 1)\n",
                validated.Output,
                StringComparison.Ordinal);
            Assert.Equal(2, listed.Code);
            Assert.StartsWith("urn:x\t", listed.Output, StringComparison.Ordinal);
            Assert.Contains("long", listed.Error, StringComparison.Ordinal);

            File.WriteAllText(Path.Combine(objectRoot, "v2/content/a.txt"), "rotted");
            ToolResult damaged = await _tool.RunAsync("validate", "--root", "--json", "root");

            Assert.Equal(1, damaged.Code);
            JsonElement summary = JsonDocument.Parse(damaged.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
            Assert.Equal(
                ("invalid", false, 1),
                (summary.GetProperty("verdict").GetString(), summary.GetProperty("complete").GetBoolean(), summary.GetProperty(
                    "notLookedAt").GetInt32()));
        }
        finally
        {
            await ShellAsync("rm -rf root/long");
        }
    }

    [Fact]
    public async Task A_linked_folder_is_not_left_out_in_silence()
    {
        await _tool.CommitTwoVersionsAsync();
        Directory.CreateDirectory(Path.Combine(_tool.Folder, "elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(_tool.Folder, "root/linked"), Path.Combine(_tool.Folder, "elsewhere"));

        ToolResult listed = await _tool.RunAsync("ls", "root");
        ToolResult json = await _tool.RunAsync("ls", "--json", "root");
        ToolResult validated = await _tool.RunAsync("validate", "--root", "root");

        Assert.Equal((2, 2, 1), (listed.Code, json.Code, validated.Code));
        Assert.StartsWith("urn:x\t", listed.Output, StringComparison.Ordinal);
        Assert.Contains("'linked'", listed.Error, StringComparison.Ordinal);
        Assert.Contains("symbolic link", listed.Error, StringComparison.Ordinal);
        Assert.Contains("\"path\":\"linked\"", json.Output, StringComparison.Ordinal);
        Assert.Contains("E090 error linked", validated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_looked_at_does_not_keep_from_the_rest()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();

        ToolResult result = await _tool.RunAsync("validate", "nowhere", "root", objectRoot, Path.Combine(objectRoot, "inventory.json"));

        Assert.Equal(2, result.Code);
        Assert.Equal($"{objectRoot}: valid\n", result.Output);
        Assert.Equal(
            "ocfl: PATH 'nowhere': there is no such folder\n"
                + "ocfl: PATH 'root': is a storage root, which is validated with --root\n"
                + $"ocfl: PATH '{objectRoot}/inventory.json': must be a folder, and is a file\n",
            result.Error);
    }

    [Fact]
    public async Task A_folder_that_is_no_object_is_not_a_valid_one()
    {
        _tool.Write("files/a", "x");

        ToolResult result = await _tool.RunAsync("validate", "files");

        Assert.Equal(1, result.Code);
        Assert.Contains("E003 error", result.Output, StringComparison.Ordinal);
    }

    private async Task ShellAsync(string script) => Assert.Equal(0, (await _tool.StartAsync("sh", ["-c", script])).Code);

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
