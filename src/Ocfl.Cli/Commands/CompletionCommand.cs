using System.CommandLine;
using System.Globalization;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl completion</c>, and the hidden <c>ocfl complete</c> that its scripts call.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # ocfl for bash: eval "$(ocfl completion bash)", or in a file of /etc/bash_completion.d
        _ocfl() {
          local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}" word prefix
          word="${line##*[[:space:]]}"
          prefix="${word%"${COMP_WORDS[COMP_CWORD]}"}"
          COMPREPLY=($(ocfl complete -- "${#line}" "$line" 2>/dev/null))
          # bash splits words at ':', '=' and '@' too, and completes only the last part.
          COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
        }
        complete -o default -F _ocfl ocfl
        """;

    private const string Zsh = """
        #compdef ocfl
        # ocfl for zsh: eval "$(ocfl completion zsh)", or as a file _ocfl in a folder of $fpath
        _ocfl() {
          local -a replies
          replies=("${(@f)$(ocfl complete -- "$CURSOR" "${BUFFER[1,$CURSOR]}" 2>/dev/null)}")
          if [[ -n "${replies[1]}" ]]; then
            compadd -- "${replies[@]}"
          else
            _files
          fi
        }
        compdef _ocfl ocfl
        """;

    private const string Fish = """
        # ocfl for fish: ocfl completion fish | source, or as ~/.config/fish/completions/ocfl.fish
        complete -c ocfl -a '(ocfl complete -- (string length -- (commandline -cp)) (commandline -cp) 2>/dev/null)'
        """;

    private const string PowerShell = """
        # ocfl for PowerShell: ocfl completion powershell | Out-String | Invoke-Expression, for example in $PROFILE
        Register-ArgumentCompleter -Native -CommandName ocfl -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $line = $commandAst.ToString().PadRight($cursorPosition).Substring(0, $cursorPosition)
            ocfl complete -- $cursorPosition $line 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    /// <summary>The command that writes the scripts.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh, fish or powershell." };
        shell.CompletionSources.Add("bash", "zsh", "fish", "powershell");
        Command command = new("completion", "Write the script by which a shell completes the commands, options and named roots of ocfl.")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            string script = Arguments.ParseWord(
                shell.Name, parsed.GetValue(shell)!, ("bash", Bash), ("zsh", Zsh), ("fish", Fish), ("powershell", PowerShell));
            terminal.WriteLine(script.ReplaceLineEndings("\n"));
            return ExitCode.Success;
        });
        return new ToolCommand(command, ["ocfl completion bash", "ocfl completion powershell"]);
    }

    /// <summary>The command that the scripts call.</summary>
    /// <param name="terminal">Where the completions are written, a line each.</param>
    /// <param name="tool">The whole tool.</param>
    public static ToolCommand CreateComplete(Terminal terminal, Command tool)
    {
        Argument<string> position = new("POSITION");
        Argument<string> line = new("LINE");
        Command command = new("complete", "Write what may follow in a command line.") { position, line };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string text = parsed.GetValue(line)!;
            int end = int.TryParse(parsed.GetValue(position), NumberStyles.None, CultureInfo.InvariantCulture, out int given)
                ? Math.Min(given, text.Length)
                : text.Length;
            foreach (string completion in Complete(tool, text[..end]))
            {
                terminal.WriteLine(Terminal.Show(completion));
            }

            return ExitCode.Success;
        });
        return new ToolCommand(command, ["ocfl complete 6 'ocfl l'"]);
    }

    /// <summary>What may follow: options only where one was begun, so that a shell completes files otherwise.</summary>
    private static IEnumerable<string> Complete(Command tool, string line)
    {
        string word = line[(line.LastIndexOf(' ') + 1)..];
        return tool.Parse(line, new ParserConfiguration { ResponseFileTokenReplacer = null }).GetCompletions(line.Length)
            .Select(completion => completion.InsertText ?? completion.Label)
            .Where(text => text.StartsWith(word, StringComparison.Ordinal) && (word.Length > 0 || text is not ['-', ..]))
            .Where(text => text is not ("-?" or "/?" or "-h" or "/h"))
            .Distinct(StringComparer.Ordinal);
    }
}
