using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The reservation of a version number on a storage that writes in place: the version's inventory, which its update owns.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="owner">The update's id.</param>
/// <param name="options">Whether another update's reservation may be taken over.</param>
internal sealed class VersionReservation(IStorage storage, string owner, ActivityExecutorOptions options)
{
    private readonly StoredObject _object = new(storage);
    private readonly OwnedFiles _files = new(storage, owner);

    /// <summary>
    /// The reservation as this executor wrote it when the version had not been reserved before; null otherwise. A version that another
    /// update has lost may get files of that update until late: it is checked again after its commit.
    /// </summary>
    public StorageFile? Known { get; private set; }

    /// <summary>Forgets it: the storage is read again.</summary>
    public void Forget() => Known = null;

    /// <summary>Reserves the version, if it is free.</summary>
    /// <returns>False if that is not known: the storage is read then.</returns>
    public async Task<bool> TryTakeAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            Known = await StoredFile.WriteAsync(
                storage,
                plan.VersionInventoryPath,
                plan.InventoryContent,
                StorageCondition.IfAbsent,
                owner,
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    /// <summary>Reserves the version, or takes it over from an update that is abandoned.</summary>
    /// <returns>False if this update had the version already.</returns>
    public async Task<bool> TakeAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        string path = plan.VersionInventoryPath;
        StoredFile? found = null;
        for (int attempt = 1; ; attempt++)
        {
            _files.RequireProgress(path, attempt, cancellationToken);
            try
            {
                if (found is null)
                {
                    await StoredFile.WriteAsync(
                        storage, path, plan.InventoryContent, StorageCondition.IfAbsent, owner, cancellationToken).ConfigureAwait(false);
                    return true;
                }

                StorageFile present = found.File;
                if (present.Owner != owner)
                {
                    present = await TakeOverAsync(plan, present, cancellationToken).ConfigureAwait(false);
                }
                else if (found.IsSame)
                {
                    return false;
                }

                await StoredFile.WriteAsync(
                    storage,
                    path,
                    plan.InventoryContent,
                    StorageCondition.IfMatch(present.ETag),
                    owner,
                    cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
            {
                // It exists, or has changed since it was read.
                found = await StoredFile.CompareAsync(storage, path, plan.InventoryContent, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The reservation as it is.</summary>
    /// <exception cref="ObjectConflictException">This update does not have it, or not any more.</exception>
    public async Task<StorageFile> RequireAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StorageFile? reservation = await storage.GetFileAsync(plan.VersionInventoryPath, cancellationToken).ConfigureAwait(false);
        return reservation is not null && reservation.Owner == owner
            ? reservation
            : throw StoredObject.Conflict(plan,
                reservation?.Owner is { } other ? $"the update {other} has taken it "
                    + $"over." : "what this update had prepared has been cleared away.");
    }

    // A commit of this update that is still running, in a run whose result is not awaited, must not come after the clearing.
    public async Task StopCommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        for (int attempt = 1;
            await storage.GetFileAsync(plan.VersionInventoryPath, cancellationToken).ConfigureAwait(false) is { } reservation
                && reservation.Owner == owner;
            attempt++)
        {
            _files.RequireProgress(plan.VersionInventoryPath, attempt, cancellationToken);
            try
            {
                await storage.SetOwnerAsync(reservation.Path, owner, reservation.ETag, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
            {
                // It has changed since it was read: it is read again.
            }
        }
    }

    private async Task<StorageFile> TakeOverAsync(UpdatePlan plan, StorageFile reservation, CancellationToken cancellationToken)
    {
        if (reservation.Owner is { } other
            && !(options.IsAbandoned is { } isAbandoned && await isAbandoned(other, cancellationToken).ConfigureAwait(false)))
        {
            throw StoredObject.Conflict(plan, $"the update {other} is writing it.");
        }

        // From here on the other update can no longer commit, since its reservation has another ETag. It may have done so just before.
        StorageFile taken = await storage.SetOwnerAsync(reservation.Path, owner, reservation.ETag, cancellationToken).ConfigureAwait(false);
        await _object.RequireBaseOrOwnAsync(plan, seen: null, cancellationToken).ConfigureAwait(false);
        return taken;
    }
}
