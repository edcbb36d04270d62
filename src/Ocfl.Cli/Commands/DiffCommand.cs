using System.CommandLine;
using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl diff</c></summary>
internal static class DiffCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id();
        Option<bool> search = Arguments.Search();
        Option<string> from = Arguments.Version("--from", "The version before; the one before --to unless given.");
        Option<string> to = Arguments.Version("--to", "The version after; the newest unless given.");
        Option<bool> json = Arguments.Json();
        Command command = new(
            "diff",
            "List what is different between two versions: A added, D removed, M changed, R renamed.") { root, id, search, from, to, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            OcflVersion after = ObjectLookup.FindVersion(opened, parsed.GetValue(to), "--to");
            DigestMap before = parsed.GetValue(from) is { } name ? ObjectLookup.FindVersion(opened, name, "--from").Description.State
                : after.Number.Number == 1 ? DigestMap.Empty
                : opened.Versions[after.Number.Number - 2].Description.State;
            foreach (FileChange change in VersionDifference.Compare(before, after.Description.State))
            {
                Write(terminal, change, parsed.GetValue(json));
            }

            // Without --from it is the version before --to, so only --to can be a mutable HEAD.
            return ObjectLookup.Conclude(terminal, opened, parsed.GetValue(to), parsed.GetValue(from) ?? parsed.GetValue(to));
        });
        return new ToolCommand(
            command, ["ocfl diff archive --id urn:example:1", "ocfl diff archive --id urn:example:1 --from v1 --to v3 --json"]);
    }

    private static void Write(Terminal terminal, FileChange change, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(
                new ChangeLine(VersionLines.NameOf(change.Kind), change.Path, change.OldPath, change.OldDigest, change.NewDigest),
                JsonLines.Plain.ChangeLine);
            return;
        }

        char letter = change.Kind switch
        {
            FileChangeKind.Added => 'A',
            FileChangeKind.Removed => 'D',
            FileChangeKind.Changed => 'M',
            _ => 'R'
        };
        terminal.WriteLine(change.OldPath is { } old
            ? $"{letter}\t{Terminal.Show(old)}\t{Terminal.Show(change.Path)}"
            : $"{letter}\t{Terminal.Show(change.Path)}");
    }
}
