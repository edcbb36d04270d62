using System.Collections.Concurrent;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Creates a new version of an object in one go: stages a source, plans, and executes all steps. For tools that can be started again
/// after a crash, unlike the durable update. The next update removes what a killed one left in local work areas, and completes its
/// commit.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="work">
/// Where content is staged that cannot stay in its source (<see cref="ContentStager.CanStayInSource"/>). Best on the same volume, or in
/// the same account, as the storage root.
/// </param>
/// <param name="time">The clock for the version's time; null for the system's.</param>
public sealed class ObjectUpdater(IStorage storage, IStorage work, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Commits one new version, or none. What is not committed is removed again.</summary>
    /// <param name="target">The object as it is.</param>
    /// <param name="source">Where the files are; null for none: the version is then made from the last one.</param>
    /// <param name="directory">The directory there whose files are taken; empty for all.</param>
    /// <param name="options">What the version is made of, and how; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The plan that was executed; see <see cref="UpdatePlan.ChangesNothing"/>.</returns>
    /// <exception cref="StorageException">A storage failed, or the pending area is on another volume.</exception>
    /// <exception cref="InvalidUpdateException">The source, the options and the object do not fit.</exception>
    /// <exception cref="EmptySourceException">There are no files, and <see cref="ObjectUpdateOptions.AllowEmpty"/> is not set.</exception>
    /// <exception cref="StageConflictException">A path cannot be in a version state.</exception>
    /// <exception cref="StateChangeException">A change does not fit the state that it is applied to.</exception>
    /// <exception cref="ObjectConflictException">Another update was first.</exception>
    /// <exception cref="ContentMismatchException">A file of the source changed while it was read.</exception>
    public async Task<UpdatePlan> UpdateAsync(
        UpdateTarget target,
        IStorage? source,
        string directory = "",
        ObjectUpdateOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        storage.PendingArea?.RequireUsable();
        await storage.RemoveAbandonedAsync(cancellationToken).ConfigureAwait(false);
        await work.RemoveAbandonedAsync(cancellationToken).ConfigureAwait(false);
        using OwnFolders folders = await OwnFolders.TakeAsync([work, storage.PendingArea?.Storage]).ConfigureAwait(false);
        using LocalBatch? batch = source is null ? null : LocalBatch.TryBegin(work, folders.Owner);
        Run run = new(target, source, directory, options ?? new ObjectUpdateOptions(), folders.Owner) { Batch = batch };
        try
        {
            UpdatePlan plan = await PlanAsync(run, cancellationToken).ConfigureAwait(false);
            if (plan.Activities.Count > 0)
            {
                await CarryOutAsync(run, plan, cancellationToken).ConfigureAwait(false);
            }

            return plan;
        }
        finally
        {
            if (run.HasStaged || !CanStayInSource(source))
            {
                await work.DeleteDirectoryAsync(folders.Owner, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // Each part of an update returns no more than the next one needs: of many files, the rest is a lot of memory.
    private async Task<UpdatePlan> PlanAsync(Run run, CancellationToken cancellationToken)
    {
        VersionPlanner planner = new(storage, run.Target, run.Algorithm.Name, run.Options);
        return planner.BuildPlan(await StageAsync(run, planner, cancellationToken).ConfigureAwait(false), _time.GetUtcNow());
    }

    private async Task<Stage> StageAsync(Run run, VersionPlanner planner, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<RehashedContent> rehashed = await RehashAsync(run, cancellationToken).ConfigureAwait(false);
        IReadOnlyCollection<StagedFile>? files = run.Source is { } source
            ? await StageFilesAsync(run, source, rehashed, cancellationToken).ConfigureAwait(false)
            : null;
        return planner.BuildStage(files, rehashed);
    }

    private async Task<IReadOnlyCollection<StagedFile>> StageFilesAsync(
        Run run, IStorage source, IReadOnlyCollection<RehashedContent> rehashed, CancellationToken cancellationToken)
    {
        ConcurrentBag<StagedFile> staged = [];
        KnownContent known = new(storage, run.Target.ObjectRoot, run.Target.Inventory, rehashed);
        ContentIntake content = new(
            source, run.Batch?.Storage ?? work, StoragePath.Combine(run.Owner, "content"), run.Algorithm, run.Options.Fixity, known);
        SourceIntake intake = new(storage, source, run.Algorithm, run.Options.Fixity);
        SourceFiles files = new(source, run.Directory, run.Options.Mode, run.Options.Changes);
        bool areTogether = content.TakesTogether && !CanStayInSource(source);
        await Parallel.ForEachAsync(
            SmallFiles.GroupAsync(files.ListAsync(cancellationToken), areTogether, cancellationToken),
            run.Parallel(cancellationToken),
            async (group, cancel) =>
            {
                run.HasStaged |= group.Count > 1;
                StagingResult?[] results = group.Count > 1
                    ? await content.TakeTogetherAsync(group, cancel).ConfigureAwait(false)
                    : new StagingResult?[1];
                for (int i = 0; i < results.Length; i++)
                {
                    string path = files.LogicalPathOf(group[i].Path);
                    StagedFile taken = results[i] is { } result
                        ? SourceIntake.Describe(path, result)
                        : await intake.TakeAsync(group[i], path, StageFileAsync, cancel).ConfigureAwait(false);
                    staged.Add(taken);
                    run.Staged(taken.Content.Length);
                }
            }).ConfigureAwait(false);
        if (run.Batch is { } batch && !IsPending(work))
        {
            await batch.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return staged;

        Task<StagingResult> StageFileAsync(StorageFile file, CancellationToken cancel)
        {
            run.HasStaged = true;
            return content.TakeAsync(file, cancel);
        }
    }

    private bool CanStayInSource(IStorage? source) => source is not null && ContentStager.CanStayInSource(storage, source);

    private bool IsPending(IStorage place) => ReferenceEquals(storage.PendingArea?.Storage, place);

    private async Task<IReadOnlyCollection<RehashedContent>> RehashAsync(Run run, CancellationToken cancellationToken)
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
            run.Staged(content.Length);
        }).ConfigureAwait(false);
        return rehashed;
    }

    private async Task CarryOutAsync(Run run, UpdatePlan plan, CancellationToken cancellationToken)
    {
        IStorage? unflushed = IsPending(work) ? run.Batch?.Storage : null;
        ActivityExecutorOptions options = new() { Source = run.Source, Target = run.Target, Unflushed = unflushed };
        ActivityExecutor executor = new(storage, unflushed ?? work, run.Owner, options);
        try
        {
            await PlanOrder.RunAsync(
                plan.Activities,
                run.Options.Parallelism,
                async (step, cancel) =>
                {
                    await executor.ExecuteAsync(plan, step, cancel).ConfigureAwait(false);
                    run.Executed(plan.Activities.Count);
                },
                unflushed is null ? null : run.Batch!.FlushAsync,
                cancellationToken).ConfigureAwait(false);
            await executor.VerifyAsync(plan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (await executor.RevertAsync(plan, CancellationToken.None).ConfigureAwait(false) == RevertOutcome.Reverted)
            {
                throw;
            }

            // The commit has happened: all steps are executed again, which does nothing twice.
            foreach (OcflActivity activity in plan.Activities)
            {
                await executor.ExecuteAsync(plan, activity, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private sealed class Run(UpdateTarget target, IStorage? source, string directory, ObjectUpdateOptions options, string owner)
    {
        private long _files;
        private long _bytes;
        private int _steps;

        public UpdateTarget Target => target;

        public IStorage? Source => source;

        public string Directory => directory;

        public ObjectUpdateOptions Options => options;

        public string Owner => owner;

        /// <summary>Flushes what is staged; null if the work area is not local.</summary>
        public LocalBatch? Batch { get; init; }

        /// <summary>Whether the work area has something of this update.</summary>
        public bool HasStaged { get; set; }

        public DigestAlgorithm Algorithm { get; } =
            options.DigestAlgorithm
                ?? (target.Inventory is { } inventory ? DigestAlgorithm.Get(inventory.DigestAlgorithm) : DigestAlgorithm.Sha512);

        public ParallelOptions Parallel(CancellationToken cancellationToken) =>
            new() { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };

        public void Staged(long length)
        {
            long files = Interlocked.Increment(ref _files);
            options.Progress?.Invoke(new ObjectUpdateProgress(files, Interlocked.Add(ref _bytes, length), 0, 0));
        }

        public void Executed(int steps) =>
            options.Progress?.Invoke(
                new ObjectUpdateProgress(
                    Interlocked.Read(ref _files), Interlocked.Read(ref _bytes), Interlocked.Increment(ref _steps), steps));
    }
}
