using System.CommandLine;
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
        Option<bool> json = Arguments.Json();
        Command command = new(
            "log",
            "List an object's versions, newest first: when, who, why, and how many files changed.") { root, id, search, path, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(path) is { } logicalPath)
            {
                WriteHistory(terminal, opened, logicalPath, parsed.GetValue(json));
            }
            else
            {
                WriteVersions(terminal, opened, parsed.GetValue(json));
            }

            return ObjectLookup.Conclude(terminal, opened, [null]);
        });
        return new ToolCommand(
            command, ["ocfl log archive --id urn:example:1", "ocfl log archive --id urn:example:1 --path chapters/1.txt"]);
    }

    private static void WriteVersions(Terminal terminal, OcflObject opened, bool isJson)
    {
        foreach (OcflVersion version in opened.Versions.Reverse())
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
            terminal.WriteLine($"\t{line.Files} files: {VersionLines.Describe(line)}{(line.Mutable ? " (mutable)" : "")}");
        }
    }

    private static void WriteHistory(Terminal terminal, OcflObject opened, string logicalPath, bool isJson)
    {
        IReadOnlyList<PathHistoryEntry> history = opened.GetHistory(logicalPath);
        if (history.Count == 0)
        {
            throw new ToolException("--path", logicalPath, "no version of the object has or had this file");
        }

        foreach (PathHistoryEntry entry in history.Reverse())
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
