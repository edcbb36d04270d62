using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Stages;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>Removes an object of a local storage root, with all its versions. It cannot be undone.</summary>
/// <param name="storage">The storage root's storage.</param>
public sealed class ObjectPurge(LocalStorage storage)
{
    /// <summary>
    /// Removes the object from readers in one step, then deletes it, with what is staged for it. If the process dies in between, the next
    /// update to the storage root deletes the rest.
    /// </summary>
    /// <param name="found">The object as it was when it was shown to the one who decides.</param>
    /// <param name="cancellationToken">Stops it before the object is removed.</param>
    /// <exception cref="ObjectConflictException">The object has changed since it was opened.</exception>
    /// <exception cref="StorageException">A storage failed.</exception>
    public async Task PurgeAsync(OcflObject found, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        IPendingArea pending = storage.PendingArea!;
        pending.RequireUsable();
        pending.RequireWritable();
        using OwnFolders folders = await OwnFolders.TakeAsync([pending.Storage]).ConfigureAwait(false);
        IDirectoryLock held = await pending.LockAsync(found.Root, folders.Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            StorageFile? inventory = await storage.GetFileAsync(
                StoragePath.Combine(found.Root, Inventory.FileName), cancellationToken).ConfigureAwait(false);
            if (inventory?.ETag != found.InventoryETag)
            {
                throw new ObjectConflictException($"The object '{found.Id}' has changed since it was opened; nothing is removed.");
            }

            await pending.MoveOutAsync(found.Root, StoragePath.Combine(folders.Owner, "object"), cancellationToken).ConfigureAwait(false);
        }

        StageFolder stage = StageFolder.Of(storage.Stages!, found.Id);
        IDirectoryLock staged = await stage.LockAsync(CancellationToken.None).ConfigureAwait(false);
        await using (staged.ConfigureAwait(false))
        {
            await stage.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
