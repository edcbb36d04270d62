using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The steps on a storage with a pending area. Below the update's id, <c>object</c> is the image of the object root: the version
/// directory is moved from there, and for a new object the whole of it.
/// </summary>
/// <remarks>Whatever looks at the object to decide what to do, and then does it, holds the object's lock.</remarks>
internal sealed class PendingSteps(
    IStorage storage,
    IPendingArea pending,
    IStorage stage,
    string owner,
    ActivityExecutorOptions options) : UpdateSteps(storage, stage, owner, options)
{
    private const string ImageName = "object";

    private IStorage Contents => Options.Unflushed ?? pending.Storage;

    private string Image => StoragePath.Combine(Owner, ImageName);

    private string SetAside => StoragePath.Combine(Owner, "aside");

    public override async Task<ActivityResult> PrepareFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (await HasBytesAsync(pending.Storage, InImage(path), content, cancellationToken).ConfigureAwait(false)
                || await HasBytesAsync(Storage, InObject(plan, path), content, cancellationToken).ConfigureAwait(false))
            {
                return ActivityResult.AlreadyDone(path.StartsWith("0=", StringComparison.Ordinal)
                    ? "declaration file already exists"
                    : "file already exists");
            }

            await WriteAsync(
                pending.Storage, InImage(path), content, StorageCondition.None, Owner, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(content.Length);
        }
    }

    public override async Task<ActivityResult> ReserveAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        await RequireBaseOrOwnAsync(plan, cancellationToken).ConfigureAwait(false);
        if (await IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false)
            || await HasDirectoryAsync(Image, plan.Head, cancellationToken).ConfigureAwait(false))
        {
            return ActivityResult.AlreadyDone("directory already exists");
        }

        await pending.Storage.CreateDirectoryAsync(InImage(plan.Head), cancellationToken).ConfigureAwait(false);
        return ActivityResult.Done();
    }

    public override async Task<ActivityResult> CopyAsync(UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        (bool isCopied, StorageFile? broken) = await LookForCopyAsync(plan, activity, cancellationToken).ConfigureAwait(false);
        if (isCopied)
        {
            return ActivityResult.AlreadyDone("content is already there");
        }

        StorageCondition condition = broken is null ? StorageCondition.IfAbsent : StorageCondition.IfMatch(broken.ETag);
        try
        {
            await TakeContentAsync(
                Contents,
                InImage(activity.Path),
                plan,
                activity,
                new() { Condition = condition, ConsumeSource = Options.ConsumeStage },
                cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(activity.Length);
        }
        catch (StorageNameException refusal)
        {
            throw new InvalidUpdateException(
                $"The content path '{activity.Path}' cannot be in {Storage.Location}: the file system refuses a name in it. "
                    + $"{ContentPaths.Advice}",
                refusal);
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException or ContentMismatchException)
        {
            // A run of this step beside this one may have been first; if not, the content is not what it was.
            return (await LookForCopyAsync(plan, activity, cancellationToken).ConfigureAwait(false)).IsCopied
                ? ActivityResult.AlreadyDone("content is already there")
                : throw await ExplainLossAsync(activity, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task<ActivityResult> CommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            await PutBackAsync(plan, held, cancellationToken).ConfigureAwait(false);
            StoredInventory? current = await RequireBaseOrOwnAsync(plan, cancellationToken).ConfigureAwait(false);
            bool hasImage = await HasImageInventoryAsync(plan, cancellationToken).ConfigureAwait(false);
            if (current?.Is(plan.InventoryDigest) == true)
            {
                if (hasImage)
                {
                    throw Conflict(plan, "another update committed the same version.");
                }

                await RequireMovedInAsync(plan, held, cancellationToken).ConfigureAwait(false);
                return ActivityResult.AlreadyDone("inventory already committed");
            }

            if (hasImage)
            {
                await MoveInAsync(plan, held, cancellationToken).ConfigureAwait(false);
            }
            else if (!await IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                throw Conflict(plan, "what this update had prepared has been cleared away.");
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

            if (await HasBytesAsync(Storage, InObject(plan, path), content, cancellationToken).ConfigureAwait(false))
            {
                return plan.Base is null
                    ? ActivityResult.DoneBefore("written with the commit")
                    : ActivityResult.AlreadyDone("file already exists");
            }

            await WriteAsync(
                Storage, InObject(plan, path), content, StorageCondition.None, owner: null, cancellationToken).ConfigureAwait(false);
            await SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(content.Length);
        }
    }

    public override async Task<ActivityResult> FinishRemovalAsync(UpdatePlan plan, string path, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            return await IsHeadAsync(plan, cancellationToken).ConfigureAwait(false)
                && await Storage.DeleteAsync(InObject(plan, path), etag: null, cancellationToken).ConfigureAwait(false)
                ? ActivityResult.Done()
                : ActivityResult.AlreadyDone("already removed");
        }
    }

    public override async Task RevertPreparedAsync(UpdatePlan plan, string path, CancellationToken cancellationToken)
    {
        await pending.Storage.DeleteAsync(InImage(path), etag: null, cancellationToken).ConfigureAwait(false);
        if (path == plan.Head)
        {
            await pending.Storage.DeleteDirectoryAsync(InImage(path), cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task RevertCommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        HasCommitted = false;
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            await PutBackAsync(plan, held, cancellationToken).ConfigureAwait(false);
            if (await FindBelowHeadAsync(plan, cancellationToken).ConfigureAwait(false) is not null)
            {
                return;
            }

            if (plan.Base is not null && await IsHeadAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                FileContent inventory = await ReadBaseAsync(plan, cancellationToken).ConfigureAwait(false);
                await WriteAsync(
                    Storage, RootInventory(plan), inventory, StorageCondition.None, owner: null, cancellationToken).ConfigureAwait(false);
                await WriteAsync(
                    Storage,
                    InObject(plan, plan.Base.SidecarName),
                    BaseSidecar(plan),
                    StorageCondition.None,
                    owner: null,
                    cancellationToken).ConfigureAwait(false);
            }

            await TakeOutAsync(plan, held, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task RevertFinishedAsync(UpdatePlan plan, string path, FileContent? content, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(plan.ObjectRoot, Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (plan.Base is null || !await IsHeadAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            if (content is null)
            {
                await Storage.DeleteAsync(InObject(plan, path), etag: null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await WriteAsync(
                    Storage, InObject(plan, path), content, StorageCondition.None, owner: null, cancellationToken).ConfigureAwait(false);
            }
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
            await PutBackAsync(plan, held, cancellationToken).ConfigureAwait(false);
            if (await IsCommittedAsync(plan, cancellationToken).ConfigureAwait(false)
                && !await HasImageInventoryAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                // What is here now is of no use any more: a run that came too late has written it.
                await pending.Storage.DeleteDirectoryAsync(Owner, cancellationToken).ConfigureAwait(false);
                return RevertOutcome.Committed;
            }

            // Another update may have published it at the same time.
            bool isCommitted = await TakeOutAsync(plan, held, cancellationToken).ConfigureAwait(false) == Discard.Committed
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

    private async Task<bool> HasAnythingAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        await pending.DirectoryExistsAsync(plan.ObjectRoot, cancellationToken).ConfigureAwait(false)
        || await pending.Storage.ListAsync(Owner, recursive: false, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);

    private string InImage(string path) => StoragePath.Combine(Image, path);

    // What is in the image is this update's alone: a file there that is not what was planned is what a crash left, and is replaced.
    private async Task<(bool IsCopied, StorageFile? Broken)> LookForCopyAsync(
        UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        if (await pending.Storage.GetFileAsync(InImage(activity.Path), cancellationToken).ConfigureAwait(false) is { } file)
        {
            if (await IsContentAsync(pending.Storage, file, plan, activity, cancellationToken).ConfigureAwait(false))
            {
                return (true, null);
            }

            await RequireOwnNameAsync(activity.Path, cancellationToken).ConfigureAwait(false);
            return (false, file);
        }

        bool isMovedIn = await IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false)
            && await HasContentAsync(Storage, InObject(plan, activity.Path), plan, activity, cancellationToken).ConfigureAwait(false);
        return (isMovedIn, null);
    }

    // A volume that does not tell some names apart finds one file for two content paths.
    private async Task RequireOwnNameAsync(string contentPath, CancellationToken cancellationToken)
    {
        if (await StoredNames.FindOtherAsync(pending.Storage, Image, contentPath, cancellationToken).ConfigureAwait(false) is { } other)
        {
            throw new InvalidUpdateException(
                $"The content paths '{other}' and '{contentPath}' would be one file in {Storage.Location}, whose file system does not "
                    + $"tell them apart. {ContentPaths.Advice}");
        }
    }

    private async Task<bool> IsHeadAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        (await StoredInventory.LookAsync(Storage, RootInventory(plan), plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false))?.Is(
            plan.InventoryDigest) == true;

    private async Task<bool> IsCommittedAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        await IsHeadAsync(plan, cancellationToken).ConfigureAwait(false)
            || await FindBelowHeadAsync(plan, cancellationToken).ConfigureAwait(false) is not null;

    // Whether the version directory has left the image for the object: it did so whole.
    private async Task<bool> IsMovedInAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StorageFile? file = await Storage.GetFileAsync(VersionInventory(plan), cancellationToken).ConfigureAwait(false);
        return file?.Length == plan.InventoryLength
            && await StoredInventory.LookAsync(
                Storage, VersionInventory(plan), plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false) is { } present
            && present.Is(plan.InventoryDigest)
            && !await HasImageInventoryAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> HasImageInventoryAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        await pending.Storage.GetFileAsync(
            InImage(StoragePath.Combine(plan.Head, Inventory.FileName)), cancellationToken).ConfigureAwait(false) is not null;

    private async Task<bool> HasDirectoryAsync(string parent, string directory, CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in pending.Storage.ListAsync(parent, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == StorageEntryKind.Directory && entry.Name == directory)
            {
                return true;
            }
        }

        return false;
    }

    // Who holds a certain lock knows that nobody else is committing: what no inventory names was left by an update that crashed here.
    // Otherwise the version directory decides, since only one can have its name: a whole one is another's commit.
    private async Task MoveInAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        await RequireCompleteAsync(plan, cancellationToken).ConfigureAwait(false);
        if (plan.Base is null)
        {
            await WriteAsync(
                pending.Storage,
                InImage(Inventory.FileName),
                plan.InventoryContent,
                StorageCondition.None,
                Owner,
                cancellationToken).ConfigureAwait(false);
            await WriteAsync(
                pending.Storage,
                InImage(plan.SidecarName),
                ObjectFiles.Sidecar(plan.InventoryDigest),
                StorageCondition.None,
                Owner,
                cancellationToken).ConfigureAwait(false);
            await MoveInAsync(plan, Image, plan.ObjectRoot, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Without a certain lock, another update may move the directory at the same time: the new state is read again.
        string directory = InObject(plan, plan.Head);
        while (await pending.DirectoryExistsAsync(directory, cancellationToken).ConfigureAwait(false))
        {
            if ((!held.IsCertain && await IsTakenAsync(plan, held, cancellationToken).ConfigureAwait(false))
                || await DiscardAsync(plan, directory, held, cancellationToken).ConfigureAwait(false) == Discard.Committed)
            {
                throw Conflict(plan, "another update has committed this version.");
            }
        }

        await MoveInAsync(plan, InImage(plan.Head), directory, cancellationToken).ConfigureAwait(false);
    }

    // Without a certain lock, a version directory with an inventory is another update's commit. If it is whole, it is published here.
    private async Task<bool> IsTakenAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        await SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
        await RequireBaseOrOwnAsync(plan, cancellationToken).ConfigureAwait(false);
        return await Storage.GetFileAsync(VersionInventory(plan), cancellationToken).ConfigureAwait(false) is not null;
    }

    private async Task PublishAsync(UpdatePlan plan, StoredInventory current, IDirectoryLock held, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(
                Storage,
                RootInventory(plan),
                plan.InventoryContent,
                StorageCondition.IfMatch(current.File.ETag),
                owner: null,
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException) when (!held.IsCertain)
        {
            // The version directory is in its place, and nobody can have another one: whoever was first has published it for this update.
            await RequireBaseOrOwnAsync(plan, cancellationToken).ConfigureAwait(false);
        }

        await SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
        await RequireMovedInAsync(plan, held, cancellationToken).ConfigureAwait(false);
    }

    // Another update may have moved the version directory aside by mistake, and puts it back.
    private async Task RequireMovedInAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        if (!held.IsCertain && plan.Base is not null && !await IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            throw new StorageException(
                $"Another update moves the directory of version {plan.Head} of '{plan.ObjectId}' at the same time: whether this update has "
                    + "committed it is not known yet.");
        }
    }

    // Without a certain lock, others may have written the root inventory or its sidecar at the same time: the object's files decide.
    private Task<bool> SettleAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken) =>
        held.IsCertain || plan.Base is null
            ? Task.FromResult(false)
            : new UnfinishedCommit(Storage, plan.ObjectRoot).CompleteAsync(cancellationToken);

    private async Task MoveInAsync(UpdatePlan plan, string image, string directory, CancellationToken cancellationToken)
    {
        try
        {
            await pending.MoveInAsync(image, directory, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException condition)
        {
            throw new ObjectConflictException(
                $"The object '{plan.ObjectId}' cannot get version {plan.Head}: there is something at '{directory}' that is no part of it.",
                condition);
        }
    }

    private async Task RequireCompleteAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        VersionFiles files = await VersionFiles.CompareAsync(pending.Storage, Image, plan, cancellationToken).ConfigureAwait(false);
        if (files.Missing.Count > 0)
        {
            await RequireOwnNameAsync(files.Missing.First(), cancellationToken).ConfigureAwait(false);
            throw new ContentMismatchException(
                $"'{files.Missing.First()}' is missing from what was prepared for version {plan.Head} of '{plan.ObjectId}'.");
        }

        foreach (StorageFile stray in files.Strays)
        {
            await pending.Storage.DeleteAsync(stray.Path, stray.ETag, cancellationToken).ConfigureAwait(false);
        }
    }

    // Moves the version back out where it had been moved in, whether or not the root inventory had followed.
    private async Task<Discard> TakeOutAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        Discard outcome = Discard.Gone;
        while (outcome == Discard.Gone && await IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            outcome = await DiscardAsync(plan, Place(plan), held, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    private async Task<Discard> DiscardAsync(UpdatePlan plan, string directory, IDirectoryLock held, CancellationToken cancellationToken)
    {
        await pending.Storage.DeleteDirectoryAsync(SetAside, cancellationToken).ConfigureAwait(false);
        try
        {
            await pending.MoveOutAsync(directory, SetAside, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageFileNotFoundException) when (!held.IsCertain)
        {
            return Discard.Gone;
        }

        if (await PutBackAsync(plan, held, cancellationToken).ConfigureAwait(false))
        {
            return Discard.Committed;
        }

        await pending.Storage.DeleteDirectoryAsync(SetAside, cancellationToken).ConfigureAwait(false);
        return Discard.Done;
    }

    // Puts a version directory back that turns out to be committed. A run that crashed after it had moved it out leaves it set aside.
    private async Task<bool> PutBackAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        if (held.IsCertain || !await MustStayAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await pending.MoveInAsync(SetAside, Place(plan), cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException taken)
        {
            // Of two directories of one version the root inventory decides. The other one's update is in conflict, and takes it out.
            await SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
            StoredInventory? aside = await ReadAsideAsync(plan, cancellationToken).ConfigureAwait(false);
            return plan.Base is null || await IsRootAsync(plan, aside, cancellationToken).ConfigureAwait(false)
                ? throw new StorageException(
                    $"Version {plan.Head} of '{plan.ObjectId}' is in {pending.Storage.Location}/{SetAside}, since another update has moved "
                        + "a directory to its place. It is put back when the place is free.",
                    taken)
                : false;
        }

        await SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // Another update's version took the place of what was to be discarded, or another update has published this one, or followed it.
    private async Task<bool> MustStayAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StoredInventory? aside = await ReadAsideAsync(plan, cancellationToken).ConfigureAwait(false);
        if (aside is null || !aside.Is(plan.InventoryDigest))
        {
            return aside is not null;
        }

        return plan.Base is null
            ? await HasDirectoryAsync(SetAside, VersionNumber.Parse(plan.Head).Next().ToString(), cancellationToken).ConfigureAwait(false)
            : await IsRootAsync(plan, aside, cancellationToken).ConfigureAwait(false);
    }

    private Task<StoredInventory?> ReadAsideAsync(UpdatePlan plan, CancellationToken cancellationToken) => StoredInventory.LookAsync(
        pending.Storage, StoragePath.Combine(SetAside, Inventory.FileName), plan.DigestAlgorithm, cancellationToken);

    private async Task<bool> IsRootAsync(UpdatePlan plan, StoredInventory? inventory, CancellationToken cancellationToken)
    {
        StoredInventory? root = await StoredInventory.LookAsync(
            Storage, RootInventory(plan), plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
        return inventory is not null && root?.Digests.Digests.All(digest => inventory.Is(digest.Value)) == true;
    }

    // What the image has of the object: the version directory, or for a new object its root.
    private static string Place(UpdatePlan plan) => plan.Base is null ? plan.ObjectRoot : InObject(plan, plan.Head);

    private enum Discard
    {
        /// <summary>The directory is out of the object, and deleted.</summary>
        Done,

        /// <summary>The directory is committed, and in its place.</summary>
        Committed,

        /// <summary>Another update has moved the directory out.</summary>
        Gone,
    }
}
