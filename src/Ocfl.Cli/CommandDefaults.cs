using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ocfl.Cli;

/// <summary>
/// Completes a command line by what the environment and the configuration file say: a storage root that was left out, and the user of a new
/// version. Options and arguments that are given come first, and if nothing is left out, no file is read.
/// </summary>
internal static class CommandDefaults
{
    private const string UserOption = "--user";
    private const string AddressOption = "--address";

    // What is staged is no version yet, and has no user.
    private const string StageOption = "--stage";

    /// <summary>The arguments with what was left out; null if there is nothing to add.</summary>
    /// <param name="parsed">The command line as it was given.</param>
    /// <param name="arguments">The same, as words.</param>
    public static string[]? Complete(ParseResult parsed, string[] arguments)
    {
        bool lacksRoot = LacksRoot(parsed);
        bool lacksUser = Lacks(parsed, UserOption) && !IsGiven(parsed, StageOption);
        if (!lacksRoot && !lacksUser)
        {
            return null;
        }

        Settings settings = Settings.Read();
        List<string> added = [];
        if (lacksRoot && settings.FindRoot() is { } root)
        {
            added.Add(root is ['-', ..] ? "./" + root : root);
        }

        if (lacksUser && settings.FindUser() is { } found)
        {
            added.Add($"{UserOption}={found.Name}");
            if (found.Address is { } address && Lacks(parsed, AddressOption))
            {
                added.Add($"{AddressOption}={address}");
            }
        }

        // After the command's name, which comes before any option that has a value, and before a '--'.
        int place = Array.IndexOf(arguments, parsed.CommandResult.IdentifierToken.Value) + 1;
        return added.Count == 0 || place == 0 ? null : [.. arguments[..place], .. added, .. arguments[place..]];
    }

    /// <summary>Whether the command has an option that was not given.</summary>
    private static bool Lacks(ParseResult parsed, string name) =>
        parsed.CommandResult.Command.Options.Any(option => option.Name == name) && !IsGiven(parsed, name);

    private static bool IsGiven(ParseResult parsed, string name) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == name) is { } option
        && parsed.GetResult(option) is { IdentifierTokenCount: > 0 };

    /// <summary>
    /// Whether ROOT was left out: there are fewer arguments than the command needs. Where the number of the other arguments is not fixed,
    /// the first one is always ROOT.
    /// </summary>
    private static bool LacksRoot(ParseResult parsed)
    {
        IList<Argument> arguments = parsed.CommandResult.Command.Arguments;
        if (arguments is not [{ Name: Place.RootArgument, Arity.MinimumNumberOfValues: > 0 }, ..])
        {
            return false;
        }

        int given = parsed.UnmatchedTokens.Count
            + parsed.CommandResult.Children.OfType<ArgumentResult>().Sum(argument => argument.Tokens.Count);
        bool isFixed = arguments.All(argument => argument.Arity.MinimumNumberOfValues == argument.Arity.MaximumNumberOfValues);
        return given == 0 || (isFixed && given < arguments.Count);
    }
}
