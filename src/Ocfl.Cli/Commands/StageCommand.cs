using System.CommandLine;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl stage</c></summary>
internal static class StageCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        SourceArguments sources = new("What to add to the stage.");
        Option<string> id = Arguments.Id();
        Option<string> to = new("--to")
        {
            Description = "The folder of the version that receives the files; its top unless given.",
            HelpName = "DIR",
        };
        Option<string> digest = new("--digest")
        {
            Description = "For a new object: the digest algorithm, sha512 (unless given) or sha256.",
            HelpName = "NAME",
        };
        Option<bool> rebase = new("--rebase")
        {
            Description = "Make the staged changes to the object's newest version, if another was committed since they were staged.",
        };
        Option<string> pending = Arguments.Pending();
        Option<bool> json = Arguments.Json();
        Command command = new("stage", "Add files to the stage of an object: 'ocfl commit --staged' makes a version of all that is staged.");
        command.Add(root);
        sources.AddSources(command);
        foreach (Option option in (Option[])[id, to, digest, rebase, pending, json, .. sources.All])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            SourceRequest request = sources.Read(parsed) with
            {
                To = SourceArguments.ReadFolder(parsed.GetValue(to), to.Name) ?? "",
            };
            OpenedStage opened = await OpenedStage.OpenAsync(
                parsed.GetValue(root)!,
                parsed.GetValue(id)!,
                parsed.GetValue(pending),
                search: false,
                cancellationToken).ConfigureAwait(false);
            ObjectUpdateOptions options = new()
            {
                DigestAlgorithm = NewObjectArguments.ParseDigest(parsed.GetValue(digest)),
                Fixity = request.Fixity,
            };
            StagedVersion staged = parsed.GetValue(rebase)
                ? request.Sources.Count == 0
                    ? await opened.GuardAsync(() => opened.Stage.RebaseAsync(cancellationToken)).ConfigureAwait(false)
                        ?? throw opened.Nothing()
                    : throw new ToolException("--rebase is given without SOURCE")
                : request.Sources.Count > 0
                    ? await AddAsync(terminal, opened, request, options, cancellationToken).ConfigureAwait(false)
                    : throw new ToolException("SOURCE is missing. See 'ocfl stage --help'.");
            Report(terminal, parsed.GetValue(id)!, staged, parsed.GetValue(json));
            return ExitCode.Success;
        });
        return new ToolCommand(command,
        [
            "ocfl stage archive --id urn:example:1 scans report.pdf",
            "ocfl stage archive --id urn:example:1 --to images --include '**/*.tif' scans",
            "ocfl stage archive --id urn:example:1 --rebase",
        ]);
    }

    /// <summary>Reports what is staged.</summary>
    public static void Report(Terminal terminal, string id, StagedVersion staged, bool isJson)
    {
        StageLine line = new(id, staged.Base, staged.IsOutdated, FileChangeCounts.Between(staged.Before, staged.State));
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.StageLine);
            return;
        }

        terminal.WriteLine($"staged for {Terminal.Show(id)}{(line.Base is { } @base ? $" since {@base}" : ", a new object")}: "
            + VersionLines.Describe(line.Files));
    }

    private static async Task<StagedVersion> AddAsync(
        Terminal terminal, OpenedStage opened, SourceRequest request, ObjectUpdateOptions options, CancellationToken cancellationToken)
    {
        using OpenedSources sources = await OpenedSources.OpenAsync(
            terminal, request, opened.Root, UpdateMode.Merge, [], cancellationToken).ConfigureAwait(false);
        using ProgressLine line = new(terminal);
        options = options with { Progress = progress => line.Report(() => VersionUpdate.Describe(progress)) };
        UpdateTarget target = await opened.Target.ReadAsync(search: false, cancellationToken).ConfigureAwait(false);
        try
        {
            return await VersionUpdate.StopAsync(target, () => opened.GuardAsync(
                () => opened.Stage.AddAsync(sources.Input, options, cancellationToken))).ConfigureAwait(false);
        }
        catch (EmptySourceException)
        {
            throw new ToolException($"SOURCE {request.Names}: has no files to stage");
        }
    }
}
