using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Ocfl.Cli.Commands;

namespace Ocfl.Cli;

/// <summary>The tool as a whole.</summary>
internal static class OcflTool
{
    private const int BrokenPipeError = 32;

    /// <summary>Runs a command line, and tells all that goes wrong on one line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Create(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            terminal.WriteError($"{parsed.Errors[0].Message.TrimEnd('.')}. See '{NameOf(parsed.CommandResult.Command)} --help'.");
            return ExitCode.Failure;
        }

        try
        {
            InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, Output = terminal.Text };
            int code = await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
            terminal.Flush();
            return code;
        }
        catch (OperationCanceledException)
        {
            terminal.WriteError("stopped");
            return ExitCode.Interrupted;
        }
        catch (IOException exception) when ((exception.HResult & 0xFFFF) == BrokenPipeError || exception.Message.StartsWith("Broken pipe", StringComparison.Ordinal))
        {
            return ExitCode.BrokenPipe;
        }
        catch (Exception exception) when (exception is ToolException or OcflException or IOException or UnauthorizedAccessException)
        {
            terminal.WriteError(exception.Message);
            return ExitCode.Failure;
        }
    }

    private static RootCommand Create(Terminal terminal)
    {
        ToolCommand[] commands =
        [
            InitCommand.Create(terminal),
            ListCommand.Create(terminal),
            LogCommand.Create(terminal),
            ShowCommand.Create(terminal),
            CatCommand.Create(terminal),
            DiffCommand.Create(terminal),
            ExportCommand.Create(terminal),
            ValidateCommand.Create(terminal),
            CommitCommand.Create(terminal),
        ];
        RootCommand root = new("Reads, writes and validates OCFL storage roots (1.0 and 1.1) on this machine.");
        foreach (ToolCommand command in commands)
        {
            root.Add(command.Command);
        }

        Dictionary<Command, IReadOnlyList<string>> examples = commands.ToDictionary(command => command.Command, command => command.Examples);
        examples[root] = [.. commands.Select(command => command.Examples[0])];
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!, command => examples[command]);
        }

        return root;
    }

    private static string NameOf(Command command) => command is RootCommand ? "ocfl" : "ocfl " + command.Name;
}
