using System.Text.Json;

namespace Ocfl.Cli.Tests;

/// <summary><c>keys</c>, on the file of keys of a local host that does not run.</summary>
public sealed class KeysTests : IDisposable
{
    private readonly ToolHere _tool = new();

    private string KeyFile => _tool["keys.json"];

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_key_is_alone_on_the_output_and_only_its_digest_is_in_a_file_of_the_user()
    {
        string output = await KeysAsync("add", "reading-room", "--role", "reader");

        Assert.Matches("^ocfl_[A-Za-z0-9_-]{43}\n$", output);
        string file = await File.ReadAllTextAsync(KeyFile);
        Assert.DoesNotContain(output.Trim()["ocfl_".Length..], file, StringComparison.Ordinal);
        Assert.Matches(
            """^\{\n  "keys": \[\n    \{\n      "name": "reading-room",\n      "role": "Reader",\n"""
                + """      "sha256": "[0-9a-f]{64}",\n      "createdAt": "[^"]+\+00:00"\n    \}\n  \]\n\}$""",
            file.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        }
    }

    /// <summary>The file as the local host has always written it.</summary>
    [Fact]
    public async Task Keys_are_listed_in_the_order_in_which_they_were_added()
    {
        _tool.Write("keys.json", $$"""
            {
              "keys": [
                {
                  "name": "Writer",
                  "role": "Writer",
                  "sha256": "{{new string('a', 64)}}",
                  "createdAt": "2026-08-01T12:00:00.1234567+00:00"
                }
              ]
            }
            """);
        await KeysAsync("add", "admin", "--role", "Operator");

        string[] lines = (await KeysAsync("list")).Split('\n');

        Assert.Equal("Writer\twriter\t2026-08-01T12:00:00Z", lines[0]);
        Assert.StartsWith("admin\toperator\t20", lines[1], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        JsonElement first = ToolHere.Json((await KeysAsync("list", "--json")).Split('\n')[0]);
        Assert.Equal("""{"name":"Writer","role":"writer","created":"2026-08-01T12:00:00Z"}""", first.GetRawText());
    }

    [Fact]
    public async Task A_key_is_removed_by_its_name_in_any_case_and_the_others_stay()
    {
        await KeysAsync("add", "one", "--role", "reader");
        await KeysAsync("add", "two", "--role", "writer");

        Assert.Equal("", await KeysAsync("remove", "ONE"));

        Assert.StartsWith("two\twriter\t", await KeysAsync("list"), StringComparison.Ordinal);
        await KeysAsync("remove", "two");
        Assert.Equal("", await KeysAsync("list"));

        // Without a key in it the file still closes the service.
        Assert.True(File.Exists(KeyFile));
    }

    [Theory]
    [InlineData("NAME 'ONE': there is a key of this name already; remove it first", "add", "ONE", "--role", "reader")]
    [InlineData("NAME 'a b': must be 1 to 64 ASCII letters, digits, dots, hyphens and underscores", "add", "a b", "--role", "reader")]
    [InlineData("NAME '': must be 1 to 64 ASCII letters, digits, dots, hyphens and underscores", "add", "", "--role", "reader")]
    [InlineData("--role 'admin': must be reader, writer or operator", "add", "x", "--role", "admin")]
    [InlineData("--role '1': must be reader, writer or operator", "add", "x", "--role", "1")]
    [InlineData("NAME 'oen': there is no key of this name; did you mean one?", "remove", "oen")]
    [InlineData("NAME 'nothing-like-it': there is no key of this name\n", "remove", "nothing-like-it")]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string message, params string[] arguments)
    {
        await KeysAsync("add", "one", "--role", "reader");
        byte[] before = await File.ReadAllBytesAsync(KeyFile);

        string error = await ToolHere.RunBadlyAsync(["keys", .. arguments, "--data", _tool.Folder]);

        Assert.StartsWith("ocfl: " + message, error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(KeyFile));
    }

