using System.CommandLine;
using System.Globalization;
using Ocfl.Objects;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl purge</c></summary>
internal static class PurgeCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id();
        Option<bool> yes = new("--yes") { Description = "Remove it; otherwise the object is only described." };
        Option<string> pending = Arguments.Pending();
        Option<bool> json = Arguments.Json();
        Command command = new(
            "purge", "Remove an object with all its versions, and what is staged for it. This cannot be undone.") { root, id, yes, pending, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string folder = parsed.GetValue(root)!;
            string name = parsed.GetValue(id)!;
            ObjectLookup.RequireId(name);
            WritableRoot opened = await Place.OpenRootToWriteAsync(
                folder, parsed.GetValue(pending), cancellationToken).ConfigureAwait(false);
            OcflObject found = await opened.Root.OpenObjectAsync(name, cancellationToken).ConfigureAwait(false)
                ?? throw new ToolException("--id", name, $"there is no such object in {folder}");
            PurgeLine line = new(found.Id, found.Root, found.Versions.Count, found.Inventory.Manifest.PathCount);
            string what = string.Create(
                CultureInfo.InvariantCulture, $"'{line.Id}' at {line.Path}, with {line.Versions} versions and {line.Files} content files");
            if (!parsed.GetValue(yes))
            {
                throw new ToolException($"--yes is missing: it would remove {what}, and cannot be undone");
            }

            await new ObjectPurge(opened.Root.Storage, opened.Work).PurgeAsync(found, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(line, JsonLines.Plain.PurgeLine);
            }
            else
            {
                terminal.WriteLine("removed " + Terminal.Show(what));
            }

            return ExitCode.Success;
        });
        return new ToolCommand(command, ["ocfl purge archive --id urn:example:1 --yes"]);
    }
}
