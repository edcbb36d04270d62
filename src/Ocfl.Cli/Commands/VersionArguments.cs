using System.CommandLine;
using System.Globalization;
using Ocfl.Inventories;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary>The arguments of the commands that create a version of an object.</summary>
internal sealed class VersionArguments
{
    private readonly Argument<string> _root = Arguments.Root();
    private readonly Option<string> _id = Arguments.Id();

    private readonly Option<string> _message = new("--message", "-m")
    {
        Description = "Why the version is created.",
        HelpName = "TEXT",
    };

    private readonly Option<string> _user = new("--user") { Description = "Who creates it.", HelpName = "NAME" };

    private readonly Option<string> _address = new("--address")
    {
        Description = "The user's address, a URI such as mailto:ann@example.org.",
        HelpName = "URI",
    };

    private readonly Option<string> _created = new("--created")
    {
        Description = "The version's time, such as 1998-04-01T12:00:00Z, for a migration that keeps historic dates: not before that of "
            + "the version before. Now unless given.",
        HelpName = "TIME",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "List what would be changed, and change nothing. The files are read.",
    };

    private readonly Option<string> _pending = Arguments.Pending();
    private readonly Option<bool> _json = Arguments.Json();

    /// <summary>Adds the storage root, which comes before the command's own arguments.</summary>
    public void AddRoot(Command command) => command.Add(_root);

    /// <summary>Adds the options.</summary>
    public void AddOptions(Command command)
    {
        foreach (Option option in (Option[])[_id, _message, _user, _address, _created, _dryRun, _pending, _json])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the arguments.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isStaged">Whether no version is created now: nothing that describes it may be given.</param>
    public VersionRequest Read(ParseResult parsed, bool isStaged = false)
    {
        string? message = parsed.GetValue(_message);
        string? user = parsed.GetValue(_user);
        if (isStaged && Array.Find<Option>(
            [_message, _user, _address, _created, _dryRun], option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new ToolException($"{given.Name} describes a version, and --stage creates none: give it to 'ocfl commit --staged'");
        }

        return new VersionRequest
        {
            Root = parsed.GetValue(_root)!,
            Pending = parsed.GetValue(_pending),
            Id = parsed.GetValue(_id)!,
            IsJson = parsed.GetValue(_json),
            IsDryRun = parsed.GetValue(_dryRun),
            Description = isStaged ? null : new ObjectUpdateOptions
            {
                Message = message ?? throw Missing(_message, parsed),
                User = CreateUser(user ?? throw Missing(_user, parsed), parsed.GetValue(_address)),
                Created = ParseTime(parsed.GetValue(_created)),
            },
        };
    }

    private static ToolException Missing(Option option, ParseResult parsed) =>
        new($"{option.Name} is missing. See 'ocfl {parsed.CommandResult.Command.Name} --help'.");

    private static VersionUser CreateUser(string name, string? address) =>
        name.Length == 0 ? throw new ToolException("--user", name, "must not be empty")
        : new VersionUser(name, Arguments.ParseAddress(address));

    // A local time means something else on each machine.
    private static DateTimeOffset? ParseTime(string? text) =>
        text is null ? null
        : (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
            && text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) ? time
        : throw new ToolException("--created", text, "must be a date, a time and an offset, such as 1998-04-01T12:00:00Z");
}

/// <summary>A version that a command line asks for.</summary>
internal sealed record VersionRequest
{
    public required string Root { get; init; }

    public required string? Pending { get; init; }

    public required string Id { get; init; }

    public required bool IsJson { get; init; }

    public required bool IsDryRun { get; init; }

    /// <summary>What describes the version; null if none is created now.</summary>
    public required ObjectUpdateOptions? Description { get; init; }
}
