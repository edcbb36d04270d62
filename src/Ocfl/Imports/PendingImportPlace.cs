using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Imports;

/// <summary>
/// The copy on a storage with a pending area: below the owner's name, <c>object</c> is the image of the object's root, which is renamed
/// into place as a whole. The lock of the object excludes others at that moment.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="pending">Its pending area.</param>
/// <param name="plan">The object.</param>
/// <param name="copies">The storage of the pending area by which files are written there.</param>
internal sealed class PendingImportPlace(IStorage storage, IPendingArea pending, ObjectCopy plan, IStorage copies)
    : ImportPlace(storage, plan)
{
    private string Image => StoragePath.Combine(Plan.Owner, "object");

    private string ImageInventory => StoragePath.Combine(Image, Inventory.FileName);

    public override IStorage Copies => copies;

    public override (IStorage Storage, string ObjectRoot) Copy => (pending.Storage, Image);

    public override Task ReserveAsync(Func<string, Task<bool>> isRunning, CancellationToken cancellationToken = default)
    {
        pending.RequireWritable();
        return Task.CompletedTask;
    }

    public override async Task PublishAsync(Func<Task<bool>> isOpenAsync, CancellationToken cancellationToken = default)
    {
        IDirectoryLock held = await pending.LockAsync(Plan.ObjectRoot, Plan.Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (await IsPublishedAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            if (!await HasImageAsync(cancellationToken).ConfigureAwait(false))
            {
                throw Conflict("what had been prepared has been removed.");
            }

            if (!await isOpenAsync().ConfigureAwait(false))
            {
                throw Conflict("the import has ended.");
            }

            try
            {
                await pending.MoveInAsync(Image, Plan.ObjectRoot, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageConditionException condition)
            {
                throw Conflict($"there is something at '{Plan.ObjectRoot}'.", condition);
            }
        }
    }

    public override async Task<bool> IsPublishedAsync(CancellationToken cancellationToken = default) =>
        !await HasImageAsync(cancellationToken).ConfigureAwait(false)
        && await HasInventoryAsync(RootInventory, cancellationToken).ConfigureAwait(false);

    public override async Task<bool> StopAsync(CancellationToken cancellationToken = default)
    {
        // A storage that cannot be written to must not keep an import that wrote nothing from being ended.
        if (!await pending.Storage.ListAsync(Plan.Owner, recursive: false, cancellationToken)
            .AnyAsync(cancellationToken).ConfigureAwait(false))
        {
            return await HasInventoryAsync(RootInventory, cancellationToken).ConfigureAwait(false);
        }

        IDirectoryLock held = await pending.LockAsync(Plan.ObjectRoot, Plan.Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            bool hadImage = await pending.Storage.DeleteAsync(ImageInventory, etag: null, cancellationToken).ConfigureAwait(false);
            return !hadImage && await HasInventoryAsync(RootInventory, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task RemoveAsync(bool isPublished, CancellationToken cancellationToken = default) =>
        pending.Storage.DeleteDirectoryAsync(Plan.Owner, cancellationToken);

    public override string PathOf(string path) => StoragePath.Combine(Image, path);

    private async Task<bool> HasImageAsync(CancellationToken cancellationToken) =>
        await pending.Storage.GetFileAsync(ImageInventory, cancellationToken).ConfigureAwait(false) is not null;
}
