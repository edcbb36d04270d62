using Ocfl.Inventories;
using Ocfl.Storage;

namespace OcflFunctions.Imports;

/// <summary>
/// The copy on a storage with a pending area: below the owner's name, <c>object</c> is the image of the object's root, which is renamed
/// into place as a whole. The lock of the object excludes others at that moment.
/// </summary>
internal sealed class PendingImportPlace(IStorage storage, IPendingArea pending, ImportMark mark) : ImportPlace(storage, mark)
{
    private string Image => StoragePath.Combine(Mark.Owner, "object");

    private string ImageInventory => StoragePath.Combine(Image, Inventory.FileName);

    protected override IStorage Copies => pending.Storage;

    public override (IStorage Storage, string ObjectRoot) Copy => (pending.Storage, Image);

    public override Task ReserveAsync(Func<string, Task<bool>> isRunning, CancellationToken cancellationToken)
    {
        pending.RequireWritable();
        return Task.CompletedTask;
    }

    public override async Task PublishAsync(Func<Task<bool>> isOpenAsync, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await pending.LockAsync(Mark.ObjectRoot, Mark.Owner, cancellationToken);
        await using (held)
        {
            if (await IsPublishedAsync(cancellationToken))
            {
                return;
            }

            if (!await HasImageAsync(cancellationToken))
            {
                throw Conflict("what had been prepared has been removed.");
            }

            if (!await isOpenAsync())
            {
                throw Conflict("the import has ended.");
            }

            try
            {
                await pending.MoveInAsync(Image, Mark.ObjectRoot, cancellationToken);
            }
            catch (StorageConditionException condition)
            {
                throw Conflict($"there is something at '{Mark.ObjectRoot}'.", condition);
            }
        }
    }

    public override async Task<bool> IsPublishedAsync(CancellationToken cancellationToken) =>
        !await HasImageAsync(cancellationToken) && await HasInventoryAsync(RootInventory, cancellationToken);

    public override async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        // A storage that cannot be written to must not keep an import that wrote nothing from being ended.
        if (!await pending.Storage.ListAsync(Mark.Owner, recursive: false, cancellationToken).AnyAsync(cancellationToken))
        {
            return await HasInventoryAsync(RootInventory, cancellationToken);
        }

        IDirectoryLock held = await pending.LockAsync(Mark.ObjectRoot, Mark.Owner, cancellationToken);
        await using (held)
        {
            bool hadImage = await pending.Storage.DeleteAsync(ImageInventory, etag: null, cancellationToken);
            return !hadImage && await HasInventoryAsync(RootInventory, cancellationToken);
        }
    }

    public override Task RemoveAsync(bool isPublished, CancellationToken cancellationToken) =>
        pending.Storage.DeleteDirectoryAsync(Mark.Owner, cancellationToken);

    protected override string PathOf(string path) => StoragePath.Combine(Image, path);

    private async Task<bool> HasImageAsync(CancellationToken cancellationToken) =>
        await pending.Storage.GetFileAsync(ImageInventory, cancellationToken) is not null;
}
