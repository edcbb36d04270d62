using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Imports;

/// <summary>
/// The copy on a storage that writes in place: each file is at its final path, with the import as its owner, and the root inventory is
/// missing. Its bytes are in another file, the inventory of the newest version if the object has one there. The commit copies that on two
/// conditions, which the storage checks in one request: there is no root inventory, and the file still has the ETag that was read.
/// </summary>
internal sealed class InPlaceImport(IStorage storage, ObjectCopy plan) : ImportPlace(storage, plan)
{
    /// <summary>The name of that file, in the object's root, if no version's inventory has its bytes. Deleted after the commit.</summary>
    public const string PendingInventory = "inventory.json.pending";

    /// <summary>
    /// Removes the file that a process has left in an object that it published, and died before it could delete the file.
    /// </summary>
    public static async Task RemoveLeftAsync(IStorage storage, string objectRoot, CancellationToken cancellationToken)
    {
        if (storage.PendingArea is null
            && await storage.GetFileAsync(
                StoragePath.Combine(objectRoot, PendingInventory), cancellationToken).ConfigureAwait(false) is { Owner: { } owner } left
            && UpdateFolders.IsOwner(owner))
        {
            await TryDeleteAsync(storage, left, cancellationToken).ConfigureAwait(false);
        }
    }

    private string CommitPath => StoragePath.Combine(Plan.ObjectRoot, Plan.Commit!);

    public override IStorage Copies => Storage;

    public override (IStorage Storage, string ObjectRoot) Copy =>
        (new CommittedView(Storage, RootInventory, CommitPath, isHidden: Plan.Commit == PendingInventory), Plan.ObjectRoot);

    public override async Task ReserveAsync(Func<string, Task<bool>> isRunning, CancellationToken cancellationToken = default)
    {
        List<StorageFile> abandoned = [];
        await foreach (StorageEntry entry in Storage.ListAsync(
            Plan.ObjectRoot, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            if (entry.File is not { } file || file.Owner == Plan.Owner)
            {
                continue;
            }

            if (file.Owner is not { } owner
                || !(IsOfNewObject(file.Path) || UpdateFolders.IsOwner(owner))
                || await isRunning(owner).ConfigureAwait(false))
            {
                throw Conflict($"there is '{file.Path}' in its place, which is not of an abandoned update.");
            }

            abandoned.Add(file);
        }

        // What an import may still publish is taken from it before anything is deleted.
        foreach (StorageFile commit in abandoned.Where(file => IsCommit(file.Path)).ToList())
        {
            abandoned.Remove(commit);
            abandoned.Add(await TakeAsync(commit, cancellationToken).ConfigureAwait(false));
        }

        if (abandoned.Count > 0 && await Storage.GetFileAsync(RootInventory, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw Conflict("another update was first.");
        }

        foreach (StorageFile file in abandoned)
        {
            await TryDeleteAsync(Storage, file, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task PublishAsync(Func<Task<bool>> isOpenAsync, CancellationToken cancellationToken = default)
    {
        if (await IsPublishedAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        StorageFile? commit = await Storage.GetFileAsync(CommitPath, cancellationToken).ConfigureAwait(false);
        if (commit?.Owner != Plan.Owner)
        {
            throw Conflict("what had been prepared has been removed.");
        }

        if (!await isOpenAsync().ConfigureAwait(false))
        {
            throw Conflict("the import has ended.");
        }

        try
        {
            StorageCopyOptions copy = new()
            {
                Condition = StorageCondition.IfAbsent,
                SourceETag = commit.ETag,
                SourceLength = commit.Length,
                Owner = Plan.Owner,
            };
            await Storage.CopyFromAsync(Storage, CommitPath, RootInventory, copy, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            if (!await IsPublishedAsync(cancellationToken).ConfigureAwait(false))
            {
                throw Conflict("another update was first.", failure);
            }
        }
    }

    // An update that has built on it owns the root inventory by now.
    public override async Task<bool> IsPublishedAsync(CancellationToken cancellationToken = default)
    {
        if (await Storage.GetFileAsync(RootInventory, cancellationToken).ConfigureAwait(false) is not { } root)
        {
            return false;
        }

        if (root.Owner == Plan.Owner)
        {
            return true;
        }

        return Plan.Commit != PendingInventory
            && await HasInventoryAsync(CommitPath, cancellationToken).ConfigureAwait(false)
            && await OcflObject.TryOpenAsync(Storage, Plan.ObjectRoot, cancellationToken).ConfigureAwait(false) is { } found
            && found.Inventory.Versions.Count > VersionNumber.Parse(Plan.Head).Number;
    }

    public override async Task<bool> StopAsync(CancellationToken cancellationToken = default)
    {
        // From here on a commit that is still running fails, since the file that it copies has another ETag.
        while (await Storage.GetFileAsync(CommitPath, cancellationToken).ConfigureAwait(false) is { } commit && commit.Owner == Plan.Owner)
        {
            try
            {
                await Storage.SetOwnerAsync(CommitPath, Plan.Owner, commit.ETag, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
            {
                // It has changed since it was read: it is read again.
            }
        }

        return await IsPublishedAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task RemoveAsync(bool isPublished, CancellationToken cancellationToken = default)
    {
        if (isPublished)
        {
            if (Plan.Commit == PendingInventory
                && await Storage.GetFileAsync(CommitPath, cancellationToken).ConfigureAwait(false) is { } commit
                && commit.Owner == Plan.Owner)
            {
                await TryDeleteAsync(Storage, commit, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        List<StorageFile> own = await Storage.ListAsync(Plan.ObjectRoot, recursive: true, cancellationToken)
            .Where(entry => entry.File?.Owner == Plan.Owner)
            .Select(entry => entry.File!)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (StorageFile file in own)
        {
            await TryDeleteAsync(Storage, file, cancellationToken).ConfigureAwait(false);
        }
    }

    public override string? PathOf(string path) => path != Inventory.FileName ? StoragePath.Combine(Plan.ObjectRoot, path)
        : Plan.Commit == PendingInventory ? CommitPath
        : null;

    private bool IsCommit(string path) => StoragePath.GetName(path) is Inventory.FileName
        ? StoragePath.GetDirectory(StoragePath.GetDirectory(path)) == Plan.ObjectRoot
        : path == StoragePath.Combine(Plan.ObjectRoot, PendingInventory);

    private async Task<StorageFile> TakeAsync(StorageFile commit, CancellationToken cancellationToken)
    {
        try
        {
            return await Storage.SetOwnerAsync(
                commit.Path, Plan.Owner + "-removes", commit.ETag, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            throw Conflict($"another update changes '{commit.Path}'.", failure);
        }
    }

    // What an update leaves that was to create an object. Anything more may be an object that has lost its inventory.
    private bool IsOfNewObject(string path)
    {
        string name = path[(Plan.ObjectRoot.Length + 1)..].Split('/')[0];
        return SpecificationVersion.IsObjectDeclaration(name)
            || (VersionNumber.TryParse(name, out VersionNumber version) && version.Number == 1);
    }
}
