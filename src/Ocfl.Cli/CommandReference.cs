using System.CommandLine;
using System.CommandLine.Help;

namespace Ocfl.Cli;

/// <summary>A command as its help describes it: the one source of the manual page and of the reference in <c>docs/cli.md</c>.</summary>
/// <param name="Name">Whole, such as <c>ocfl config set</c>.</param>
/// <param name="Description">What it does.</param>
/// <param name="Usage">The command line in short.</param>
/// <param name="Arguments">Names and descriptions.</param>
/// <param name="Options">Names with their values, and descriptions.</param>
/// <param name="Examples">Whole command lines.</param>
internal sealed record CommandReference(
    string Name,
    string Description,
    string Usage,
    IReadOnlyList<(string Name, string Description)> Arguments,
    IReadOnlyList<(string Name, string Description)> Options,
    IReadOnlyList<string> Examples)
{
    /// <summary>The commands that do something, in the order of the help.</summary>
    public static IEnumerable<CommandReference> List(Command tool, IReadOnlyDictionary<Command, IReadOnlyList<string>> examples) =>
        tool.Subcommands.Where(command => !command.Hidden).SelectMany(command => List("ocfl " + command.Name, command, examples));

    private static IEnumerable<CommandReference> List(
        string name, Command command, IReadOnlyDictionary<Command, IReadOnlyList<string>> examples)
    {
        if (command.Subcommands.Count > 0)
        {
            return command.Subcommands.SelectMany(inner => List($"{name} {inner.Name}", inner, examples));
        }

        Option[] options = [.. command.Options.Where(option => !option.Hidden && option is not HelpOption)];
        IEnumerable<string> required = options.Where(option => option.Required).Select(option => $"{option.Name} {option.HelpName}");
        string optional = options.Any(option => !option.Required) ? "[options]" : "";
        string usage = string.Join(
            ' ', ((string[])[name, .. command.Arguments.Select(ShortOf), .. required, optional]).Where(word => word.Length > 0));
        return
        [
            new CommandReference(
                name,
                command.Description ?? "",
                usage,
                [.. command.Arguments.Select(argument => (argument.Name, argument.Description ?? ""))],
                [.. options.Select(option => (NamesOf(option), option.Description ?? ""))],
                examples.GetValueOrDefault(command) ?? []),
        ];
    }

    // A storage root may be left out only where it is known which argument is left.
    private static string ShortOf(Argument argument)
    {
        string name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "..." : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string NamesOf(Option option)
    {
        string names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name));
        return option.HelpName is { } value ? $"{names} {value}" : names;
    }
}
