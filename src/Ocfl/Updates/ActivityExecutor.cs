using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Executes, and undoes, the steps of a plan. Each step may run twice, and twice at once, in any process; the object comes out
/// byte-identical, and is never anything but its old version or its new one.
/// </summary>
/// <remarks>
/// On a storage with a pending area the version is assembled there and moved in at the commit. On one that writes in place the
/// version's inventory is written first, with the update as its owner: that reserves the version number, and the commit copies it to
/// the object root on condition that it is still the same and that the root inventory is still the base.
/// </remarks>
public sealed class ActivityExecutor
{
    private readonly UpdateSteps _steps;
    private readonly IStorage _storage;

    /// <summary>An executor for one update.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="stage">Where staged content waits.</param>
    /// <param name="owner">
    /// The update's id: it owns what is not committed. One name of a path: no slash. Never used for another update.
    /// </param>
    /// <param name="options">Null for the defaults.</param>
    public ActivityExecutor(IStorage storage, IStorage stage, string owner, ActivityExecutorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(stage);
        if (string.IsNullOrEmpty(owner) || owner.Contains('/', StringComparison.Ordinal) || !StoragePath.IsValid(owner))
        {
            throw new ArgumentException($"'{owner}' cannot own files: an update's id is one name of a path.", nameof(owner));
        }

        options ??= new ActivityExecutorOptions();
        _storage = storage;
        _steps = storage.PendingArea is { } pending
            ? new PendingSteps(storage, pending, stage, owner, options)
            : new InPlaceSteps(storage, stage, owner, options);
    }

    /// <summary>Executes one step. Any copy may run beside any other; all else in the plan's order.</summary>
    /// <param name="plan">
    /// The plan, or the part of it that has what the step needs: <see cref="UpdatePlan.InventoryBytes"/> for all but copies and
    /// removals.
    /// </param>
    /// <param name="activity">The step.</param>
    /// <param name="cancellationToken">Stops it; it can be run again.</param>
    /// <exception cref="ObjectConflictException">Another update was first. Nothing that it wrote is touched.</exception>
    /// <exception cref="ContentMismatchException">Staged content has changed, or something else is in a file's place.</exception>
    /// <exception cref="StorageException">The storage failed; the call can be retried.</exception>
    public Task<ActivityResult> ExecuteAsync(UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(activity);
        return activity.Kind switch
        {
            OcflActivityKind.WriteDeclaration when plan.Base is null =>
                _steps.PrepareFileAsync(plan, activity.Path, ObjectFiles.Declaration(activity.Path), cancellationToken),
            OcflActivityKind.WriteDeclaration => _steps.FinishFileAsync(
                plan, activity.Path, ObjectFiles.Declaration(activity.Path), cancellationToken),
            OcflActivityKind.VersionDirectory => _steps.ReserveAsync(plan, cancellationToken),
            OcflActivityKind.CopyContent => _steps.CopyAsync(plan, activity, cancellationToken),
            OcflActivityKind.WriteVersionInventory => _steps.PrepareFileAsync(
                plan, activity.Path, plan.InventoryContent, cancellationToken),
            OcflActivityKind.WriteVersionSidecar => _steps.PrepareFileAsync(
                plan, activity.Path, ObjectFiles.Sidecar(plan.InventoryDigest), cancellationToken),
            OcflActivityKind.WriteRootInventory => _steps.CommitAsync(plan, cancellationToken),
            OcflActivityKind.WriteRootSidecar => _steps.FinishFileAsync(
                plan, activity.Path, ObjectFiles.Sidecar(plan.InventoryDigest), cancellationToken),
            OcflActivityKind.RemoveFile => _steps.FinishRemovalAsync(plan, activity.Path, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(activity), activity.Kind, "There is no such step."),
        };
    }

    /// <summary>
    /// Begins to execute copies by renames, which is the quickest way for many small files. The version directory must be there, and
    /// <see cref="FlushCopiesAsync"/> must follow.
    /// </summary>
    /// <returns>Null where that cannot be done, or does not pay.</returns>
    public ContentMoves? BeginMoves() => _steps.BeginMoves();

    /// <summary>
    /// Has copies durable that were executed with <see cref="ActivityExecutorOptions.SharesFlushes"/>, those that had been done before
    /// included.
    /// </summary>
    /// <exception cref="StorageException">The storage failed; the copies must be executed again.</exception>
    public Task FlushCopiesAsync(
        UpdatePlan plan, IEnumerable<OcflActivity> copies, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(copies);
        return _steps.FlushCopiesAsync(plan, copies, cancellationToken);
    }

    /// <summary>
    /// Undoes all that the update left uncommitted. A commit is not undone: readers may have seen it. Needs no more of the plan than
    /// its head part.
    /// </summary>
    /// <exception cref="StorageException">The storage failed; the call can be retried.</exception>
    public Task<RevertOutcome> RevertAsync(UpdatePlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.ChangesNothing ? Task.FromResult(RevertOutcome.Reverted) : _steps.RevertAllAsync(plan, cancellationToken);
    }

    /// <summary>
    /// Checks what the update committed: that the version's inventory is the planned one and agrees with its sidecar, and that its
    /// directory has each file that the inventory names and no other. Then removes what the update no longer needs. What this
    /// executor itself has seen complete, and then committed, is not read again. Of a plan that changes nothing there is nothing to check.
    /// </summary>
    /// <param name="plan">The plan with its <see cref="UpdatePlan.InventoryBytes"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContentMismatchException">Something else is there than was planned.</exception>
    public async Task VerifyAsync(UpdatePlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.ChangesNothing)
        {
            return;
        }

        if (_steps.HasCommitted)
        {
            await _steps.ClearAsync(plan, [], cancellationToken).ConfigureAwait(false);
            return;
        }

        string versionInventory = StoragePath.Combine(plan.ObjectRoot, plan.Head, Inventory.FileName);
        StoredInventory? stored = await StoredInventory.FindAsync(
            _storage, versionInventory, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
        if (stored?.Is(plan.InventoryDigest) != true)
        {
            throw new ContentMismatchException($"'{versionInventory}' is not the inventory that was planned.");
        }

        VersionFiles files = await VersionFiles.CompareAsync(_storage, plan.ObjectRoot, plan, cancellationToken).ConfigureAwait(false);
        if (files.Missing.Count > 0)
        {
            throw new ContentMismatchException($"'{files.Missing.First()}' is missing from {plan.ObjectRoot} of '{plan.ObjectId}'.");
        }

        await _steps.ClearAsync(plan, files.Strays, cancellationToken).ConfigureAwait(false);
    }
}
