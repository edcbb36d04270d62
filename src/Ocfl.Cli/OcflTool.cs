using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using Ocfl.Cli.Commands;
using Ocfl.Cli.Service;

namespace Ocfl.Cli;

/// <summary>The tool as a whole.</summary>
internal static class OcflTool
{
    /// <summary>Runs a command line, and reports each fault on one line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        try
        {
            int code = await InvokeAsync(arguments, terminal, cancellationToken).ConfigureAwait(false);
            terminal.Flush();
            return code;
        }
        catch (OperationCanceledException stopped) when (stopped.InnerException is not TimeoutException)
        {
            terminal.WriteError(stopped is ToolStoppedException ? stopped.Message : "stopped");
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (exception is ToolException or OcflException or IOException or UnauthorizedAccessException)
        {
            terminal.WriteError(exception.Message);
            return ExitCode.Failure;
        }
        catch (Exception exception) when (ServiceFaults.IsOfService(exception))
        {
            terminal.WriteError(ServiceFaults.Describe(exception)!);
            return ExitCode.Failure;
        }
#pragma warning disable CA1031 // The last resort: scripts always get a line and an exit code.
        catch (Exception exception)
        {
            terminal.WriteError($"a fault of this program: {exception.GetType().Name}: {exception.Message}");
            terminal.WriteStack(exception);
            return ExitCode.Failure;
        }
#pragma warning restore CA1031
    }

    private static async Task<int> InvokeAsync(string[] arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        Command tool = Create(terminal).Tool;
        ParseResult parsed = Parse(tool, arguments);
        RequireText(parsed, arguments);
        if (IsForCommand(parsed) && CommandDefaults.Complete(parsed, arguments) is { } completed)
        {
            parsed = Parse(tool, completed);
            RequireText(parsed, completed);
        }

        string? problem = FindUnknownOption(parsed) is { } unknown
            ? $"there is no option '{unknown}' here{DescribeTypo(parsed, unknown)}; an argument that starts with '-' goes after '--'"
            : parsed.Action is ParseErrorAction ? Describe(parsed)
            : null;
        if (problem is not null)
        {
            throw new ToolException($"{problem}. See '{NameOf(parsed.CommandResult)} --help'.");
        }

        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            Output = terminal.Text,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
    }

    private static ParseResult Parse(Command tool, string[] arguments) =>
        tool.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    // Not for help, or for the version.
    private static bool IsForCommand(ParseResult parsed) =>
        parsed.Action is ParseErrorAction || parsed.Action == parsed.CommandResult.Command.Action;

    /// <summary>
    /// Refuses an argument that is not UTF-8: .NET replaces such bytes by U+FFFD, which would become part of the object.
    /// </summary>
    private static void RequireText(ParseResult parsed, string[] arguments)
    {
        if (!arguments.Any(IsReplaced))
        {
            return;
        }

        SymbolResult? child = parsed.CommandResult.Children.FirstOrDefault(child => child.Tokens.Any(token => IsReplaced(token.Value)));
        string name = child switch
        {
            OptionResult option => option.Option.Name + " ",
            ArgumentResult argument => argument.Argument.Name + " ",
            _ => ""
        };
        string value = child?.Tokens.Select(token => token.Value).First(IsReplaced) ?? arguments.First(IsReplaced);
        throw new ToolException($"{name}'{value}': is not UTF-8, or has the character U+FFFD, which replaces invalid UTF-8");

        static bool IsReplaced(string text) => text.Contains('\uFFFD', StringComparison.Ordinal);
    }

