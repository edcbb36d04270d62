using Ocfl.Cli.Commands;
using Ocfl.Staging;
using Ocfl.Updates;

namespace Ocfl.Cli;

/// <summary>The stage of an object, with faults that name arguments.</summary>
internal sealed class OpenedStage
{
    private readonly string _id;

    private OpenedStage(WritableRoot root, string folder, string id, bool search)
    {
        _id = id;
        Root = root;
        Target = new TargetObject(root.Root, folder, id);
        Stage = new ObjectStage(root.Root.Storage, root.Work, id, cancel => Target.ReadAsync(search, cancel));
    }

    /// <summary>The storage root.</summary>
    public WritableRoot Root { get; }

    /// <summary>The object.</summary>
    public TargetObject Target { get; }

    /// <summary>The stage.</summary>
    public ObjectStage Stage { get; }

    /// <summary>Opens the stage of an object.</summary>
    public static async Task<OpenedStage> OpenAsync(
        string folder, string id, string? pending, bool search, CancellationToken cancellationToken)
    {
        ObjectLookup.RequireId(id);
        WritableRoot root = await Place.OpenRootToWriteAsync(folder, pending, cancellationToken).ConfigureAwait(false);
        return new OpenedStage(root, folder, id, search);
    }

    /// <summary>Commits the stage, or plans that.</summary>
    public async Task CommitAsync(
        Terminal terminal, VersionRequest version, NewObjectRequest shape, CancellationToken cancellationToken)
    {
        UpdateTarget target = await Target.ReadAsync(shape.Search, cancellationToken).ConfigureAwait(false);
        ObjectUpdateOptions options = shape.ApplyTo(version.Description!, Root.Root, target.Inventory);
        VersionReport report = new(terminal, version.IsJson);
        if (version.IsDryRun)
        {
            UpdatePlan plan = await GuardAsync(() => Stage.PlanAsync(options, cancellationToken)).ConfigureAwait(false) ?? throw Nothing();
            report.WritePlanned(plan, target);
            return;
        }

        StageCommitResult result;
        using (ProgressLine line = new(terminal))
        {
            ObjectUpdateOptions shown = options with { Progress = progress => line.Report(() => VersionUpdate.Describe(progress)) };
            result = await VersionUpdate.StopAsync(
                target, () => GuardAsync(() => Stage.CommitAsync(shown, cancellationToken))).ConfigureAwait(false) ?? throw Nothing();
        }

        if (result.Plan is { } committed)
        {
            report.WriteCommitted(committed);
        }
        else
        {
            target = await Target.ReadAsync(shape.Search, cancellationToken).ConfigureAwait(false);
            report.WriteCommittedBefore(target, result.Head);
        }
    }

    /// <summary>Turns a conflict of the stage into advice.</summary>
    public async Task<T> GuardAsync<T>(Func<Task<T>> actAsync)
    {
        try
        {
            return await actAsync().ConfigureAwait(false);
        }
        catch (ObjectConflictException conflict)
        {
            throw new ToolException(
                "--id",
                _id,
                $"{char.ToLowerInvariant(conflict.Message[0])}{conflict.Message[1..].TrimEnd('.')}: 'ocfl stage --rebase' makes the staged "
                    + "changes to the newest version, 'ocfl reset' removes them");
        }
        catch (StateChangeException misfit)
        {
            throw new ToolException("--id", _id, $"a change does not fit: {misfit.Rule.TrimEnd('.')}");
        }
    }

    /// <summary>The fault that nothing is staged.</summary>
    public ToolException Nothing() => new("--id", _id, "nothing is staged for it; 'ocfl stage' stages files");
}
