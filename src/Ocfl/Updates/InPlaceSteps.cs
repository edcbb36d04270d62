using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The steps on a storage that writes in place. Every uncommitted file has the update's id as its owner. The version's inventory is
/// written first: it reserves the version number, and its ETag is the condition on which the commit copies it to the root.
/// </summary>
/// <remarks>
/// What this executor has written, or its caller has just read (<see cref="ActivityExecutorOptions.Target"/>), is not read again
/// but becomes the condition of the next write. If that does not hold, or anything is not as expected, the storage is read.
/// </remarks>
internal sealed class InPlaceSteps(
    IStorage storage, IStorage stage, string owner, ActivityExecutorOptions options) : UpdateSteps(storage, stage, owner, options)
{
    private readonly OwnedFiles _files = new(storage, owner);
    private readonly FinishedFiles _finished = new(storage, owner);
    private readonly VersionReservation _reservation = new(storage, owner, options);

    public override async Task<ActivityResult> PrepareFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken)
    {
        string file = plan.InObject(path);
        if (!path.StartsWith("0=", StringComparison.Ordinal))
        {
            bool isReservation = file == plan.VersionInventoryPath;
            ActivityResult made = file == _reservation.Known?.Path
                ? ActivityResult.AlreadyDone("file already exists")
                : await _files.MakeAsync(file, content, isReservation, cancellationToken).ConfigureAwait(false);
            return isReservation && made.Outcome == ActivityOutcome.AlreadyDone
                ? ActivityResult.DoneBefore("written with the version directory")
                : made;
        }

        // Nothing is reserved yet: the declaration is shared by all who would make the object, until one of them has the version.
        try
        {
            await StoredFile.WriteAsync(Storage, file, content, StorageCondition.IfAbsent, Owner, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(content.Length);
        }
        catch (StorageConditionException)
        {
            return ActivityResult.AlreadyDone("declaration file already exists");
        }
    }

    public override async Task<ActivityResult> ReserveAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        if (KnownTarget(plan) is not null && await _reservation.TryTakeAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return ActivityResult.Done(plan.InventoryLength);
        }

        StoredInventory? current = await Object.RequireBaseOrOwnAsync(plan, seen: null, cancellationToken).ConfigureAwait(false);
        if (current?.Is(plan.InventoryDigest) == true)
        {
            return ActivityResult.AlreadyDone("version already committed");
        }

        bool isNew = await _reservation.TakeAsync(plan, cancellationToken).ConfigureAwait(false);
        await _files.DeleteWhereAsync(plan.InObject(plan.Head), file => file.Owner != Owner, cancellationToken).ConfigureAwait(false);
        return isNew ? ActivityResult.Done(plan.InventoryLength) : ActivityResult.AlreadyDone("version already reserved");
    }

    public override async Task<ActivityResult> CopyAsync(UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        string path = plan.InObject(activity.Path);
        if (await HasRangesAsync(activity, cancellationToken).ConfigureAwait(false))
        {
            return await CopyNextRangeAsync(Storage, path, plan, activity, cancellationToken).ConfigureAwait(false);
        }

        StorageCopyOptions copy = new() { Condition = StorageCondition.IfAbsent, ThroughHere = !IsForRanges(activity) };
        for (int attempt = 1; ; attempt++)
        {
            _files.RequireProgress(path, attempt, cancellationToken);
            try
            {
                await TakeContentAsync(Storage, path, plan, activity, copy, cancellationToken).ConfigureAwait(false);
                return ActivityResult.Done(activity.Length);
            }
            catch (StorageCopyException)
            {
                return await CopyFirstRangeAsync(path, plan, activity, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure)
                when (failure is StorageConditionException or StorageFileNotFoundException or ContentMismatchException)
            {
                // A run of this step may have been first, even if the content is no longer in the stage.
                StorageFile? present = await Storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false);
                if (present?.Owner == Owner)
                {
                    await PlannedContent.HasContentAsync(Storage, path, plan, activity, cancellationToken).ConfigureAwait(false);
                    return ActivityResult.AlreadyDone("content is already there");
                }

                if (!await IsAboutDestinationAsync(failure, path, activity, cancellationToken).ConfigureAwait(false))
                {
                    throw await ExplainLossAsync(activity, failure, cancellationToken).ConfigureAwait(false);
                }

                // It is another update's, or gone again. The update that holds the version may replace it.
                await _reservation.RequireAsync(plan, cancellationToken).ConfigureAwait(false);
                copy = copy with { Condition = StorageCondition.IfStill(present?.ETag) };
            }
        }
    }

    public override async Task<ActivityResult> CommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        if (await TryCommitAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return ActivityResult.Done(plan.InventoryLength);
        }

        StoredInventory? current = await Object.RequireBaseOrOwnAsync(plan, seen: null, cancellationToken).ConfigureAwait(false);
        if (current?.Is(plan.InventoryDigest) == true)
        {
            return current.File.Owner == Owner
                ? ActivityResult.AlreadyDone("inventory already committed")
                : throw StoredObject.Conflict(plan, "another update committed the same version.");
        }

        StorageFile reservation = await _reservation.RequireAsync(plan, cancellationToken).ConfigureAwait(false);
        if (Options.IsStopped is { } isStopped && await isStopped(cancellationToken).ConfigureAwait(false))
        {
            // A revert has stopped the commits that had read the reservation before it, and deletes the version next.
            throw StoredObject.Conflict(plan, "what this update had prepared is being cleared away.");
        }

        await MakeCompleteAsync(plan, cancellationToken).ConfigureAwait(false);
        try
        {
            await CommitAsync(plan, current?.File.ETag, reservation, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(plan.InventoryLength);
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            return await IsCommittedAsync(plan, cancellationToken).ConfigureAwait(false)
                ? ActivityResult.AlreadyDone("inventory already committed")
                : throw new ObjectConflictException(
                    $"The object '{plan.ObjectId}' cannot get version {plan.Head}: another update was first.", failure);
        }
    }

    public override async Task<ActivityResult> FinishFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken) =>
        await TryFinishAsync(plan, path, content, cancellationToken).ConfigureAwait(false)
            ? ActivityResult.Done(content.Length)
            : await _finished.ChangeAsync(plan, path, content, cancellationToken).ConfigureAwait(false);

    public override Task<ActivityResult> FinishRemovalAsync(UpdatePlan plan, string path, CancellationToken cancellationToken) =>
        _finished.ChangeAsync(plan, path, content: null, cancellationToken);

    public override async Task<RevertOutcome> RevertAllAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        Forget();
        await _reservation.StopCommitAsync(plan, cancellationToken).ConfigureAwait(false);
        if (await IsCommittedAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return RevertOutcome.Committed;
        }

        await _files.DeleteWhereAsync(plan.InObject(plan.Head), file => file.Owner == Owner
            && file.Path != plan.VersionInventoryPath, cancellationToken).ConfigureAwait(false);
        if (plan.Base is null)
        {
            await _files.DeleteOwnAsync(plan.InObject(SpecificationOf(plan).ObjectDeclaration), cancellationToken).ConfigureAwait(false);
        }

        // A reservation that was taken over a moment after its update had committed is no reservation.
        if (!(await Object.ReadHeadAsync(plan, cancellationToken).ConfigureAwait(false) >= VersionNumber.Parse(plan.Head)))
        {
            await _files.DeleteOwnAsync(plan.VersionInventoryPath, cancellationToken).ConfigureAwait(false);
        }

        return RevertOutcome.Reverted;
    }

    public override async Task ClearAsync(UpdatePlan plan, IReadOnlyCollection<StorageFile> strays, CancellationToken cancellationToken)
    {
        // A copy of an update that lost, still running when its version was taken over, may come in late.
        foreach (StorageFile stray in strays)
        {
            if (stray.Owner is null || stray.Owner == Owner)
            {
                throw new ContentMismatchException($"'{stray.Path}' is in the version directory, and its inventory does not name it.");
            }

            await _files.DeleteAsync(stray, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ActivityResult> CopyFirstRangeAsync(
        string path, UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        StorageFile? present = await Storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false);
        if (present?.Owner == Owner)
        {
            // Copied in one go, before a setting was changed.
            await PlannedContent.HasContentAsync(Storage, path, plan, activity, cancellationToken).ConfigureAwait(false);
            return ActivityResult.AlreadyDone("content is already there");
        }

        if (present is not null)
        {
            // It is another update's. The update that holds the version may replace it.
            await _reservation.RequireAsync(plan, cancellationToken).ConfigureAwait(false);
            await Storage.DeleteAsync(path, present.ETag, cancellationToken).ConfigureAwait(false);
        }

        return await CopyNextRangeAsync(Storage, path, plan, activity, cancellationToken).ConfigureAwait(false);
    }

    // A source may have a file of the same path that the content gets: then the source is checked for a change.
    private async Task<bool> IsAboutDestinationAsync(
        Exception failure, string path, OcflActivity activity, CancellationToken cancellationToken)
    {
        if (failure is not StorageConditionException condition || condition.Path != path)
        {
            return false;
        }

        StagedContent content = activity.Source!;
        IStorage origin = content.InSource ? Options.Source! : Stage;
        return content.Path != path
            || (await origin.GetFileAsync(path, cancellationToken).ConfigureAwait(false) is { } file
                && (content.ETag is null || file.ETag == content.ETag));
    }

    private void Forget()
    {
        _reservation.Forget();
        HasCommitted = false;
    }

    private static SpecificationVersion SpecificationOf(UpdatePlan plan) =>
        SpecificationVersion.TryParse(plan.Specification, out SpecificationVersion specification)
            ? specification
            : throw new InvalidUpdateException($"'{plan.Specification}' is not a known version of the specification.");

    private async Task<bool> IsCommittedAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StoredInventory? current = await StoredInventory.FindAsync(
            Storage, plan.RootInventoryPath, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
        StoredInventory? own = current?.Is(plan.InventoryDigest) == true
            ? current
            : await Object.FindBelowHeadAsync(plan, cancellationToken).ConfigureAwait(false);
        return own is not null && own.File.Owner == Owner;
    }

    // No other update writes to the version's directory while this update holds the version: an update that takes it over changes
    // the reservation first, and the commit fails.
    private async Task MakeCompleteAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Base is null)
        {
            string name = SpecificationOf(plan).ObjectDeclaration;
            await _files.MakeAsync(
                plan.InObject(name), ObjectFiles.Declaration(name), isExpected: true, cancellationToken).ConfigureAwait(false);
        }

        VersionFiles files = await VersionFiles.CompareAsync(
            Storage, plan.ObjectRoot, plan, cancellationToken, Owner).ConfigureAwait(false);
        if (files.Missing.Count > 0 || files.Others.Count > 0)
        {
            throw new ContentMismatchException($"'{files.Missing.FirstOrDefault() ?? files.Others.First().Path}' is missing from what was "
                + $"prepared for version {plan.Head} of '{plan.ObjectId}'.");
        }

        foreach (StorageFile stray in files.Strays)
        {
            await _files.DeleteAsync(stray, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>False if it was not attempted, or something is not as this executor left it: everything is read then.</returns>
    private async Task<bool> TryCommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        if (_reservation.Known is not { } reservation || KnownTarget(plan) is not { } target)
        {
            return false;
        }

        // One listing has all that a new object has, its declaration too.
        bool isNew = plan.Base is null;
        VersionFiles files = await VersionFiles.CompareAsync(
            Storage, plan.ObjectRoot, plan, cancellationToken, Owner, withDeclaration: isNew).ConfigureAwait(false);
        if (!files.AreComplete)
        {
            return false;
        }

        try
        {
            await CommitAsync(plan, isNew ? null : target.InventoryETag, reservation, cancellationToken).ConfigureAwait(false);
            return HasCommitted = true;
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            return false;
        }
    }

    private Task<StorageFile> CommitAsync(UpdatePlan plan, string? baseETag, StorageFile reservation, CancellationToken cancellationToken)
    {
        StorageCopyOptions commit = new()
        {
            Condition = StorageCondition.IfStill(baseETag),
            SourceETag = reservation.ETag,
            SourceLength = reservation.Length,
            Owner = Owner,
        };
        return Storage.CopyFromAsync(Storage, plan.VersionInventoryPath, plan.RootInventoryPath, commit, cancellationToken);
    }

    // Right after the commit, in the state that it was in before it: a later version's would be another, and is written after it.
    private async Task<bool> TryFinishAsync(UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken)
    {
        string? etag = plan.Base?.SidecarName == path ? KnownTarget(plan)?.SidecarETag : null;
        if (!HasCommitted || path != plan.SidecarName || (plan.Base is not null && etag is null))
        {
            return false;
        }

        try
        {
            StorageCondition condition = StorageCondition.IfStill(etag);
            await StoredFile.WriteAsync(Storage, plan.InObject(path), content, condition, Owner, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }
}
