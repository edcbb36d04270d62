using System.CommandLine;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl man</c></summary>
internal static class ManCommand
{
    /// <param name="terminal">Where the page is written.</param>
    /// <param name="page">Makes the page.</param>
    public static ToolCommand Create(Terminal terminal, Func<string> page)
    {
        Command command = new("man", "Write the manual page ocfl(1), in the format of man(7).");
        command.SetAction(_ =>
        {
            terminal.Text.Write(page());
            return ExitCode.Success;
        });
        return new ToolCommand(command, ["ocfl man > ~/.local/share/man/man1/ocfl.1"]);
    }
}
