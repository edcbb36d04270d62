using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl log</c></summary>
internal static class LogCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id();
        Option<bool> search = Arguments.Search();
        Option<string> path = new("--path")
        {
            Description = "Only the versions in which this file was added, changed or removed.",
            HelpName = "PATH",
        };
        Option<string> number = new("--number", "-n")
        {
            Description = "Only the newest versions, this many; with --path, the newest in which the file changed.",
            HelpName = "NUMBER",
        };
        Option<bool> reverse = new("--reverse", "-r") { Description = "The oldest first." };
        Option<bool> oneLine = new("--oneline") { Description = "One line a version, without the numbers of files." };
        Option<bool> json = Arguments.Json();
        Command command = new("log", "List an object's versions, newest first: when, who, why, and how many files changed.")
        {
            root, id, search, path, number, reverse, oneLine, json, ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int most = parsed.GetValue(number) is { } text ? ParseNumber(text) : int.MaxValue;
            bool isReversed = parsed.GetValue(reverse);
            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(path) is { } logicalPath)
            {
                WriteHistory(terminal, Order(RequireHistory(opened, logicalPath), most, isReversed), parsed.GetValue(json));
            }
            else
            {
                WriteVersions(terminal, opened, Order(opened.Versions, most, isReversed), parsed.GetValue(oneLine), parsed.GetValue(json));
            }

            return ObjectLookup.Conclude(terminal, opened, [null]);
        });
        return new ToolCommand(
            command,
            [
                "ocfl log archive --id urn:example:1",
                "ocfl log archive --id urn:example:1 -n 5 --oneline",
                "ocfl log archive --id urn:example:1 --path chapters/1.txt --reverse",
            ]);
    }

    private static int ParseNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ToolException("--number", text, "must be a number, 1 or more");

    // As in Git: the newest are chosen, and then put in order.
    private static IEnumerable<T> Order<T>(IReadOnlyList<T> oldestFirst, int most, bool isReversed)
    {
        IEnumerable<T> newest = oldestFirst.Skip(Math.Max(0, oldestFirst.Count - most));
        return isReversed ? newest : newest.Reverse();
    }

    private static void WriteVersions(
        Terminal terminal, OcflObject opened, IEnumerable<OcflVersion> versions, bool isOneLine, bool isJson)
    {
        foreach (OcflVersion version in versions)
        {
            VersionLine line = VersionLines.Create(opened, version);
            if (isJson)
            {
                terminal.WriteJson(line, JsonLines.Plain.VersionLine);
                continue;
            }

            terminal.WriteLine(
                $"{line.Version}\t{Terminal.Show(line.Created)}\t{Terminal.Show(ObjectLookup.Describe(version.Description.User))}\t"
                    + $"{Terminal.Show(line.Message ?? "")}");
            if (!isOneLine)
            {
                terminal.WriteLine($"\t{line.Files} files: {VersionLines.Describe(line)}{(line.Mutable ? " (mutable)" : "")}");
            }
        }
    }

    private static IReadOnlyList<PathHistoryEntry> RequireHistory(OcflObject opened, string logicalPath) =>
        opened.GetHistory(logicalPath) is { Count: > 0 } history
            ? history
            : throw new ToolException("--path", logicalPath, "no version of the object has or had this file");

    private static void WriteHistory(Terminal terminal, IEnumerable<PathHistoryEntry> history, bool isJson)
    {
        foreach (PathHistoryEntry entry in history)
        {
            HistoryLine line = new(
                entry.Version.Number.ToString(), entry.Version.Description.Created.Text, VersionLines.NameOf(entry.Kind), entry.Digest);
            if (isJson)
            {
                terminal.WriteJson(line, JsonLines.Plain.HistoryLine);
            }
            else
            {
                terminal.WriteLine($"{line.Version}\t{Terminal.Show(line.Created)}\t{line.Change}");
            }
        }
    }
}
