using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Imports;

/// <summary>
/// The copy on a storage that writes in place: each file is at its final path, with the import as its owner, and the root inventory is
/// missing. Its bytes are in another file, the inventory of the newest version if the object has one there. The commit copies that on two
/// conditions, which the storage checks in one request: there is no root inventory, and the file still has the ETag that was read.
/// </summary>
internal sealed class InPlaceImport(IStorage storage, ImportMark mark) : ImportPlace(storage, mark)
{
    /// <summary>The name of that file, in the object's root, if no version's inventory has its bytes. Deleted after the commit.</summary>
    public const string PendingInventory = "inventory.json.pending";

    private string CommitPath => StoragePath.Combine(Mark.ObjectRoot, Mark.Commit!);

    protected override IStorage Copies => Storage;

    public override (IStorage Storage, string ObjectRoot) Copy =>
        (new ImportedView(Storage, RootInventory, CommitPath, isHidden: Mark.Commit == PendingInventory), Mark.ObjectRoot);

    public override async Task ReserveAsync(Func<string, Task<bool>> isRunning, CancellationToken cancellationToken)
    {
        List<StorageFile> abandoned = [];
        await foreach (StorageEntry entry in Storage.ListAsync(Mark.ObjectRoot, recursive: true, cancellationToken))
        {
            if (entry.File is not { } file || file.Owner == Mark.Owner)
            {
                continue;
            }

            if (file.Owner is not { } owner || !IsOfNewObject(file.Path) || await isRunning(owner))
            {
                throw Conflict($"there is '{file.Path}' in its place, which is not of an abandoned update.");
            }

            abandoned.Add(file);
        }

        foreach (StorageFile file in abandoned)
        {
            await Storage.TryDeleteAsync(file.Path, file.ETag, cancellationToken);
        }
    }

    public override async Task PublishAsync(Func<Task<bool>> isOpenAsync, CancellationToken cancellationToken)
    {
        if (await IsPublishedAsync(cancellationToken))
        {
            return;
        }

        StorageFile? commit = await Storage.GetFileAsync(CommitPath, cancellationToken);
        if (commit?.Owner != Mark.Owner)
        {
            throw Conflict("what had been prepared has been removed.");
        }

        if (!await isOpenAsync())
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
                Owner = Mark.Owner,
            };
            await Storage.CopyFromAsync(Storage, CommitPath, RootInventory, copy, cancellationToken);
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            if (!await IsPublishedAsync(cancellationToken))
            {
                throw Conflict("another update was first.", failure);
            }
        }
    }

    // An update that has built on it owns the root inventory by now.
    public override async Task<bool> IsPublishedAsync(CancellationToken cancellationToken)
    {
        if (await Storage.GetFileAsync(RootInventory, cancellationToken) is not { } root)
        {
            return false;
        }

        if (root.Owner == Mark.Owner)
        {
            return true;
        }

        return Mark.Commit != PendingInventory
            && await HasInventoryAsync(CommitPath, cancellationToken)
            && await OcflObject.TryOpenAsync(Storage, Mark.ObjectRoot, cancellationToken) is { } found
            && found.Inventory.Versions.Count > VersionNumber.Parse(Mark.Head).Number;
    }

    public override async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        // From here on a commit that is still running fails, since the file that it copies has another ETag.
        while (await Storage.GetFileAsync(CommitPath, cancellationToken) is { } commit && commit.Owner == Mark.Owner)
        {
            try
            {
                await Storage.SetOwnerAsync(CommitPath, Mark.Owner, commit.ETag, cancellationToken);
                break;
            }
            catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
            {
                // It has changed since it was read: it is read again.
            }
        }

        return await IsPublishedAsync(cancellationToken);
    }

    public override async Task RemoveAsync(bool isPublished, CancellationToken cancellationToken)
    {
        if (isPublished)
        {
            if (Mark.Commit == PendingInventory
                && await Storage.GetFileAsync(CommitPath, cancellationToken) is { } commit
                && commit.Owner == Mark.Owner)
            {
                await Storage.TryDeleteAsync(commit.Path, commit.ETag, cancellationToken);
            }

            return;
        }

        List<StorageFile> own = await Storage.ListAsync(Mark.ObjectRoot, recursive: true, cancellationToken)
            .Where(entry => entry.File?.Owner == Mark.Owner)
            .Select(entry => entry.File!)
            .ToListAsync(cancellationToken);
        foreach (StorageFile file in own)
        {
            await Storage.TryDeleteAsync(file.Path, file.ETag, cancellationToken);
        }
    }

    protected override string? PathOf(string path) => path != Inventory.FileName ? StoragePath.Combine(Mark.ObjectRoot, path)
        : Mark.Commit == PendingInventory ? CommitPath
        : null;

    // What an update leaves that was to create an object. Anything more may be an object that has lost its inventory.
    private bool IsOfNewObject(string path)
    {
        string name = path[(Mark.ObjectRoot.Length + 1)..].Split('/')[0];
        return SpecificationVersion.IsObjectDeclaration(name)
            || (VersionNumber.TryParse(name, out VersionNumber version) && version.Number == 1);
    }
}