    [Theory]
    [InlineData("--role is missing. See 'ocfl keys add --help'.", "keys", "add", "x")]
    [InlineData("NAME is missing. See 'ocfl keys remove --help'.", "keys", "remove")]
    [InlineData("there is no command 'lst'; did you mean list?; there are: add, list, remove. See 'ocfl keys --help'.", "keys", "lst")]
    [InlineData("there is no command 'kyes'; did you mean keys?", "kyes")]
    public async Task A_command_line_that_is_not_complete_says_what_is_missing(string message, params string[] arguments)
    {
        Assert.StartsWith("ocfl: " + message, await ToolHere.RunBadlyAsync(arguments), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_no_host_has_is_refused_and_not_created()
    {
        foreach (string[] command in (string[][])[["add", "x", "--role", "reader"], ["list"], ["remove", "x"]])
        {
            Assert.Equal(
                $"ocfl: --data '{_tool["dta"]}': there is no such folder; a local host creates it when it starts\n",
                await ToolHere.RunBadlyAsync(["keys", .. command, "--data", _tool["dta"]]));
            Assert.Equal(
                $"ocfl: --file '{_tool["dta/k.json"]}': there is no folder '{_tool["dta"]}'\n",
                await ToolHere.RunBadlyAsync(["keys", .. command, "--file", _tool["dta/k.json"]]));
            Assert.Equal(
                $"ocfl: --file '{_tool["k.json"]}': cannot be combined with --data\n",
                await ToolHere.RunBadlyAsync(["keys", .. command, "--file", _tool["k.json"], "--data", _tool.Folder]));
            Assert.Equal(
                $"ocfl: --file '{_tool.Folder}': must be a file, and is a folder\n",
                await ToolHere.RunBadlyAsync(["keys", .. command, "--file", _tool.Folder]));
        }

        _tool.Write("file", "");
        Assert.Equal(
            $"ocfl: --data '{_tool["file"]}': must be a folder, and is a file\n",
            await ToolHere.RunBadlyAsync("keys", "list", "--data", _tool["file"]));
        Assert.Equal(
            $"ocfl: --file '{_tool["k.json"]}': there is no such file\n",
            await ToolHere.RunBadlyAsync("keys", "list", "--file", _tool["k.json"]));
        Assert.Equal("", await KeysAsync("list"));
        Assert.StartsWith("ocfl: NAME 'x': there is no key of this name", await ToolHere.RunBadlyAsync(
            "keys", "remove", "x", "--data", _tool.Folder), StringComparison.Ordinal);
        Assert.Equal([_tool["file"]], Directory.EnumerateFileSystemEntries(_tool.Folder));
    }

    [Fact]
    public async Task A_file_that_is_no_file_of_keys_is_refused_and_stays()
    {
        _tool.Write("keys.json", "{}");

        foreach (string[] command in (string[][])[["add", "x", "--role", "reader"], ["list"], ["remove", "x"]])
        {
            Assert.StartsWith(
                $"ocfl: the file of keys '{KeyFile}' cannot be read: ",
                await ToolHere.RunBadlyAsync(["keys", .. command, "--data", _tool.Folder]),
                StringComparison.Ordinal);
        }

        Assert.Equal("{}", await File.ReadAllTextAsync(KeyFile));
    }

    [Fact]
    public async Task Another_file_is_named_by_an_option()
    {
        await ToolHere.RunWellAsync("keys", "add", "x", "--role", "reader", "--file", _tool["other.json"]);

        Assert.StartsWith(
            "x\treader\t", await ToolHere.RunWellAsync("keys", "list", "--file", _tool["other.json"]), StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task Names_of_keys_and_roles_are_completed()
    {
        await KeysAsync("add", "reading-room", "--role", "reader");
        await KeysAsync("add", "scripts", "--role", "writer");

        Assert.Equal("reading-room\n", await CompleteAsync($"ocfl keys remove --data {_tool.Folder} re"));
        Assert.Equal("", await CompleteAsync($"ocfl keys remove --data {_tool["none"]} re"));
        Assert.Equal("operator\nreader\nwriter\n", await CompleteAsync("ocfl keys add x --role "));
    }

    private Task<string> KeysAsync(params string[] arguments) => ToolHere.RunWellAsync(["keys", .. arguments, "--data", _tool.Folder]);

    private static Task<string> CompleteAsync(string line) =>
        ToolHere.RunWellAsync("complete", "--", line.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), line);
}
