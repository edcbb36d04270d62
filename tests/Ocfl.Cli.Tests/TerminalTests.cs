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
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("powershell")]
    public async Task There_is_a_script_for_each_shell(string shell) =>
        Assert.Contains("ocfl complete -- ", await _tool.RunWellAsync("completion", shell), StringComparison.Ordinal);

    [Fact]
    public async Task Bash_completes_with_the_script() => Assert.Equal("user.name\nconfig\n", await RunShellAsync(
        "bash",
        "ocfl() { dotnet exec 'PROGRAM' \"$@\"; }",
        "eval \"$(ocfl completion bash)\"",
        "COMP_LINE='ocfl config get user.n' COMP_POINT=22 COMP_WORDS=(ocfl config get user.n) COMP_CWORD=3",
        "_ocfl; echo \"${COMPREPLY[@]}\"",
        "COMP_LINE='ocfl config get user.n and more' COMP_POINT=9 COMP_WORDS=(ocfl conf get) COMP_CWORD=1",
        "_ocfl; echo \"${COMPREPLY[@]}\""));

    // The completion system itself runs only with a terminal: what the script calls of it is written down here.
    [ShellFact("zsh")]
    public async Task Zsh_completes_with_the_script() => Assert.Equal("user.name\nfiles\n", await RunShellAsync(
        "zsh",
        "ocfl() { dotnet exec 'PROGRAM' \"$@\"; }",
        "compdef() { : }",
        "compadd() { shift; print -l -- \"$@\" }",
        "_files() { print files }",
        "eval \"$(ocfl completion zsh)\"",
        "BUFFER='ocfl config get user.n and more' CURSOR=22; _ocfl",
        "BUFFER='ocfl ls arch' CURSOR=12; _ocfl"));

    [ShellFact("fish")]
    public async Task Fish_completes_with_the_script() => Assert.Equal("user.name\n", await RunShellAsync(
        "fish",
        "function ocfl; dotnet exec 'PROGRAM' $argv; end",
        "ocfl completion fish | source",
        "complete -C 'ocfl config get user.n'"));

    [ShellFact("pwsh")]
    public async Task PowerShell_completes_with_the_script() => Assert.Equal("user.name\n", await RunShellAsync(
        "pwsh",
        "function ocfl { dotnet exec 'PROGRAM' @args }",
        "ocfl completion powershell | Out-String | Invoke-Expression",
        "(TabExpansion2 'ocfl config get user.n' 22).CompletionMatches.CompletionText"));

    private async Task<string> RunShellAsync(string shell, params string[] lines)
    {
        string script = string.Join('\n', lines).Replace("PROGRAM", Tool.Program, StringComparison.Ordinal);
        ToolResult result = await _tool.StartAsync(shell, ["-c", script]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Output;
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
