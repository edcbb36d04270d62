using System.CommandLine;
using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl reset</c></summary>
internal static class ResetCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Argument<string[]> paths = new("PATH")
        {
            Description = "The files and folders whose staged changes are taken back; the whole stage unless given. '*' and '?' stand for "
                + "characters of a name, '**' for any folders.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string> id = Arguments.Id();
        Option<string> pending = Arguments.Pending();
        Option<bool> json = Arguments.Json();
        Command command = new(
            "reset",
            "Remove what is staged for an object, and what an interrupted commit has left to be continued. The object does not change.")
            {
                root,
                paths,
                id,
                pending,
                json,
            };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OpenedStage opened = await OpenedStage.OpenAsync(
                parsed.GetValue(root)!,
                parsed.GetValue(id)!,
                parsed.GetValue(pending),
                search: false,
                cancellationToken).ConfigureAwait(false);
            await (parsed.GetValue(paths) is { Length: > 0 } given
                ? ResetAsync(terminal, opened, parsed.GetValue(id)!, given, parsed.GetValue(json), cancellationToken)
                : ResetAsync(terminal, opened, parsed.GetValue(id)!, parsed.GetValue(json), cancellationToken)).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return new ToolCommand(command, ["ocfl reset archive --id urn:example:1", "ocfl reset archive --id urn:example:1 images/a.tif"]);
    }

    private static async Task ResetAsync(
        Terminal terminal, OpenedStage opened, string id, bool isJson, CancellationToken cancellationToken)
    {
        ResetLine line = new(id, await opened.Stage.ResetAsync(cancellationToken).ConfigureAwait(false));
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.ResetLine);
        }
        else
        {
            terminal.WriteLine(line.Staged ? $"nothing is staged for {Terminal.Show(id)} any more" : $"nothing was staged for {Terminal.Show(id)}");
        }
    }

    private static async Task ResetAsync(
        Terminal terminal, OpenedStage opened, string id, string[] paths, bool isJson, CancellationToken cancellationToken)
    {
        StagedVersion present = await opened.Stage.ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw opened.Nothing();
        StagedVersion staged = await opened.GuardAsync(() => opened.Stage.ChangeAsync(
            state => TakeBack(present, state, paths), cancellationToken)).ConfigureAwait(false);
        StageCommand.Report(terminal, id, staged, isJson);
    }

    // What the base has is restored, and what it has not is removed: first what is in the way.
    private static List<StateChange> TakeBack(StagedVersion stage, DigestMap state, string[] paths)
    {
        LogicalTree before = new(stage.Before);
        LogicalTree now = new(state);
        IReadOnlyList<string> taken = new LogicalTree(stage.Before, state).FindAll("PATH", paths, "the stage");
        return [
            .. taken.Where(path => now.HasFile(path) || now.HasFolder(path))
                .Select(path => new StateChange { Kind = StateChangeKind.Remove, Path = path }),
            .. taken.Where(path => before.HasFile(path) || before.HasFolder(path))
                .Select(path => new StateChange { Kind = StateChangeKind.Restore, Path = path, Version = stage.Base }),
        ];
    }
}
