using System.CommandLine;
using System.CommandLine.Parsing;
using Ocfl.Cli.Service;

namespace Ocfl.Cli;

/// <summary>
/// Completes a command line by what the environment and the configuration file say: a storage root that was left out, and the user of a new
/// version. A service that is used takes the place of the storage root. Options and arguments that are given come first, and if nothing is
/// left out, no file is read.
/// </summary>
internal static class CommandDefaults
{
    private const string UserOption = "--user";
    private const string AddressOption = "--address";

    // What is staged is no version yet, and has no user. A whole request has its own.
    private static readonly string[] OptionsWithoutUser = ["--stage", "--request"];

    /// <summary>The arguments with what was left out; null if there is nothing to add.</summary>
    /// <param name="parsed">The command line as it was given.</param>
    /// <param name="arguments">The same, as words.</param>
    public static string[]? Complete(ParseResult parsed, string[] arguments)
    {
        string? service = FindService(parsed);
        bool lacksRoot = service is null && LacksRoot(parsed);
        bool lacksUser = LacksUser(parsed, service);
        if (!lacksRoot && !lacksUser && service is null)
        {
            return null;
        }

        List<string> added = service is null ? [] : [ServiceAddress.ToRoot(service)];
        Settings? settings = lacksRoot || lacksUser ? Settings.Read() : null;
        if (lacksRoot && settings!.FindRoot() is { } root)
        {
            added.Add(root is ['-', ..] ? "./" + root : root);
        }

        if (lacksUser && settings!.FindUser() is { } found)
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

    /// <summary>Whether the command needs a user, and none was given.</summary>
    private static bool LacksUser(ParseResult parsed, string? service) =>
        Lacks(parsed, UserOption)
        && !OptionsWithoutUser.Any(name => IsGiven(parsed, name))
        && (service is not null
            || parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == UserOption) is not ServiceOption);

    /// <summary>Whether the command has an option that was not given.</summary>
    private static bool Lacks(ParseResult parsed, string name) =>
        parsed.CommandResult.Command.Options.Any(option => option.Name == name) && !IsGiven(parsed, name);

    /// <summary>Whether an option of the command was given.</summary>
    public static bool IsGiven(ParseResult parsed, string name) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == name) is { } option
        && parsed.GetResult(option) is { IdentifierTokenCount: > 0 };

    /// <summary>The service that is used in the place of ROOT; null for none.</summary>
    /// <exception cref="ToolException">ROOT is there as well.</exception>
    private static string? FindService(ParseResult parsed)
    {
        IList<Argument> arguments = parsed.CommandResult.Command.Arguments;
        if (arguments is not [{ Name: Place.RootArgument }, ..]
            || parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == ServiceAddress.OptionName) is not { } option
            || parsed.GetResult(option) is not { Tokens: [{ Value: string service }, ..] })
        {
            return null;
        }

        return IsFixed(arguments) && CountGiven(parsed) >= arguments.Count
            ? throw new ToolException(
                Place.RootArgument,
                parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).First().Value,
                $"is left out with {ServiceAddress.OptionName}")
            : service;
    }

    private static bool IsFixed(IList<Argument> arguments) =>
        arguments.All(argument => argument.Arity.MinimumNumberOfValues == argument.Arity.MaximumNumberOfValues);

    private static int CountGiven(ParseResult parsed) => parsed.UnmatchedTokens.Count
        + parsed.CommandResult.Children.OfType<ArgumentResult>().Sum(argument => argument.Tokens.Count);

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

        int given = CountGiven(parsed);
        return given == 0 || (IsFixed(arguments) && given < arguments.Count);
    }
}
