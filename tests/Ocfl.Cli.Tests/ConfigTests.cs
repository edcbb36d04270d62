using System.Text.Json;

namespace Ocfl.Cli.Tests;

public sealed class ConfigTests : IDisposable
{
    private readonly Tool _tool = new();

    private string ConfigFile => Path.Combine(_tool.Folder, ".config", "ocfl", "config.toml");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Settings_are_set_listed_read_and_removed_and_comments_stay()
    {
        Assert.Equal(ConfigFile + "\n", await _tool.RunWellAsync("config", "path"));
        Assert.Equal("", await _tool.RunWellAsync("config", "list"));
        _tool.Write(".config/ocfl/config.toml", "# Ours\nroot = \"@main\" # the first\n\n[roots]\n# The old one\nmain = '/srv/old'");

        await _tool.RunWellAsync("config", "set", "roots.main", "archive");
        await _tool.RunWellAsync("config", "set", "roots.other", "~/other");
        await _tool.RunWellAsync("config", "set", "user.name", "Ann \"B\"");
        await _tool.RunWellAsync("config", "set", "service", "https://ocfl.example.org");

        Assert.Equal(
            $"root\t@main\t{ConfigFile}\nuser.name\tAnn \"B\"\t{ConfigFile}\nservice\thttps://ocfl.example.org\t{ConfigFile}\n"
                + $"roots.main\t{_tool.Folder}/archive\t{ConfigFile}\nroots.other\t~/other\t{ConfigFile}\n",
            await _tool.RunWellAsync("config", "list"));
        string text = await File.ReadAllTextAsync(ConfigFile);
        Assert.Contains("# Ours\n", text, StringComparison.Ordinal);
        Assert.Contains("# the first", text, StringComparison.Ordinal);
        Assert.Contains("# The old one", text, StringComparison.Ordinal);
        Assert.Equal("Ann \"B\"\n", await _tool.RunWellAsync("config", "get", "user.name"));

        await _tool.RunWellAsync("config", "unset", "root");
        await _tool.RunWellAsync("config", "unset", "root");
        ToolResult gone = await _tool.RunAsync("config", "get", "root");
        Assert.Equal((2, "ocfl: KEY 'root': has no value\n"), (gone.Code, gone.Error));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(ConfigFile)!, "*.part"));
    }

    [Fact]
    public async Task The_home_folder_is_meant_by_a_tilde_whether_or_not_the_root_is_named()
    {
        _tool.Write(".config/ocfl/config.toml", "root = '~/archive'\n");

        await _tool.RunWellAsync("init");

        Assert.True(Directory.Exists(Path.Combine(_tool.Folder, "archive")));
        Assert.False(Directory.Exists(Path.Combine(_tool.Folder, "~")));
        Assert.Equal(await _tool.RunWellAsync("info", "@"), await _tool.RunWellAsync("info"));
    }

    [Fact]
    public async Task The_environment_comes_before_the_file_and_an_option_before_both()
    {
        _tool.Write(
            ".config/ocfl/config.toml",
            $"root = '{_tool.Folder}/archive'\nuser = {{ name = 'File', address = 'mailto:file@example.org' }}\n");
        _tool.Write("files/a", "a");
        await _tool.RunWellAsync("init");
        await _tool.RunWellAsync("commit", "@", "--id", "x", "-m", "m", "files");
        Assert.Equal(("File", "mailto:file@example.org"), await UserAsync());

        _tool.Variables["OCFL_USER_NAME"] = "Env";
        await _tool.RunWellAsync("commit", "@", "--id", "x", "-m", "m", "--digest", "sha256");
        Assert.Equal(("Env", null), await UserAsync());

        _tool.Variables["OCFL_USER_ADDRESS"] = "mailto:env@example.org";
        await _tool.RunWellAsync("commit", "--id", "x", "-m", "m", "--digest", "sha512");
        Assert.Equal(("Env", "mailto:env@example.org"), await UserAsync());

        await _tool.RunWellAsync("commit", "--id", "x", "-m", "m", "--digest", "sha256", "--user", "Option");
        Assert.Equal(("Option", null), await UserAsync());

        JsonElement[] lines = [.. (await _tool.RunWellAsync("config", "list", "--json")).TrimEnd().Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(
            [("root", ConfigFile), ("user.name", "OCFL_USER_NAME"), ("user.address", "OCFL_USER_ADDRESS")],
            lines.Select(line => (line.GetProperty("name").GetString()!, line.GetProperty("origin").GetString()!)));

        _tool.Variables["OCFL_ROOT"] = "-elsewhere";
        Assert.StartsWith($"{_tool.Folder}/-elsewhere is a storage root", await _tool.RunWellAsync("init"), StringComparison.Ordinal);
        Assert.Equal("", await _tool.RunWellAsync("ls"));
        Assert.StartsWith("x\t", await _tool.RunWellAsync("ls", "archive"), StringComparison.Ordinal);
    }

    /// <summary>Only a service keeps a record of a purge, and a whole request has its own user.</summary>
    [Fact]
    public async Task A_user_of_the_settings_is_not_given_to_a_command_that_cannot_follow_it()
    {
        await _tool.CommitTwoVersionsAsync();
        _tool.Write("request.json", """{"objectId": "urn:x", "digestAlgorithm": "sha256"}""");
        _tool.Variables["OCFL_USER_NAME"] = "Env";
        _tool.Variables["OCFL_USER_ADDRESS"] = "mailto:env@example.org";

        Assert.StartsWith("removed 'urn:x' at ", await _tool.RunWellAsync("purge", "root", "--id", "urn:x", "--yes"), StringComparison.Ordinal);
        string[] request = ["update", "--request", "request.json", "--service", "http://127.0.0.1:1"];
        Assert.StartsWith("ocfl: the service cannot be reached: ", (await _tool.RunAsync(request)).Error, StringComparison.Ordinal);
        foreach (string[] given in (string[][])[["--user", "Ann"], ["--address", "mailto:ann@example.org"]])
        {
            Assert.Equal(
                $"ocfl: --request 'request.json': is the whole request; it cannot be combined with {given[0]}\n",
                (await _tool.RunAsync([.. request, .. given])).Error);
        }
    }

    [Fact]
    public async Task A_root_has_a_name_and_can_be_left_out()
    {
        string path = (await _tool.CommitTwoVersionsAsync())[(_tool.Folder.Length + "/root/".Length)..];
        ToolResult none = await _tool.RunAsync("ls");
        Assert.Equal(2, none.Code);
        Assert.StartsWith("ocfl: ROOT is missing, and there is no default storage root", none.Error, StringComparison.Ordinal);

        await _tool.RunWellAsync("config", "set", "roots.main", "root");
        Assert.Equal($"urn:x\t{path}\n", await _tool.RunWellAsync("ls", "@main"));
        await _tool.RunWellAsync("config", "set", "root", "@main");
        Assert.Equal($"urn:x\t{path}\n", await _tool.RunWellAsync("ls"));
        Assert.Equal("second", await _tool.RunWellAsync("cat", "--id", "urn:x", "a.txt"));
        Assert.Equal("first", await _tool.RunWellAsync("cat", "@", "--id", "urn:x", "--version", "v1", "a.txt"));
        Assert.Equal("v2 of urn:x: 3 files in out\n", await _tool.RunWellAsync("export", "--id", "urn:x", "out"));
        Assert.EndsWith("root is a storage root of OCFL 1.1 with 0003-hash-and-id-n-tuple-storage-layout\n", await _tool.RunWellAsync("upgrade"));

        ToolResult unknown = await _tool.RunAsync("ls", "@other");
        Assert.Equal(
            (2, "ocfl: ROOT '@other': there is no storage root named 'other'; 'ocfl config set roots.other DIR' names one; for a folder of "
                + "this name write ./@other\n"),
            (unknown.Code, unknown.Error));
        Directory.Move(Path.Combine(_tool.Folder, "root"), Path.Combine(_tool.Folder, "@other"));
        Assert.Equal($"urn:x\t{path}\n", await _tool.RunWellAsync("ls", "./@other"));
        ToolResult moved = await _tool.RunAsync("ls", "@main");
        Assert.Equal((2, $"ocfl: ROOT '@main': there is no such folder: {_tool.Folder}/root\n"), (moved.Code, moved.Error));
    }

    [Theory]
    [InlineData("root = ", "is not TOML: ")]
    [InlineData("root = 'archive'", "line 1: 'root' must be the full path of a folder")]
    [InlineData("\nroot = 1", "line 2: 'root' must be a string")]
    [InlineData("usr.name = 'Ann'", "line 1: 'usr.name' is not a setting; there are root, user.name, user.address, service and roots.NAME")]
    [InlineData("[user]\naddress = 'ann'", "line 2: 'user.address' must be a URI")]
    [InlineData("service = 'ftp://x'", "line 1: 'service' must be an http or https URL")]
    [InlineData("[roots]\n\"a b\" = '/x'", "line 2: 'roots.a b' is not a setting")]
    public async Task A_fault_in_the_file_is_reported_with_its_place(string text, string message)
    {
        _tool.Write(".config/ocfl/config.toml", text);

        ToolResult result = await _tool.RunAsync("ls");

        Assert.Equal(2, result.Code);
        Assert.StartsWith($"ocfl: configuration '{ConfigFile}': {message}", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData("KEY 'user': is not a setting", "set", "user", "x")]
    [InlineData("KEY 'roots.': is not a setting", "get", "roots.")]
    [InlineData("VALUE '@a b': must be '@' and the name of a storage root, or a folder", "set", "root", "@a b")]
    [InlineData("VALUE '': must not be empty", "set", "user.name", "")]
    [InlineData("VALUE '': must not be empty", "set", "root", "")]
    [InlineData("VALUE 'ann': must be a URI", "set", "user.address", "ann")]
    [InlineData("VALUE is missing. See 'ocfl config set --help'", "set", "root")]
    [InlineData("a command is missing: list, get, set, unset, path. See 'ocfl config --help'")]
    public async Task A_setting_that_cannot_be_is_refused(string message, params string[] arguments)
    {
        ToolResult result = await _tool.RunAsync(["config", .. arguments]);

        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(ConfigFile));
    }

    private async Task<(string? Name, string? Address)> UserAsync()
    {
        JsonElement user = JsonDocument.Parse(await _tool.RunWellAsync("show", "archive", "--id", "x", "--json"))
            .RootElement.GetProperty("version").GetProperty("user");
        return (user.GetProperty("name").GetString(), user.GetProperty("address").GetString());
    }
}
