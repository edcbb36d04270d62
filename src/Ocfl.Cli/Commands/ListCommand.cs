using System.CommandLine;
using Ocfl.Cli.Service;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl ls</c></summary>
internal static class ListCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id(isRequired: false);
        Option<bool> search = Arguments.Search();
        Option<string> version = Arguments.Version();
        Option<string> match = new("--match") { Description = "Only objects whose id matches, such as 'urn:example:*'.", HelpName = "GLOB" };
        Option<string[]> paths = Arguments.Paths("Only these files");
        Option<bool> directories = new("--directories", "-D")
        {
            Description = "List the files and logical directories that are directly in the version, or in the directory --path, and not "
                + "those below.",
        };
        Option<bool> isLong = new("--long", "-l")
        {
            Description = "Sizes, versions and dates: of a file, of the version in which it got its content; of an object, of its newest "
                + "version, and how many files that has.",
        };
        Option<bool> digests = new("--digests", "-d") { Description = "The digests of the files." };
        Option<bool> physical = new("--physical", "-p") { Description = "Where the files' content is, from the storage root." };
        Option<string> sort = new("--sort", "-s")
        {
            Description = "By name (of a file, or the id), size, date or version. Files are sorted by name unless given, objects by place.",
            HelpName = "ORDER",
        };
        sort.CompletionSources.Add("name", "size", "date", "version");
        Option<bool> reverse = new("--reverse", "-r") { Description = "In the opposite order." };
        Option<bool> json = Arguments.Json();
        Command command = new("ls", "List the objects of a storage root, or the files of an object's version.")
        {
            root, id, search, version, match, paths, directories, isLong, digests, physical, sort, reverse, json,
            ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            ListView view = new()
            {
                IsLong = parsed.GetValue(isLong),
                HasDigests = parsed.GetValue(digests),
                HasPhysicalPaths = parsed.GetValue(physical),
                Sort = parsed.GetValue(sort) is { } order ? ParseOrder(order) : null,
                IsReversed = parsed.GetValue(reverse),
                IsJson = parsed.GetValue(json),
            };
            if (parsed.GetValue(id) is { } objectId)
            {
                return parsed.GetValue(match) is { } glob
                    ? throw new ToolException("--match", glob, "is for ids; with --id, give --path")
                    : new FileList(terminal, view).WriteAsync(
                        new FileListRequest(
                            parsed.GetValue(root)!,
                            objectId,
                            parsed.GetValue(search),
                            parsed.GetValue(version),
                            parsed.GetValue(paths) ?? [],
                            parsed.GetValue(directories)),
                        cancellationToken);
            }

            RequireId("--version", parsed.GetValue(version));
            RequireId("--path", parsed.GetValue(paths) is [string first, ..] ? first : null);
            RequireId("--search", parsed.GetValue(search));
            RequireId("--directories", parsed.GetValue(directories));
            RequireId("--digests", parsed.GetValue(digests));
            RequireId("--physical", parsed.GetValue(physical));
            return new ObjectList(terminal, view).WriteAsync(parsed.GetValue(root)!, parsed.GetValue(match), cancellationToken);
        });
        return new ToolCommand(
            command,
            [
                "ocfl ls archive",
                "ocfl ls archive --long --match 'urn:example:*'",
                "ocfl ls archive --id urn:example:1",
                "ocfl ls archive --id urn:example:1 --version v1 --json",
                "ocfl ls archive --id urn:example:1 --long --sort size --reverse",
                "ocfl ls archive --id urn:example:1 --path 'chapters/*.txt' --path notes",
                "ocfl ls archive --id urn:example:1 --directories --path chapters",
            ]);
    }

    private static ListOrder ParseOrder(string text) => Arguments.ParseWord(
        "--sort",
        text,
        ("name", ListOrder.Name),
        ("size", ListOrder.Size),
        ("date", ListOrder.Date),
        ("version", ListOrder.Version));

    private static void RequireId(string option, string? lonely)
    {
        if (lonely is not null)
        {
            throw new ToolException(option, lonely, "needs an --id");
        }
    }

    private static void RequireId(string option, bool isLonely)
    {
        if (isLonely)
        {
            throw new ToolException(option + " needs an --id");
        }
    }
}

/// <summary>What a list is sorted by.</summary>
internal enum ListOrder
{
    Name,
    Size,
    Date,
    Version,
}

/// <summary>What a list shows, and in which order.</summary>
internal sealed record ListView
{
    public required bool IsLong { get; init; }

    public required bool HasDigests { get; init; }

    public required bool HasPhysicalPaths { get; init; }

    /// <summary>Null for the order in which it is found, which needs no memory.</summary>
    public required ListOrder? Sort { get; init; }

    public required bool IsReversed { get; init; }

    public required bool IsJson { get; init; }

    /// <summary>Sorts lines that are all there.</summary>
    public IEnumerable<T> Order<T>(
        IEnumerable<T> lines, Func<T, string> name, Func<T, (long Bytes, DateTimeOffset? Date, int Version)> facts)
    {
        IOrderedEnumerable<T> sorted = Sort switch
        {
            ListOrder.Size => lines.OrderBy(line => facts(line).Bytes).ThenBy(name, StringComparer.Ordinal),
            ListOrder.Date => lines.OrderBy(line => facts(line).Date).ThenBy(name, StringComparer.Ordinal),
            ListOrder.Version => lines.OrderBy(line => facts(line).Version).ThenBy(name, StringComparer.Ordinal),
            _ => lines.OrderBy(name, StringComparer.Ordinal),
        };
        return IsReversed ? sorted.Reverse() : sorted;
    }
}
