using System.CommandLine;
using Ocfl.Cli.Service;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl status</c></summary>
internal static class StatusCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id();
        Option<string> pending = Arguments.Pending();
        Option<bool> json = Arguments.Json();
        Command command = new(
            "status",
            "List what is staged for an object: A added, D removed, M changed, R renamed. With --service: show its updates that have not "
                + "finished.")
        {
            root,
            id,
            pending,
            json,
            ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (ServiceAddress.Find(parsed.GetValue(root)!) is { } service)
            {
                ServiceAddress.Refuse(parsed, (pending.Name, "the settings of the service decide"));
                ObjectLookup.RequireId(parsed.GetValue(id)!);
                return await UpdatesCommand.WriteUnfinishedAsync(
                    terminal, service, parsed.GetValue(id)!, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
            }

            OpenedStage opened = await OpenedStage.OpenAsync(
                parsed.GetValue(root)!,
                parsed.GetValue(id)!,
                parsed.GetValue(pending),
                search: false,
                cancellationToken).ConfigureAwait(false);
            bool isJson = parsed.GetValue(json);
            StagedVersion? staged = await opened.Stage.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (staged is null)
            {
                if (!isJson)
                {
                    terminal.WriteLine($"nothing is staged for {Terminal.Show(parsed.GetValue(id)!)}");
                }

                return ExitCode.Success;
            }

            new VersionReport(terminal, isJson).WriteChanges(staged.Before, staged.State);
            StageCommand.Report(terminal, parsed.GetValue(id)!, staged, isJson);
            if (staged.IsOutdated)
            {
                terminal.WriteError("the object has another version by now: 'ocfl stage --rebase' makes the staged changes to it");
            }

            return ExitCode.Success;
        });
        return new ToolCommand(command,
            ["ocfl status archive --id urn:example:1", "ocfl status --service https://archive.example.org --id urn:example:1"]);
    }
}
