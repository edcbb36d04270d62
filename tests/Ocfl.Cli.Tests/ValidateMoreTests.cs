using System.Diagnostics;
using System.Text.Json;

namespace Ocfl.Cli.Tests;

/// <summary>Which objects are validated, what is shown, and how a validation is continued.</summary>
public sealed class ValidateMoreTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Objects_are_validated_by_their_ids()
    {
        string good = await CommitAsync("urn:y");
        string bad = await CommitAsync("urn:bad");
        Rot(bad);

        ToolResult result = await _tool.RunAsync("validate", "root", "--id", "urn:y", "--id", "urn:none", "--id", "urn:bad");
        Assert.Equal(2, result.Code);
        Assert.Equal("ocfl: --id 'urn:none': there is no such object in root\n", result.Error);
        Assert.StartsWith($"root/{good}: valid\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"root/{bad}: not valid\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _tool.RunAsync("validate", "root", "--id", "urn:bad")).Code);

        await _tool.RunWellAsync("config", "set", "root", "root");
        Assert.Equal($"{_tool.Folder}/root/{good}: valid\n", await _tool.RunWellAsync("validate", "--id", "urn:y", "--ignore", "W008"));
        Assert.Equal(1, (await _tool.RunAsync("validate", "--root")).Code);

        // An object that lacks its declaration, or is in another place, is found all the same.
        File.Delete(Path.Combine(_tool.Folder, "root", bad, "0=ocfl_object_1.1"));
        Assert.Contains("E003 error", (await _tool.RunAsync("validate", "root", "--id", "urn:bad")).Output, StringComparison.Ordinal);
        Directory.Move(Path.Combine(_tool.Folder, "root", good), Path.Combine(_tool.Folder, "root", "elsewhere"));
        Assert.Contains("E083 error", (await _tool.RunAsync("validate", "root", "--id", "urn:y")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_are_filtered_and_counted_and_the_verdict_stays()
    {
        string warned = await CommitAsync("x"); // W005 for the id, W008 for the user's address.
        string bad = await CommitAsync("urn:bad");
        Rot(bad);

        string all = (await _tool.RunAsync("validate", "--root", "root")).Output;
        Assert.Contains("W008 warning", all, StringComparison.Ordinal);
        string errors = (await _tool.RunAsync("validate", "--root", "root", "--level", "error", "--quiet")).Output;
        Assert.DoesNotContain("W008", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(warned, errors, StringComparison.Ordinal);
        Assert.StartsWith($"root/{bad}: not valid\n  E092 error", errors, StringComparison.Ordinal);
        Assert.EndsWith("root: not valid (objects: 2, valid: 1, not valid: 1, not checked: 0)\n", errors, StringComparison.Ordinal);

        string ignored = await _tool.RunWellAsync("validate", $"root/{warned}", "--ignore", "W008", "--ignore", "w005", "--summary");
        Assert.Equal($"root/{warned}: valid\ntotal: 1 objects, 1 valid, 0 not valid, 0 not checked\n", ignored);

        ToolResult summary = await _tool.RunAsync("validate", $"root/{warned}", $"root/{bad}", "--summary", "--json", "-q");
        Assert.Equal(1, summary.Code);
        JsonElement total = JsonDocument.Parse(summary.Output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.Equal(
            ("total", false, 2, 1),
            (total.GetProperty("kind").GetString(), total.GetProperty("valid").GetBoolean(), total.GetProperty("objects").GetInt32(),
                total.GetProperty("invalidObjects").GetInt32()));
        Assert.Equal(1, total.GetProperty("findings").GetProperty("E092").GetInt32());
    }

    [Fact]
    public async Task A_rule_is_explained_in_the_words_of_the_specification()
    {
        string text = await _tool.RunWellAsync("validate", "--explain", "e092", "--explain", "U001");
        Assert.StartsWith("E092 error: ", text, StringComparison.Ordinal);
        Assert.Contains("\n  https://ocfl.io/1.", text, StringComparison.Ordinal);
        Assert.Contains("\nU001 unchecked: ", text, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(await _tool.RunWellAsync("validate", "--explain", "W008", "--json")).RootElement;
        Assert.Equal("warning", json.GetProperty("severity").GetString());
    }

    [Fact]
    public async Task A_validation_is_continued_where_it_was_stopped_and_comes_to_the_same_verdict()
    {
        string[] objects = [await CommitAsync("urn:a"), await CommitAsync("urn:b"), await CommitAsync("urn:c")];
        Rot(objects[0]);
        ToolResult whole = await _tool.RunAsync("validate", "--root", "root", "--summary");
        ToolResult first = await _tool.RunAsync("validate", "--root", "root", "--continue", "state.jsonl", "--summary", "-j", "1");
        Assert.Equal((1, whole.Error), (first.Code, first.Error));
        Assert.Equal(Sorted(whole.Output), Sorted(first.Output));

        string[] lines = await File.ReadAllLinesAsync(Path.Combine(_tool.Folder, "state.jsonl"));
        Assert.Equal(
            ["validation", "object", "object", "object", "page", "end"],
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()));
        ToolResult again = await _tool.RunAsync("validate", "--root", "root", "--continue", "state.jsonl");
        Assert.Equal(2, again.Code);
        Assert.Contains("is of a validation that has finished (invalid)", again.Error, StringComparison.Ordinal);

        // Stopped after any line, or in the middle of one.
        for (int kept = 0; kept < lines.Length; kept++)
        {
            string half = kept == 0 ? lines[0][..9] : lines[kept][..20];
            await File.WriteAllTextAsync(
                Path.Combine(_tool.Folder, "state.jsonl"), string.Concat(lines[..kept].Select(line => line + "\n")) + half);
            ToolResult continued = await _tool.RunAsync("validate", "--root", "root", "--continue", "state.jsonl", "--summary", "-j", "1");

            Assert.Equal((1, ""), (continued.Code, continued.Error));
            int shown = Math.Max(0, 3 - Math.Max(0, kept - 1));
            Assert.Equal(shown, continued.Output.Split('\n').Count(line => line.StartsWith("root/", StringComparison.Ordinal)));
            Assert.EndsWith(whole.Output[whole.Output.IndexOf("root (the root", StringComparison.Ordinal)..], continued.Output, StringComparison.Ordinal);
            Assert.Equal(lines, await File.ReadAllLinesAsync(Path.Combine(_tool.Folder, "state.jsonl")));
        }
    }

    [Fact]
    public async Task A_file_of_something_else_is_not_touched()
    {
        await CommitAsync("urn:a");
        foreach (string text in (string[])["{\"kind\":\"other\"", "mine\n", "{\"kind\":\"page\"}\n", "[]"])
        {
            _tool.Write("mine", text);
            ToolResult result = await _tool.RunAsync("validate", "--root", "root", "--continue", "mine");
            Assert.Equal((2, "ocfl: --continue 'mine': is not a file of a validation\n"), (result.Code, result.Error));
            Assert.Equal(text, _tool.Read("mine"));
        }

        await _tool.RunWellAsync("validate", "--root", "root", "--continue", "state", "--structure");
        string state = _tool.Read("state");
        ToolResult other = await _tool.RunAsync("validate", "--root", "root", "--continue", "state");
        Assert.Contains("is of a validation of", other.Error, StringComparison.Ordinal);
        Assert.Equal(state, _tool.Read("state"));
    }

    [Fact]
    public async Task Reading_is_limited()
    {
        string path = await CommitAsync("urn:a");
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Equal($"root/{path}: valid\n", await _tool.RunWellAsync("validate", $"root/{path}", "--rate", "2K", "--ignore", "W008"));

        // More than 2 KiB are read: the inventory, twice, and the content.
        Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(500), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("PATH is missing. See 'ocfl validate --help'")]
    [InlineData("PATH is missing, and there is no default storage root", "--root")]
    [InlineData("--id 'x': cannot be combined with --root", "--root", "one", "--id", "x")]
    [InlineData("--id 'x': needs one storage root", "one", "two", "--id", "x")]
    [InlineData("PATH 'one': is not an OCFL storage root", "one", "--id", "x")]
    [InlineData("--continue 'f': is for one storage root, with --root", "one", "--continue", "f")]
    [InlineData("--level 'x': must be info, warning or error", "one", "--level", "x")]
    [InlineData("--ignore 'E092': must be a warning or information", "one", "--ignore", "E092")]
    [InlineData("--ignore 'X': is not a code of a finding", "one", "--ignore", "X")]
    [InlineData("--explain 'E999': is not a code of a finding", "--explain", "E999")]
    [InlineData("--jobs '0': must be a number from 1 to 1024", "one", "--jobs", "0")]
    [InlineData("--rate '1T': must be a number of bytes", "one", "--rate", "1T")]
    public async Task What_cannot_be_validated_is_refused(string message, params string[] options)
    {
        _tool.Write("one/a", "a");

        ToolResult result = await _tool.RunAsync(["validate", .. options]);

        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_tool.Folder, "f")));
    }

    private static string[] Sorted(string output) => [.. output.Split('\n').Order(StringComparer.Ordinal)];

    /// <returns>The object's root from the storage root.</returns>
    private async Task<string> CommitAsync(string id)
    {
        _tool.Write("files/a.txt", "content");
        if (!Directory.Exists(Path.Combine(_tool.Folder, "root")))
        {
            await _tool.RunWellAsync("init", "root");
        }

        string line = await _tool.RunWellAsync("commit", "root", "--id", id, "-m", "m", "--user", "u", "--json", "files");
        return JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()!;
    }

    private void Rot(string objectRoot) =>
        File.WriteAllText(Path.Combine(_tool.Folder, "root", objectRoot, "v1/content/a.txt"), "rotten!");
}
