using Ocfl.Digests;
using Ocfl.Sources;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>How the steps of an update are executed and undone on one kind of storage.</summary>
internal abstract class UpdateSteps(IStorage storage, IStorage stage, string owner, ActivityExecutorOptions options)
{
    protected IStorage Storage { get; } = storage;

    protected IStorage Stage { get; } = stage;

    protected ActivityExecutorOptions Options { get; } = options;

    protected string Owner { get; } = owner;

    /// <summary>The object that the update changes.</summary>
    protected StoredObject Object { get; } = new(storage);

    /// <summary>Whether this executor itself has seen the version complete and then committed it.</summary>
    public bool HasCommitted { get; protected set; }

    /// <summary>The object as it was seen, if that is what the plan was made from; null otherwise.</summary>
    protected UpdateTarget? KnownTarget(UpdatePlan plan) =>
        Options.Target is { } target
        && target.ObjectRoot == plan.ObjectRoot
        && target.InventoryDigest == plan.Base?.InventoryDigest
        && (plan.Base is null || target.InventoryETag is not null)
            ? target
            : null;

    /// <summary>Writes a file that belongs to the version and is not visible before the commit.</summary>
    public abstract Task<ActivityResult> PrepareFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken);

    /// <summary>Creates the version directory. If the storage writes in place, reserves the version number.</summary>
    public abstract Task<ActivityResult> ReserveAsync(UpdatePlan plan, CancellationToken cancellationToken);

    /// <summary>Copies one content file.</summary>
    public abstract Task<ActivityResult> CopyAsync(UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken);

    /// <summary>Begins to execute copies by renames; null where that cannot be done.</summary>
    public virtual ContentMoves? BeginMoves() => null;

    /// <summary>Has copies durable whose flushes the caller shares.</summary>
    public virtual Task FlushCopiesAsync(UpdatePlan plan, IEnumerable<OcflActivity> copies, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Makes the version the object's newest.</summary>
    public abstract Task<ActivityResult> CommitAsync(UpdatePlan plan, CancellationToken cancellationToken);

    /// <summary>Writes a file of the object root after the commit.</summary>
    public abstract Task<ActivityResult> FinishFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken);

    /// <summary>Removes a file of the object root after the commit.</summary>
    public abstract Task<ActivityResult> FinishRemovalAsync(UpdatePlan plan, string path, CancellationToken cancellationToken);

    /// <summary>Removes all that the update left uncommitted.</summary>
    public abstract Task<RevertOutcome> RevertAllAsync(UpdatePlan plan, CancellationToken cancellationToken);

    /// <summary>Removes what a committed update no longer needs, and what strayed into its version directory.</summary>
    public abstract Task ClearAsync(UpdatePlan plan, IReadOnlyCollection<StorageFile> strays, CancellationToken cancellationToken);

    /// <summary>The exception for content that is no longer in the stage or the source, or not as it was.</summary>
    protected async Task<OcflException> ExplainLossAsync(
        OcflActivity activity, Exception failure, CancellationToken cancellationToken) => failure switch
        {
            ContentMismatchException mismatch => mismatch,
            StorageException loss when activity.Source!.InSource =>
                await SourceFaults.ExplainAsync(Options.Source!, activity.Source.Path, loss, cancellationToken).ConfigureAwait(false),
            _ => new ContentMismatchException($"The staged content of '{activity.Path}' is gone or has changed: {failure.Message}", failure),
        };

    /// <summary>Whether the copy of a step has been started in ranges.</summary>
    protected async Task<bool> HasRangesAsync(OcflActivity activity, CancellationToken cancellationToken) =>
        Options.Ranges is { } ranges && await ranges.HasBegunAsync(activity, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Whether content is copied in ranges, if it must pass through this process. Content without a known state cannot be read in parts.
    /// </summary>
    protected bool IsForRanges(OcflActivity activity) =>
        activity.Source!.ETag is not null && Options.Ranges?.Takes(activity.Length) == true;

    /// <summary>Copies the next range of content.</summary>
    /// <param name="destination">The storage to copy to.</param>
    /// <param name="path">The file there.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="activity">The copy.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContentMismatchException">The content is no longer what was hashed.</exception>
    protected async Task<ActivityResult> CopyNextRangeAsync(
        IStorage destination, string path, UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        StagedContent content = activity.Source!;
        IStorage source = content.InSource ? SourceOf(activity) : Stage;
        RangedCopyProgress copied;
        try
        {
            copied = await Options.Ranges!.CopyNextAsync(
                new RangedCopy(plan, activity, source, destination, path, Owner), cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException failure) when (content.Path != path && content.Path == failure switch
        {
            StorageConditionException condition => condition.Path,
            StorageFileNotFoundException missing => missing.Path,
            _ => null,
        })
        {
            throw await ExplainLossAsync(activity, failure, cancellationToken).ConfigureAwait(false);
        }

        if (copied.Digest is null)
        {
            return ActivityResult.Partial(copied.Offset);
        }

        return copied.Digest == activity.Digest
            ? ActivityResult.Done(activity.Length)
            : throw new ContentMismatchException(
                $"The content of '{activity.Path}' has the {plan.DigestAlgorithm} {copied.Digest} now, and had {activity.Digest}.");
    }

    /// <summary>The source of content that was left there.</summary>
    private IStorage SourceOf(OcflActivity activity) => Options.Source
        ?? throw new InvalidUpdateException($"The content of '{activity.Path}' was left in its source, and this executor has no "
            + $"{nameof(ActivityExecutorOptions.Source)} to take it from.");

    /// <summary>Copies content from where it waits.</summary>
    /// <param name="destination">The storage to copy to.</param>
    /// <param name="path">The file there.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="activity">The copy.</param>
    /// <param name="how">The condition at the destination, and whether staged content may be moved.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageConditionException">A condition did not hold; nothing was written.</exception>
    /// <exception cref="StorageFileNotFoundException">The content is gone; nothing was written.</exception>
    /// <exception cref="ContentMismatchException">The source is no longer what was hashed; nothing was written.</exception>
    /// <exception cref="StorageCopyException">It would have to pass through this process, and must not; nothing was written.</exception>
    protected async Task TakeContentAsync(
        IStorage destination,
        string path,
        UpdatePlan plan,
        OcflActivity activity,
        StorageCopyOptions how,
        CancellationToken cancellationToken)
    {
        StagedContent content = activity.Source!;
        bool isKept = !content.InSource && Options.KeepsStaged?.Invoke(content) == true;
        StorageCopyOptions copy = how with
        {
            Owner = Owner,
            SourceETag = content.ETag,
            SourceLength = activity.Length,
            ConsumeSource = how.ConsumeSource && !content.InSource && !isKept,
            ShareSource = isKept,
        };
        if (!content.InSource)
        {
            await destination.CopyFromAsync(Stage, content.Path, path, copy, cancellationToken).ConfigureAwait(false);
            return;
        }

        IStorage source = SourceOf(activity);
        if (content.ETag is not null && destination.CopiesByItself(source))
        {
            await destination.CopyFromAsync(source, content.Path, path, copy, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!copy.ThroughHere)
        {
            throw new StorageCopyException(path);
        }

        StorageReader reader = await source.OpenReadAsync(
            content.Path, new StorageReadOptions { IfMatch = content.ETag }, cancellationToken).ConfigureAwait(false);
        PlannedContentStream planned = new(reader.Content, activity, DigestAlgorithm.Get(plan.DigestAlgorithm));
        await using (planned.ConfigureAwait(false))
        {
            StorageWriteOptions write = new() { Condition = how.Condition, Owner = Owner, Length = activity.Length };
            await destination.WriteAsync(path, planned, write, cancellationToken).ConfigureAwait(false);
        }
    }
}
