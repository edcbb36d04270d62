using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The steps on a storage with a pending area. Below the update's id, <c>object</c> is the image of the object root: the version
/// directory is moved from there, and for a new object the whole of it.
/// </summary>
/// <remarks>An operation that reads the object to decide what to do, and then does it, holds the object's lock.</remarks>
internal sealed class PendingSteps(
    IStorage storage,
    IPendingArea pending,
    IStorage stage,
    string owner,
    ActivityExecutorOptions options) : UpdateSteps(storage, stage, owner, options)
{
    private readonly PendingImage _image = new(storage, pending, owner, stage);
    private readonly SetAsideVersion _aside = new(storage, pending, owner);

    private readonly SharedFlush? _shared = options.SharesFlushes ? SharedFlush.Begin(pending.Storage) : null;

    // The state in which this executor has written the root inventory: in that state it need not be read. Null without certain locks,
    // since two updates can then write states that look the same, in one moment and of one length.
    private string? _publishedETag;

    // No rename leads from the stage to here, such as from another volume.
    private volatile bool _cannotMove;

    private IStorage Contents => Options.Unflushed ?? _shared?.Storage ?? pending.Storage;

    public override async Task<ActivityResult> PrepareFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (await StoredFile.HasBytesAsync(pending.Storage, _image.PathOf(path), content, cancellationToken).ConfigureAwait(false)
                || await StoredFile.HasBytesAsync(Storage, plan.InObject(path), content, cancellationToken).ConfigureAwait(false))
            {
                return ActivityResult.AlreadyDone(path.StartsWith("0=", StringComparison.Ordinal)
                    ? "declaration file already exists"
                    : "file already exists");
            }

            await StoredFile.WriteAsync(
                pending.Storage, _image.PathOf(path), content, StorageCondition.None, Owner, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(content.Length);
        }
    }

    public override async Task<ActivityResult> ReserveAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        await Object.RequireBaseOrOwnAsync(plan, KnownTarget(plan), cancellationToken).ConfigureAwait(false);
        if (await PendingImage.HasDirectoryAsync(pending.Storage, _image.Location, plan.Head, cancellationToken).ConfigureAwait(false)
            || await _image.IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return ActivityResult.AlreadyDone("directory already exists");
        }

        await pending.Storage.CreateDirectoryAsync(_image.PathOf(plan.Head), cancellationToken).ConfigureAwait(false);
        return ActivityResult.Done();
    }

    public override async Task<ActivityResult> CopyAsync(UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        try
        {
            return await TryCopyAtOnceAsync(plan, activity, cancellationToken).ConfigureAwait(false)
                ?? await CopyNextRangeAsync(
                    pending.Storage, _image.PathOf(activity.Path), plan, activity, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageNameException refusal)
        {
            throw new InvalidUpdateException(
                $"The content path '{activity.Path}' cannot be in {Storage.Location}: the file system refuses a name in it. "
                    + $"{ContentPaths.Advice}",
                refusal);
        }
    }

    public override ContentMoves? BeginMoves() =>
        Contents is LocalStorage { RenamesAtOnce: true } image && Stage is LocalStorage from
            ? new ContentMoves(
                new OpenDirectories(from.Folder),
                new OpenDirectories(image.Folder, _image.Location),
                MovesContent,
                stateIsKnown: Options.HasStagedItself)
            : null;

    // The version directory is durable: a step before the copies has created it.
    public override Task FlushCopiesAsync(UpdatePlan plan, IEnumerable<OcflActivity> copies, CancellationToken cancellationToken) =>
        _shared?.FlushAsync(copies.Select(copy => _image.PathOf(copy.Path)), _image.PathOf(plan.Head), cancellationToken)
            ?? Task.CompletedTask;

    public override async Task<ActivityResult> CommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            await _aside.PutBackAsync(plan, held, cancellationToken).ConfigureAwait(false);
            StoredInventory? current = await Object.RequireBaseOrOwnAsync(
                plan, held.IsCertain ? KnownTarget(plan) : null, cancellationToken).ConfigureAwait(false);
            bool hasImage = await _image.HasInventoryAsync(plan, cancellationToken).ConfigureAwait(false);
            if (current?.Is(plan.InventoryDigest) == true)
            {
                if (hasImage)
                {
                    throw StoredObject.Conflict(plan, "another update committed the same version.");
                }

                await RequireMovedInAsync(plan, held, cancellationToken).ConfigureAwait(false);
                return ActivityResult.AlreadyDone("inventory already committed");
            }

            if (hasImage)
            {
                await MoveInAsync(plan, held, cancellationToken).ConfigureAwait(false);
            }
            else if (!await _image.IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                throw StoredObject.Conflict(plan, "what this update had prepared has been cleared away.");
            }

            if (plan.Base is not null)
            {
                await PublishAsync(plan, current!, held, cancellationToken).ConfigureAwait(false);
            }

            HasCommitted = hasImage;
            return ActivityResult.Done(plan.InventoryLength);
        }
    }

    public override async Task<ActivityResult> FinishFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (!await IsHeadAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                return ActivityResult.AlreadyDone("a later version has been committed");
            }

            if (await StoredFile.HasBytesAsync(Storage, plan.InObject(path), content, cancellationToken).ConfigureAwait(false))
            {
                return plan.Base is null
                    ? ActivityResult.DoneBefore("written with the commit")
                    : ActivityResult.AlreadyDone("file already exists");
            }

            await StoredFile.WriteAsync(
                Storage, plan.InObject(path), content, StorageCondition.None, owner: null, cancellationToken).ConfigureAwait(false);
            await _aside.SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(content.Length);
        }
    }

    public override async Task<ActivityResult> FinishRemovalAsync(UpdatePlan plan, string path, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            return await IsHeadAsync(plan, cancellationToken).ConfigureAwait(false)
                && await Storage.DeleteAsync(plan.InObject(path), etag: null, cancellationToken).ConfigureAwait(false)
                ? ActivityResult.Done()
                : ActivityResult.AlreadyDone("already removed");
        }
    }

    public override async Task<RevertOutcome> RevertAllAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        HasCommitted = false;
        if (plan.Base is null && !await HasAnythingAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            // A storage that cannot be written to must not keep an update that wrote nothing from being cancelled.
            return RevertOutcome.Reverted;
        }

        RevertOutcome outcome;
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            await _aside.PutBackAsync(plan, held, cancellationToken).ConfigureAwait(false);
            if (await IsCommittedAsync(plan, cancellationToken).ConfigureAwait(false)
                && !await _image.HasInventoryAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                // What is here now is of no use any more: a run that came too late has written it.
                await pending.Storage.DeleteDirectoryAsync(Owner, cancellationToken).ConfigureAwait(false);
                return RevertOutcome.Committed;
            }

            // Another update may have published it at the same time.
            bool isCommitted = await _aside.TakeOutAsync(plan, held, cancellationToken).ConfigureAwait(false) == Discard.Committed
                && await IsCommittedAsync(plan, cancellationToken).ConfigureAwait(false);
            outcome = isCommitted ? RevertOutcome.Committed : RevertOutcome.Reverted;
        }

        await pending.Storage.DeleteDirectoryAsync(Owner, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    public override Task ClearAsync(UpdatePlan plan, IReadOnlyCollection<StorageFile> strays, CancellationToken cancellationToken) =>
        strays.Count == 0
            ? pending.Storage.DeleteDirectoryAsync(Owner, cancellationToken)
            : throw new ContentMismatchException(
                $"'{strays.First().Path}' is in the version directory, and its inventory does not name it.");

    /// <returns>Null if the content is copied in ranges.</returns>
    private async Task<ActivityResult?> TryCopyAtOnceAsync(
        UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        if (await HasRangesAsync(activity, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        if (MovesContent(activity) && await TryMoveAsync(plan, activity, cancellationToken).ConfigureAwait(false))
        {
            return ActivityResult.Done(activity.Length);
        }

        (bool isCopied, StorageFile? broken) = await _image.FindCopyAsync(plan, activity, cancellationToken).ConfigureAwait(false);
        if (isCopied)
        {
            return ActivityResult.AlreadyDone("content is already there");
        }

        StorageCopyOptions how = new()
        {
            Condition = StorageCondition.IfStill(broken?.ETag),
            ConsumeSource = true,
            ThroughHere = !IsForRanges(activity),
        };
        try
        {
            await TakeContentAsync(
                Contents, _image.PathOf(activity.Path), plan, activity, how, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(activity.Length);
        }
        catch (StorageCopyException)
        {
            return null;
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException or ContentMismatchException)
        {
            // A run of this step beside this one may have been first; if not, the content is not what it was.
            return (await _image.FindCopyAsync(plan, activity, cancellationToken).ConfigureAwait(false)).IsCopied
                ? ActivityResult.AlreadyDone("content is already there")
                : throw await ExplainLossAsync(activity, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    // A move cannot be made twice, and its condition says whether something is there: what else is known is asked for only if it fails.
    private bool MovesContent(OcflActivity activity) =>
        !_cannotMove
        && activity.Source is { InSource: false } staged
        && Options.KeepsStaged?.Invoke(staged) != true
        && Contents is LocalStorage
        && Stage is LocalStorage;

    private async Task<bool> TryMoveAsync(UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        StagedContent staged = activity.Source!;
        string image = _image.PathOf(activity.Path);
        StorageCopyOptions move = new() { Condition = StorageCondition.IfAbsent, ConsumeSource = true, ThroughHere = false };
        try
        {
            if (((LocalStorage)Contents).TryMoveFrom((LocalStorage)Stage, staged.Path, staged.ETag, image))
            {
                return true;
            }

            await TakeContentAsync(Contents, image, plan, activity, move, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageCopyException)
        {
            _cannotMove = true;
            return false;
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            return false;
        }
    }

    // The pending area first: a commit that is still running moves what is there to the object.
    private async Task<bool> HasAnythingAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        await pending.Storage.ListAsync(Owner, recursive: false, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false)
        || await pending.DirectoryExistsAsync(plan.ObjectRoot, cancellationToken).ConfigureAwait(false);

    private async Task<bool> IsHeadAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        (_publishedETag is { } etag
            && (await Storage.GetFileAsync(plan.RootInventoryPath, cancellationToken).ConfigureAwait(false))?.ETag == etag)
        || (await StoredInventory.FindAsync(
            Storage, plan.RootInventoryPath, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false))?.Is(
            plan.InventoryDigest) == true;

    private async Task<bool> IsCommittedAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        await IsHeadAsync(plan, cancellationToken).ConfigureAwait(false)
            || await Object.FindBelowHeadAsync(plan, cancellationToken).ConfigureAwait(false) is not null;

    // While a certain lock is held, no other update commits: what no inventory names was left by an update that crashed here.
    // Otherwise the version directory decides, since only one can have its name: a whole one is another's commit.
    private async Task MoveInAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        await _image.RequireCompleteAsync(plan, cancellationToken).ConfigureAwait(false);
        if (plan.Base is null)
        {
            string inventory = _image.PathOf(Inventory.FileName);
            string sidecar = _image.PathOf(plan.SidecarName);
            SharedFlush both = SharedFlush.Begin(pending.Storage);
            StorageFile written = await StoredFile.WriteAsync(
                both.Storage, inventory, plan.InventoryContent, StorageCondition.None, Owner, cancellationToken).ConfigureAwait(false);
            await StoredFile.WriteAsync(
                both.Storage,
                sidecar,
                ObjectFiles.Sidecar(plan.InventoryDigest),
                StorageCondition.None,
                Owner,
                cancellationToken).ConfigureAwait(false);
            await both.FlushBeforeAsync([inventory, sidecar], _image.Location, cancellationToken).ConfigureAwait(false);
            await MoveInAsync(plan, _image.Location, plan.ObjectRoot, cancellationToken).ConfigureAwait(false);
            _publishedETag = held.IsCertain ? written.ETag : null;
            return;
        }

        // Without a certain lock, another update may move the directory at the same time: the new state is read again.
        string directory = plan.InObject(plan.Head);
        while (await pending.DirectoryExistsAsync(directory, cancellationToken).ConfigureAwait(false))
        {
            if ((!held.IsCertain && await IsTakenAsync(plan, held, cancellationToken).ConfigureAwait(false))
                || await _aside.DiscardAsync(plan, directory, held, cancellationToken).ConfigureAwait(false) == Discard.Committed)
            {
                throw StoredObject.Conflict(plan, "another update has committed this version.");
            }
        }

        await MoveInAsync(plan, _image.PathOf(plan.Head), directory, cancellationToken).ConfigureAwait(false);
    }

    // Without a certain lock, a version directory with an inventory is another update's commit. If it is whole, it is published here.
    private async Task<bool> IsTakenAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        await _aside.SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
        await Object.RequireBaseOrOwnAsync(plan, seen: null, cancellationToken).ConfigureAwait(false);
        return await Storage.GetFileAsync(plan.VersionInventoryPath, cancellationToken).ConfigureAwait(false) is not null;
    }

    private async Task PublishAsync(UpdatePlan plan, StoredInventory current, IDirectoryLock held, CancellationToken cancellationToken)
    {
        try
        {
            StorageFile published = await StoredFile.WriteAsync(
                Storage,
                plan.RootInventoryPath,
                plan.InventoryContent,
                StorageCondition.IfMatch(current.File.ETag),
                owner: null,
                cancellationToken).ConfigureAwait(false);
            _publishedETag = held.IsCertain ? published.ETag : null;
        }
        catch (StorageConditionException) when (!held.IsCertain)
        {
            // The version directory is in its place, and there cannot be another one: the update that was first has published it for this
            // one.
            await Object.RequireBaseOrOwnAsync(plan, seen: null, cancellationToken).ConfigureAwait(false);
        }

        await _aside.SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
        await RequireMovedInAsync(plan, held, cancellationToken).ConfigureAwait(false);
    }

    // Another update may have moved the version directory aside by mistake, and puts it back.
    private async Task RequireMovedInAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        if (!held.IsCertain && plan.Base is not null && !await _image.IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            throw new StorageException(
                $"Another update moves the directory of version {plan.Head} of '{plan.ObjectId}' at the same time: whether this update has "
                    + "committed it is not known yet.");
        }
    }

    private async Task MoveInAsync(UpdatePlan plan, string image, string directory, CancellationToken cancellationToken)
    {
        try
        {
            await pending.MoveInAsync(image, directory, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException condition)
        {
            throw new ObjectConflictException(
                $"The object '{plan.ObjectId}' cannot get version {plan.Head}: there is something at '{directory}' that is not part of it.",
                condition);
        }
    }
}
