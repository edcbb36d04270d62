namespace Ocfl.Cli.Tests;

/// <summary>Completion, suggestions and the manual page.</summary>
public sealed class TerminalTests(TwoVersions fixture) : IClassFixture<TwoVersions>
{
    private readonly Tool _tool = fixture.Tool;

    [Theory]
    [InlineData("ocfl comm", "commit")]
    [InlineData("ocfl config s", "set")]
    [InlineData("ocfl config get user.", "user.name|user.address")]
    [InlineData("ocfl export archive --form", "--format")]
    [InlineData("ocfl export archive --format ", "folder|tar|zip|bag")]
    [InlineData("ocfl export archive --format z", "zip")]
    [InlineData("ocfl ls @m", "@main|@music")]
    [InlineData("ocfl ls arch", "")]
    [InlineData("ocfl ls ", "")]
    [InlineData("ocfl completion f", "fish")]
    public async Task What_may_follow_is_completed(string line, string expected)
    {
        if (!File.Exists(Path.Combine(_tool.Folder, ".config/ocfl/config.toml")))
        {
            _tool.Write(".config/ocfl/config.toml", "[roots]\nmain = '/m'\nmusic = '/u'\nother = '/o'\n");
        }

        string[] completions = (await _tool.RunWellAsync(
            "complete", "--", $"{line.Length}", line)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(), completions.Order());
    }

    [Fact]
    public async Task Every_command_can_be_completed()
    {
        string[] completions = (await _tool.RunWellAsync("complete", "--", "5", "ocfl ")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Superset(new HashSet<string> { "ls", "info", "commit", "validate", "config", "completion", "man" }, completions.ToHashSet());
        Assert.DoesNotContain("complete", completions);
        Assert.DoesNotContain(completions, completion => completion.StartsWith('-'));
    }

    [Theory]
    [InlineData("bash", "bash -n")]
    [InlineData("zsh", "zsh -n")]
    [InlineData("fish", "fish --no-execute")]
    [InlineData("powershell", "pwsh -NoProfile -Command 'exit (-not [ScriptBlock]::Create([IO.File]::ReadAllText($args[0])))'")]
    public async Task The_script_of_a_shell_is_one_that_it_can_read(string shell, string check)
    {
        string script = await _tool.RunWellAsync("completion", shell);
        Assert.Contains("ocfl complete -- ", script, StringComparison.Ordinal);
        _tool.Write(shell + ".script", script);

        // Where the shell is not installed, its script was at least written.
        ToolResult result = await _tool.StartAsync(
            "sh", ["-c", $"command -v {check.Split(' ')[0]} > /dev/null || exit 0; {check} {shell}.script"]);
        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    [Fact]
    public async Task Bash_completes_with_the_script()
    {
        string script = $$"""
            ocfl() { dotnet exec '{{Tool.Program}}' "$@"; }
            eval "$(ocfl completion bash)"
            COMP_LINE='ocfl config get user.n' COMP_POINT=22 COMP_WORDS=(ocfl config get user.n) COMP_CWORD=3
            _ocfl; echo "${COMPREPLY[@]}"
            COMP_LINE='ocfl config get user.n and more' COMP_POINT=9 COMP_WORDS=(ocfl conf get) COMP_CWORD=1
            _ocfl; echo "${COMPREPLY[@]}"
            """;

        ToolResult result = await _tool.StartAsync("bash", ["-c", script]);

        Assert.Equal((0, "user.name\nconfig\n", ""), (result.Code, result.Output, result.Error));
    }

    [Theory]
    [InlineData("there is no command 'comit'; did you mean commit?; there are: init", "comit")]
    [InlineData("there is no command 'conifg'; did you mean config?", "conifg")]
    [InlineData("there is no command 'gte'; did you mean get?", "config", "gte")]
    [InlineData("there is no option '--jsn' here; did you mean --json?", "ls", "root", "--jsn")]
    [InlineData("there is no option '--verison' here; did you mean --version?", "ls", "--verison", "v1", "root")]
    [InlineData("there is no option '--overwite=x' here; did you mean --overwrite?", "export", "root", "x", "--overwite=x")]
    [InlineData("there is no option '--frobnicate' here; an argument", "ls", "--frobnicate")]
    public async Task A_typo_gets_a_suggestion(string message, params string[] arguments)
    {
        ToolResult result = await Tool.RunInProcessAsync(arguments);

        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.StartsWith("ocfl: " + message, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task The_manual_page_has_every_command_and_option()
    {
        string page = await _tool.RunWellAsync("man");

        foreach (CommandReference command in Reference.List())
        {
            Assert.Contains($".SS {command.Usage.Replace("-", "\\-", StringComparison.Ordinal)}\n", page, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains(
                $".B {option.Name.Replace("-", "\\-", StringComparison.Ordinal)}\n", page, StringComparison.Ordinal));
        }

        _tool.Write("ocfl.1", page);
        ToolResult result = await _tool.StartAsync(
            "sh", ["-c", "command -v groff > /dev/null || exit 0; groff -man -Tutf8 -ww -z ocfl.1 2>&1"]);
        Assert.Equal((0, ""), (result.Code, result.Output));
    }

    [Fact]
    public async Task Help_of_a_command_within_a_command_has_its_examples()
    {
        string help = await _tool.RunWellAsync("config", "set", "--help");

        Assert.Contains("Examples:\n  ocfl config set roots.main /srv/archive\n", help, StringComparison.Ordinal);
        Assert.DoesNotContain("ocfl config get", help, StringComparison.Ordinal);
    }
}
