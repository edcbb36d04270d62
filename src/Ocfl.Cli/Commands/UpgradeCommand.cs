using System.CommandLine;
using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl upgrade</c></summary>
internal static class UpgradeCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> pending = Arguments.Pending();
        Option<bool> json = Arguments.Json();
        Command command = new(
            "upgrade",
            "Upgrade a storage root from OCFL 1.0 to 1.1. Its objects do not change. Running it again changes nothing.")
            {
                root,
                pending,
                json,
            };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            WritableRoot opened = await Place.OpenRootToWriteAsync(
                parsed.GetValue(root)!, parsed.GetValue(pending), cancellationToken).ConfigureAwait(false);
            StorageRoot upgraded = await opened.Root.UpgradeAsync(SpecificationVersion.V11, cancellationToken).ConfigureAwait(false);
            RootReport.Write(terminal, upgraded, parsed.GetValue(json));
            return ExitCode.Success;
        });
        return new ToolCommand(command, ["ocfl upgrade archive"]);
    }
}
