using System.Collections.Concurrent;
using Ocfl.Digests;
using Ocfl.Sources;
using Ocfl.Stages;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Creates a new version of an object in one go: stages its sources, plans, and executes all steps. For tools that can be started again
/// after a crash, unlike the durable update. The next update removes what a killed one left in local work areas, and completes its
/// commit. On local storage it also continues the staging of an interrupted update of the same object: what is in its journal is not read
/// again.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="work">
/// Where content is staged that cannot stay in its source (<see cref="ContentStager.CanStayInSource"/>). Best on the same volume, or in
/// the same account, as the storage root.
/// </param>
/// <param name="time">The clock for the version's time; null for the system's.</param>
public sealed class ObjectUpdater(IStorage storage, IStorage work, TimeProvider? time = null)
{
    /// <summary>How far in the future a given time may be: clocks differ.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Whether, for a storage root that writes in place, the work area belongs to such updates: what an interrupted one has staged stays
    /// there for the next one of the object, which also takes over what it has left in the object. Always so for a local storage root.
    /// </summary>
    public bool ContinuesInterrupted { get; init; }

    /// <summary>Where content is staged that the next update of its object may continue with; null if there is no such place.</summary>
    internal StagePlace? Stages => IsPending(work) ? (storage as LocalStorage)?.Stages
        : ContinuesInterrupted && storage.PendingArea is null ? new RemoteStages(work, _time)
        : null;

    /// <summary>Where a storage root's updates continue what was interrupted (<see cref="ContinuesInterrupted"/>).</summary>
    /// <exception cref="ArgumentException">The storage has a pending area, and the work area is another place.</exception>
    internal static StagePlace StagesOf(IStorage storage, IStorage work, TimeProvider? time = null) =>
        new ObjectUpdater(storage, work, time) { ContinuesInterrupted = true }.Stages
            ?? throw new ArgumentException("It is not the pending area of the storage.", nameof(work));

    /// <summary>Commits one new version, or none. What is not committed is removed again.</summary>
    /// <param name="target">The object as it is.</param>
    /// <param name="source">Where the files are; null for none: the version is then made from the last one.</param>
    /// <param name="directory">The directory there whose files are taken; empty for all.</param>
    /// <param name="options">What the version is made of, and how; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <inheritdoc cref="UpdateAsync(UpdateTarget, UpdateContents, ObjectUpdateOptions, CancellationToken)"/>
    public Task<UpdatePlan> UpdateAsync(
        UpdateTarget target,
        IStorage? source,
        string directory = "",
        ObjectUpdateOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new ObjectUpdateOptions();
        UpdateContents input = source is null
            ? new UpdateContents()
            : new UpdateContents { Sources = [SourceContents.OfDirectory(source, directory, options.Mode, options.Changes)] };
        return UpdateAsync(target, input, options, cancellationToken);
    }