    /// <summary>An unknown option that would otherwise be read as a path; null if there is none.</summary>
    private static string? FindUnknownOption(ParseResult parsed)
    {
        if (!IsForCommand(parsed))
        {
            return null;
        }

        HashSet<Token> before = new(
            parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash), ReferenceEqualityComparer.Instance);
        IEnumerable<Token> positional = parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(before.Contains);
        IEnumerable<string> unmatched = parsed.UnmatchedTokens.Where(unmatched => before.Any(token => token.Value == unmatched));
        return positional.Select(token => token.Value).Concat(unmatched).FirstOrDefault(text => text is ['-', _, ..]);
    }

    private static string DescribeTypo(ParseResult parsed, string option) => Typos.Describe(
        option.Split('=')[0],
        parsed.CommandResult.Command.Options.Where(known => !known.Hidden).SelectMany(known => known.Aliases.Append(known.Name)));

    /// <summary>What is wrong with a command line, with the name of the argument.</summary>
    private static string Describe(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        Option? option = command.Options.FirstOrDefault(option => option.Required && !CommandDefaults.IsGiven(parsed, option.Name));
        Argument? argument = command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0
            && parsed.GetResult(argument) is not { Tokens.Count: > 0 });
        string[] commands = [.. command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name)];
        return parsed.UnmatchedTokens is [string unknown, ..]
            ? commands.Length > 0
                ? $"there is no command '{unknown}'{Typos.Describe(unknown, commands)}; there are: {string.Join(", ", commands)}"
                : $"'{unknown}' is one argument too many"
            : commands.Length > 0 ? $"a command is missing: {string.Join(", ", commands)}"
            : argument is { Name: Place.RootArgument }
                ? "ROOT is missing, and there is no default storage root (OCFL_ROOT, or 'ocfl config set root DIR')"
            : argument is not null ? $"{argument.Name} is missing"
            : option is not null ? $"{option.Name} is missing"
            : parsed.Errors[0].Message.TrimEnd('.');
    }

    /// <summary>The commands as their help describes them.</summary>
    public static IReadOnlyList<CommandReference> DescribeCommands(Terminal terminal)
    {
        (Command tool, IReadOnlyDictionary<Command, IReadOnlyList<string>> examples) = Create(terminal);
        return [.. CommandReference.List(tool, examples)];
    }

    private static (Command Tool, IReadOnlyDictionary<Command, IReadOnlyList<string>> Examples) Create(Terminal terminal)
    {
        Dictionary<Command, IReadOnlyList<string>> examples = [];
        Command root = new("ocfl", "Reads, writes and validates OCFL storage roots (1.0 and 1.1), in folders and on Azure Blob Storage.");
        ToolCommand[] commands =
        [
            InitCommand.Create(terminal),
            ListCommand.Create(terminal),
            LogCommand.Create(terminal),
            ShowCommand.Create(terminal),
            InfoCommand.Create(terminal),
            CatCommand.Create(terminal),
            DiffCommand.Create(terminal),
            ExportCommand.Create(terminal),
            ValidateCommand.Create(terminal),
            CommitCommand.Create(terminal),
            PathCommands.Copy(terminal),
            PathCommands.Move(terminal),
            PathCommands.Remove(terminal),
            PathCommands.Restore(terminal),
            StageCommand.Create(terminal),
            StatusCommand.Create(terminal),
            ResetCommand.Create(terminal),
            IngestCommand.Create(terminal),
            ImportCommand.Create(terminal),
            MigrateCommand.Create(terminal),
            RepairCommand.Create(terminal),
            PurgeCommand.Create(terminal),
            UpgradeCommand.Create(terminal),
            UpdateCommand.Create(terminal),
            FollowCommand.Create(terminal),
            WorkCommands.Suspend(terminal),
            WorkCommands.Resume(terminal),
            WorkCommands.Cancel(terminal),
            WorkCommands.Retry(terminal),
            UpdatesCommand.Create(terminal),
            ValidationsCommand.Create(terminal),
            AuditsCommand.Create(terminal),
            ServiceCommand.Create(terminal),
            KeysCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            CompletionCommand.Create(terminal),
            ManCommand.Create(
                terminal, () => ManualPage.Write(root.Description!, GetVersion(), CommandReference.List(root, examples))),
            CompletionCommand.CreateComplete(terminal, root),
        ];
        root.Add(new VersionOption());
        foreach (ToolCommand command in commands)
        {
            root.Add(command.Command);
            examples.Add(command.Command, command.Examples);
        }

        foreach (ToolCommand command in commands)
        {
            foreach (Command inner in command.Command.Subcommands)
            {
                string words = $"ocfl {command.Command.Name} {inner.Name}";
                examples[inner] = [.. command.Examples.Where(example => (example + " ").StartsWith(words + " ", StringComparison.Ordinal))];
            }
        }

        examples[root] = [.. commands.Where(command => !command.Command.Hidden).Select(command => command.Examples[0])];
        HelpOption help = new();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, command => examples[command]);
        root.Add(help);
        return (root, examples);
    }

    private static string GetVersion() =>
        (typeof(OcflTool).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+')[0];

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult outer ? $"{NameOf(outer)} {result.Command.Name}" : result.Command.Name;
}
