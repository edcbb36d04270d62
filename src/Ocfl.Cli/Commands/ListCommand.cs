using System.CommandLine;
using Ocfl.Objects;

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
        Option<bool> json = Arguments.Json();
        Command command = new(
            "ls", "List the objects of a storage root, or the files of an object's version.") { root, id, search, version, json };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(id) is { } objectId
            ? ListFilesAsync(
                terminal,
                parsed.GetValue(root)!,
                objectId,
                parsed.GetValue(search),
                parsed.GetValue(version),
                parsed.GetValue(json),
                cancellationToken)
            : parsed.GetValue(version) is { } lonely ? throw new ToolException("--version", lonely, "needs an --id")
            : parsed.GetValue(search) ? throw new ToolException("--search needs an --id")
            : ListObjectsAsync(terminal, parsed.GetValue(root)!, parsed.GetValue(json), cancellationToken));
        return new ToolCommand(
            command, ["ocfl ls archive", "ocfl ls archive --id urn:example:1", "ocfl ls archive --id urn:example:1 --version v1 --json"]);
    }

    private static async Task<int> ListObjectsAsync(Terminal terminal, string folder, bool isJson, CancellationToken cancellationToken)
    {
        StorageRoot root = await RootFolder.OpenRootAsync(folder, cancellationToken).ConfigureAwait(false);
        int code = ExitCode.Success;
        await foreach (ObjectEntry entry in root.ListObjectsWithRemainsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (isJson)
            {
                terminal.WriteJson(new ObjectLine(entry.Id, entry.Root, entry.Problem), JsonLines.Plain.ObjectLine);
            }
            else if (entry.Id is not null)
            {
                terminal.WriteLine($"{Terminal.Show(entry.Id)}\t{Terminal.Show(entry.Root)}");
            }

            if (entry.Problem is not null)
            {
                terminal.WriteError(entry.Problem);
                code = ExitCode.Failure;
            }
        }

        return code;
    }

    private static async Task<int> ListFilesAsync(
        Terminal terminal, string folder, string id, bool search, string? version, bool isJson, CancellationToken cancellationToken)
    {
        OcflObject opened = await ObjectLookup.OpenObjectAsync(folder, id, search, cancellationToken).ConfigureAwait(false);
        OcflVersion found = ObjectLookup.FindVersion(opened, version);
        foreach ((string path, string digest) in found.Description.State.Paths.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (isJson)
            {
                string contentPath = opened.CurrentInventory.Manifest.TryGetPaths(digest, out IReadOnlyList<string>? paths) ? paths[0] : "";
                terminal.WriteJson(new FileLine(path, digest, contentPath), JsonLines.Plain.FileLine);
            }
            else
            {
                terminal.WriteLine(Terminal.Show(path));
            }
        }

        return ObjectLookup.Conclude(terminal, opened, version);
    }
}