    /// <summary>
    /// Commits one new version, or none. What is not committed is removed again, except for what a later update can continue.
    /// </summary>
    /// <param name="target">The object as it is.</param>
    /// <param name="input">Where the files come from.</param>
    /// <param name="options">What the version is made of, and how; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The plan that was executed; see <see cref="UpdatePlan.ChangesNothing"/>.</returns>
    /// <exception cref="StorageException">A storage failed, or the pending area is on another volume.</exception>
    /// <exception cref="InvalidUpdateException">The input, the options and the object do not fit.</exception>
    /// <exception cref="EmptySourceException">There are no files, and <see cref="ObjectUpdateOptions.AllowEmpty"/> is not set.</exception>
    /// <exception cref="StageConflictException">A path cannot be in a version state.</exception>
    /// <exception cref="StateChangeException">A change does not fit the state that it is applied to.</exception>
    /// <exception cref="ObjectConflictException">Another update was first.</exception>
    /// <exception cref="ContentMismatchException">A file of a source changed while it was read, or is not what it must be.</exception>
    /// <exception cref="UpdateStoppedException">It was stopped, and nothing has changed.</exception>
    public async Task<UpdatePlan> UpdateAsync(
        UpdateTarget target,
        UpdateContents input,
        ObjectUpdateOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(input);
        options ??= new ObjectUpdateOptions();
        RequireTime(target, options, _time);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        using UpdateFolders folders = await UpdateFolders.TakeAsync([work, storage.PendingArea?.Storage]).ConfigureAwait(false);
        StagingRun? continued = await BeginRunAsync(target, !input.IsEmpty, cancellationToken).ConfigureAwait(false);
        if (continued is null)
        {
            return await UpdateAsync(target, input, options, folders.Owner, continued, cancellationToken).ConfigureAwait(false);
        }

        await using (continued.ConfigureAwait(false))
        {
            return await UpdateAsync(
                target, input, options, continued.Owner ?? folders.Owner, continued, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the plan of an update and executes nothing: all content is hashed, and none is staged.</summary>
    /// <returns>The plan; its steps cannot be executed.</returns>
    /// <inheritdoc cref="UpdateAsync(UpdateTarget, UpdateContents, ObjectUpdateOptions, CancellationToken)"/>
    public async Task<UpdatePlan> PlanAsync(
        UpdateTarget target,
        UpdateContents input,
        ObjectUpdateOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(input);
        options ??= new ObjectUpdateOptions();
        RequireTime(target, options, _time);
        UpdateRun run = new(target, input, options, "plan") { OnlyPlans = true };
        return await PlanAsync(run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stages content for an object, and leaves it in a run.</summary>
    internal async Task<(IReadOnlyCollection<StagedFile> Files, StagingRun Run)> StageAsync(
        UpdateTarget target, UpdateContents input, ObjectUpdateOptions options, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        StagingRun run = await BeginRunAsync(target, continues: true, cancellationToken, onlyStages: true).ConfigureAwait(false)
            ?? throw new NotSupportedException($"{storage.Location} has no place for what is staged.");
        LocalBatch? batch = null;
        try
        {
            batch = LocalBatch.TryBegin(run.Storage, run.Directory);
            run.FlushAsync = batch is null ? _ => Task.CompletedTask : batch.FlushAsync;
            UpdateRun staging = new(target, input, options, run.Directory) { Staged = batch, Continued = run, StagesAll = true };
            IReadOnlyCollection<StagedFile> files = await StageFilesAsync(staging, [], cancellationToken).ConfigureAwait(false);
            await run.FlushAsync(cancellationToken).ConfigureAwait(false);
            await run.CloseAsync().ConfigureAwait(false);
            return (files, run);
        }
        catch (Exception failure)
        {
            await using (run.ConfigureAwait(false))
            {
                await EndRunAsync(run, failure).ConfigureAwait(false);
            }

            throw;
        }
        finally
        {
            batch?.Dispose();
        }
    }

    /// <summary>Commits content that is staged elsewhere, and stays there.</summary>
    /// <param name="target">The object as it is.</param>
    /// <param name="stage">The version.</param>
    /// <param name="place">Where its content is.</param>
    /// <param name="options">What the version is made of, and how.</param>
    /// <param name="beforeCommitAsync">Called with the plan before it is executed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<UpdatePlan> CommitAsync(
        UpdateTarget target,
        Stage stage,
        IStorage place,
        ObjectUpdateOptions options,
        Func<UpdatePlan, Task> beforeCommitAsync,
        CancellationToken cancellationToken)
    {
        RequireTime(target, options, _time);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        UpdatePlan plan = new VersionPlanner(storage, target, stage.DigestAlgorithm, options).BuildPlan(
            stage, options.Created ?? _time.GetUtcNow());
        if (plan.Activities.Count == 0)
        {
            return plan;
        }

        using UpdateFolders folders = await UpdateFolders.TakeAsync([work]).ConfigureAwait(false);
        StagingRun? owned = await BeginRunAsync(target, continues: false, cancellationToken).ConfigureAwait(false);
        if (owned is null)
        {
            using LocalBatch? image = LocalBatch.TryBegin(work, folders.Owner);
            UpdateRun run = new(target, new UpdateContents(), options, folders.Owner) { Image = image, KeptIn = place };
            await CommitAsync(run).ConfigureAwait(false);
            return plan;
        }

        await using (owned.ConfigureAwait(false))
        {
            UpdateRun run = new(target, new UpdateContents(), options, owned.Owner!) { Continued = owned, KeptIn = place };
            await CommitAsync(run).ConfigureAwait(false);
            owned.Settle();
            return plan;
        }

        async Task CommitAsync(UpdateRun update)
        {
            await beforeCommitAsync(plan).ConfigureAwait(false);
            await CarryOutAsync(update, plan, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<UpdatePlan> UpdateAsync(
        UpdateTarget target,
        UpdateContents input,
        ObjectUpdateOptions options,
        string owner,
        StagingRun? continued,
        CancellationToken cancellationToken)
    {
        using LocalBatch? staged = input.IsEmpty
            ? null
            : LocalBatch.TryBegin(continued?.Storage ?? work, continued?.Directory ?? owner);
        using LocalBatch? image = continued is null ? null : LocalBatch.TryBegin(work, owner);
        UpdateRun run = new(target, input, options, owner) { Staged = staged, Image = image ?? staged, Continued = continued };
        if (continued is not null && staged is not null)
        {
            continued.FlushAsync = staged.FlushAsync;
        }

        try
        {
            UpdatePlan plan = await PlanAsync(run, cancellationToken).ConfigureAwait(false);
            if (plan.Activities.Count > 0)
            {
                await CarryOutAsync(run, plan, cancellationToken).ConfigureAwait(false);
                continued?.Settle();
            }
            else if (continued is not null)
            {
                await ClearAsync(continued, cancellationToken).ConfigureAwait(false);
            }

            // A version without new content leaves what another commit has staged, and may continue with.
            await (continued is null || input.IsEmpty ? Task.CompletedTask : continued.RemoveAsync()).ConfigureAwait(false);
            return plan;
        }
        catch (Exception failure) when (continued is not null)
        {
            await EndRunAsync(continued, failure).ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (continued?.Owner is null && (run.HasStaged || !run.StaysInSource(storage)))
            {
                await work.DeleteDirectoryAsync(owner, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Refuses a time that a version cannot have.</summary>
    /// <exception cref="InvalidUpdateException">It is in the future, or before that of the version before.</exception>
    internal static void RequireTime(UpdateTarget target, ObjectUpdateOptions options, TimeProvider time)
    {
        if (options.Created > time.GetUtcNow() + ClockTolerance)
        {
            throw new InvalidUpdateException(FormattableString.Invariant(
                $"The version cannot be of {options.Created:O}: that is in the future."));
        }

        if (target.Inventory is { } inventory && options.Created < inventory.HeadVersion.Created.Value)
        {
            throw new InvalidUpdateException(FormattableString.Invariant(
                $"The version cannot be of {options.Created:O}: {inventory.Head} was created at {inventory.HeadVersion.Created.Text}, and a ")
                    + "version cannot be older than the one before it.");
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        storage.PendingArea?.RequireUsable();
        await storage.RemoveAbandonedAsync(cancellationToken).ConfigureAwait(false);
        await work.RemoveAbandonedAsync(cancellationToken).ConfigureAwait(false);
    }

    // Only a place that is the storage root's own is there for the next update, too. Where files are written in place, each update needs
    // a mark, by which the next one sees whether it may take over what is left.
    private async Task<StagingRun?> BeginRunAsync(
        UpdateTarget target, bool continues, CancellationToken cancellationToken, bool onlyStages = false)
    {
        if (Stages is not { } stages || !(continues || stages.WritesInPlace))
        {
            return null;
        }

        // Of the other objects there may be many, and each look at one is a request: there it is left to a repair.
        if (!stages.WritesInPlace)
        {
            await StagingRun.RemoveExpiredAsync(stages, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }

        return await StagingRun.BeginAsync(
            stages, target.ObjectId, onlyStages ? "" : target.ObjectRoot, continues, cancellationToken).ConfigureAwait(false);
    }

    // There is no new version that would take the place of what is left.
    private async Task ClearAsync(StagingRun run, CancellationToken cancellationToken)
    {
        foreach (InUseMark mark in run.Traces.ToArray())
        {
            AbandonedFiles left = new(storage, mark.ObjectRoot, mark.Name);
            await left.DeleteAsync(
                await left.FindAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            mark.HasTrace = false;
        }
    }

    // What was wrong with the input is wrong again, and nobody continues there.
    private static async Task EndRunAsync(StagingRun run, Exception failure)
    {
        bool canContinue = failure is OperationCanceledException or StorageException;
        if (canContinue)
        {
            await TryCheckpointAsync(run).ConfigureAwait(false);
        }

        if (canContinue && run.DurableBytes > 0)
        {
            await run.CloseAsync().ConfigureAwait(false);
        }
        else
        {
            await run.RemoveAsync().ConfigureAwait(false);
        }

        if (failure is OperationCanceledException stopped)
        {
            throw new UpdateStoppedException(run.DurableFiles, run.DurableBytes, stopped);
        }
    }

    private static async Task TryCheckpointAsync(StagingRun run)
    {
        try
        {
            await run.CheckpointAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // The volume is full, or gone. What is in the journal is enough.
        }
    }

    // Each part of an update returns no more than the next one needs: of many files, the rest is a lot of memory.
    private async Task<UpdatePlan> PlanAsync(UpdateRun run, CancellationToken cancellationToken)
    {
        VersionPlanner planner = new(storage, run.Target, run.Algorithm.Name, run.Options);
        return planner.BuildPlan(
            await StageAsync(run, planner, cancellationToken).ConfigureAwait(false), run.Options.Created ?? _time.GetUtcNow());
    }

    private async Task<Stage> StageAsync(UpdateRun run, VersionPlanner planner, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<RehashedContent> rehashed = await RehashAsync(run, cancellationToken).ConfigureAwait(false);
        IReadOnlyCollection<StagedFile>? files = run.Input.IsEmpty
            ? null
            : await StageFilesAsync(run, rehashed, cancellationToken).ConfigureAwait(false);
        return planner.BuildStage(files, rehashed);
    }

    private async Task<IReadOnlyCollection<StagedFile>> StageFilesAsync(
        UpdateRun run, IReadOnlyCollection<RehashedContent> rehashed, CancellationToken cancellationToken)
    {
        SourceStaging staging = new(
            storage,
            run.Algorithm,
            run.Options.Fixity,
            new KnownContent(storage, run.Target.ObjectRoot, run.Target.Inventory, rehashed))
        {
            Place = run.Staged?.Storage ?? work,
            Directory = run.Continued?.Directory ?? run.Owner,
            Run = run.Continued,
            OnlyHashes = run.OnlyPlans,
            MayStayInSource = run.Source is not null && !run.StagesAll,
            Parallel = run.Parallel(cancellationToken),
            Taken = run.Count,
        };
        try
        {
            foreach (SourceContents contents in run.Input.Sources)
            {
                await staging.TakeAsync(contents, cancellationToken).ConfigureAwait(false);
            }

            if (run.Input.Archive is { } archive)
            {
                await staging.TakeAsync(archive, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            run.HasStaged |= staging.HasStaged;
        }

        if (run.Staged is { } batch && !IsPending(work))
        {
            await batch.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return staging.Files;
    }

    private bool IsPending(IStorage place) => ReferenceEquals(storage.PendingArea?.Storage, place);

    private async Task<IReadOnlyCollection<RehashedContent>> RehashAsync(UpdateRun run, CancellationToken cancellationToken)
    {
        ConcurrentBag<RehashedContent> rehashed = [];
        if (run.Target.Inventory is not { } inventory || inventory.DigestAlgorithm == run.Algorithm.Name)
        {
            return rehashed;
        }

        DigestAlgorithm before = DigestAlgorithm.Get(inventory.DigestAlgorithm);
        await Parallel.ForEachAsync(inventory.Manifest.Paths, run.Parallel(cancellationToken), async (file, cancel) =>
        {
            RehashedContent content = await ContentRehasher.HashAsync(
                storage, run.Target.ObjectRoot, file.Key, before, file.Value, run.Algorithm, progress: null, cancel).ConfigureAwait(false);
            rehashed.Add(content);
            run.Count(content.Length);
        }).ConfigureAwait(false);
        return rehashed;
    }

    private async Task CarryOutAsync(UpdateRun run, UpdatePlan plan, CancellationToken cancellationToken)
    {
        IStorage? unflushed = IsPending(work) ? run.Image?.Storage : null;
        ActivityExecutorOptions options = new()
        {
            Source = run.Source,
            Target = run.Target,
            Unflushed = unflushed,
            HasStagedItself = run.KeptIn is null,
            IsAbandoned = run.Continued is { Owner: not null } owned
                ? (other, _) => Task.FromResult(owned.HasTakenOver(other))
                : null,
            KeepsStaged = run.KeptIn is not null ? _ => true : run.Continued is { } continued ? continued.IsDurable : null,
        };
        IStorage staged = run.KeptIn ?? (IsPending(work) ? run.Staged?.Storage : run.Continued?.Storage) ?? work;
        ActivityExecutor executor = new(storage, staged, run.Owner, options);
        run.Continued?.BeginToWrite();
        try
        {
            using ContentMoves? moves = unflushed is null ? null : executor.BeginMoves();
            await PlanOrder.RunAsync(
                plan.Activities,
                run.Options.Parallelism,
                async (step, cancel) =>
                {
                    await executor.ExecuteAsync(plan, step, cancel).ConfigureAwait(false);
                    run.Executed(plan.Activities.Count);
                },
                copy =>
                {
                    bool isMoved = moves?.TryExecute(copy) is not null;
                    if (isMoved)
                    {
                        run.Executed(plan.Activities.Count);
                    }

                    return isMoved;
                },
                unflushed is null ? null : run.Image!.FlushAsync,
                cancellationToken).ConfigureAwait(false);
            await executor.VerifyAsync(plan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (await executor.RevertAsync(plan, CancellationToken.None).ConfigureAwait(false) == RevertOutcome.Reverted)
            {
                run.Continued?.EndToWrite();
                throw;
            }

            // The commit has happened: all steps are executed again, which does nothing twice.
            foreach (OcflActivity activity in plan.Activities)
            {
                await executor.ExecuteAsync(plan, activity, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
