using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Takes a version directory out of an object and deletes it. It is moved to a place in the update's folder first; if it turns out to be
/// committed, it is put back.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="pending">Its pending area.</param>
/// <param name="owner">The update's id, which is the name of its folder there.</param>
internal sealed class SetAsideVersion(IStorage storage, IPendingArea pending, string owner)
{
    private readonly PendingImage _image = new(storage, pending, owner);
    private readonly string _location = StoragePath.Combine(owner, "aside");

    /// <summary>Takes the plan's version out of the object if it was moved in, whether or not the root inventory followed.</summary>
    public async Task<Discard> TakeOutAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        Discard outcome = Discard.Gone;
        while (outcome == Discard.Gone && await _image.IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            outcome = await DiscardAsync(plan, Place(plan), held, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>Takes a directory out of the object and deletes it, unless it is committed.</summary>
    public async Task<Discard> DiscardAsync(UpdatePlan plan, string directory, IDirectoryLock held, CancellationToken cancellationToken)
    {
        await pending.Storage.DeleteDirectoryAsync(_location, cancellationToken).ConfigureAwait(false);
        try
        {
            await pending.MoveOutAsync(directory, _location, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageFileNotFoundException) when (!held.IsCertain)
        {
            return Discard.Gone;
        }

        if (await PutBackAsync(plan, held, cancellationToken).ConfigureAwait(false))
        {
            return Discard.Committed;
        }

        await pending.Storage.DeleteDirectoryAsync(_location, cancellationToken).ConfigureAwait(false);
        return Discard.Done;
    }

    /// <summary>
    /// Puts back a version directory that turns out to be committed. A run that crashed after it had moved it out leaves it set aside.
    /// </summary>
    /// <returns>Whether one was put back.</returns>
    /// <exception cref="StorageException">Another update has moved a directory to its place.</exception>
    public async Task<bool> PutBackAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken)
    {
        if (held.IsCertain || !await MustStayAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await pending.MoveInAsync(_location, Place(plan), cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException taken)
        {
            // Of two directories of one version the root inventory decides. The other one's update is in conflict, and takes it out.
            await SettleAsync(plan, held, cancellationToken).ConfigureAwait(false);
            StoredInventory? aside = await ReadAsideAsync(plan, cancellationToken).ConfigureAwait(false);
            return plan.Base is null || await IsRootAsync(plan, aside, cancellationToken).ConfigureAwait(false)
                ? throw new StorageException(
                    $"Version {plan.Head} of '{plan.ObjectId}' is in {pending.Storage.Location}/{_location}, since another update has "
                        + "moved a directory to its place. It is put back when the place is free.",
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
            ? await PendingImage.HasDirectoryAsync(
                pending.Storage, _location, VersionNumber.Parse(plan.Head).Next().ToString(), cancellationToken).ConfigureAwait(false)
            : await IsRootAsync(plan, aside, cancellationToken).ConfigureAwait(false);
    }

    private Task<StoredInventory?> ReadAsideAsync(UpdatePlan plan, CancellationToken cancellationToken) => StoredInventory.FindAsync(
        pending.Storage, StoragePath.Combine(_location, Inventory.FileName), plan.DigestAlgorithm, cancellationToken);

    private async Task<bool> IsRootAsync(UpdatePlan plan, StoredInventory? inventory, CancellationToken cancellationToken)
    {
        StoredInventory? root = await StoredInventory.FindAsync(
            storage, plan.RootInventoryPath, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
        return inventory is not null && root?.Digests.Digests.All(digest => inventory.Is(digest.Value)) == true;
    }

    // What the image has of the object: the version directory, or for a new object its root.
    private static string Place(UpdatePlan plan) => plan.Base is null ? plan.ObjectRoot : plan.InObject(plan.Head);

    /// <summary>
    /// Completes what is committed. Without a certain lock, others may have written the root inventory or its sidecar at the same time: the
    /// object's files decide.
    /// </summary>
    /// <returns>Whether a version was published that the root inventory did not name.</returns>
    public Task<bool> SettleAsync(UpdatePlan plan, IDirectoryLock held, CancellationToken cancellationToken) =>
        held.IsCertain || plan.Base is null
            ? Task.FromResult(false)
            : new UnfinishedCommit(storage, plan.ObjectRoot).CompleteAsync(cancellationToken);
}

/// <summary>What became of a version directory that was to be discarded.</summary>
internal enum Discard
{
    /// <summary>The directory is out of the object, and deleted.</summary>
    Done,

    /// <summary>The directory is committed, and in its place.</summary>
    Committed,

    /// <summary>Another update has moved the directory out.</summary>
    Gone,
}
