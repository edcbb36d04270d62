using System.CommandLine;
using Ocfl.Cli.Service;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl show</c></summary>
internal static class ShowCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id();
        Option<bool> search = Arguments.Search();
        Option<string> version = Arguments.Version();
        Option<bool> json = Arguments.Json();
        Command command = new("show", "Show an object's properties and those of one version.")
        {
            root, id, search, version, json, ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OcflObject opened = await ObjectLookup.OpenObjectAsync(
                parsed.GetValue(root)!, parsed.GetValue(id)!, parsed.GetValue(search), cancellationToken).ConfigureAwait(false);
            OcflVersion found = ObjectLookup.FindVersion(opened, parsed.GetValue(version));
            ShowLine line = new(
                opened.Id,
                opened.Root,
                (await opened.ReadDeclaredSpecificationAsync(cancellationToken).ConfigureAwait(false)).Name,
                opened.Inventory.DigestAlgorithm,
                opened.InventoryDigest,
                opened.Head.Number.ToString(),
                opened.MutableHead is not null,
                opened.MutableHead?.Problem,
                opened.Versions.Count,
                VersionLines.Create(opened, found));
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(line, JsonLines.Plain.ShowLine);
            }
            else
            {
                Write(terminal, line, ObjectLookup.Describe(found.Description.User));
            }

            return ExitCode.Success;
        });
        return new ToolCommand(
            command, ["ocfl show archive --id urn:example:1", "ocfl show archive --id urn:example:1 --version v1 --json"]);
    }

    private static void Write(Terminal terminal, ShowLine line, string user)
    {
        (string Name, string? Value)[] rows =
        [
            ("id", line.Id),
            ("path", line.Path),
            ("OCFL", line.Specification),
            ("digests", line.DigestAlgorithm),
            ("inventory", line.InventoryDigest),
            ("versions", $"{line.Versions}, newest {line.Head}"),
            ("mutable HEAD", line.MutableHead ? line.MutableHeadProblem ?? "yes" : null),
            ("version", line.Version.Version),
            ("created", line.Version.Created),
            ("user", user.Length == 0 ? null : user),
            ("message", line.Version.Message),
            ("files", $"{line.Version.Files}: {VersionLines.Describe(line.Version)}"),
        ];
        terminal.WriteRows(rows);
    }
}
