using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>The image of an object root in the pending area, in which an update assembles its version.</summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="pending">Its pending area.</param>
/// <param name="owner">The update's id, which is the name of its folder there.</param>
/// <param name="stage">Where staged content waits; null where nothing is copied.</param>
internal sealed class PendingImage(IStorage storage, IPendingArea pending, string owner, IStorage? stage = null)
{
    /// <summary>The path of the image in the pending area.</summary>
    public string Location { get; } = StoragePath.Combine(owner, "object");

    /// <summary>The path of a file or a directory of the object in the pending area.</summary>
    public string PathOf(string path) => StoragePath.Combine(Location, path);

    /// <summary>Whether a copy is done, in the image or in the object.</summary>
    /// <returns>
    /// Also the file in the image that is not what was planned. The image is this update's alone, so that a crash left the file, and it can
    /// be replaced.
    /// </returns>
    public async Task<(bool IsCopied, StorageFile? Broken)> FindCopyAsync(
        UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        if (await pending.Storage.GetFileAsync(PathOf(activity.Path), cancellationToken).ConfigureAwait(false) is { } file)
        {
            if (IsStaged(file, activity)
                || await PlannedContent.IsContentAsync(pending.Storage, file, plan, activity, cancellationToken).ConfigureAwait(false))
            {
                return (true, null);
            }

            await RequireOwnNameAsync(activity.Path, cancellationToken).ConfigureAwait(false);
            return (false, file);
        }

        bool isMovedIn = await IsMovedInAsync(plan, cancellationToken).ConfigureAwait(false)
            && await PlannedContent.HasContentAsync(
                storage, plan.InObject(activity.Path), plan, activity, cancellationToken).ConfigureAwait(false);
        return (isMovedIn, null);
    }

    // A file that was moved or linked keeps its state, which was hashed. Only files in folders have states that others cannot have.
    private bool IsStaged(StorageFile file, OcflActivity activity) =>
        activity.Source is { InSource: false } staged
        && file.Length == activity.Length
        && file.ETag == staged.ETag
        && pending.Storage is LocalStorage
        && stage is LocalStorage;

    // A volume that treats some names as the same finds one file for two content paths.
    private async Task RequireOwnNameAsync(string contentPath, CancellationToken cancellationToken)
    {
        if (await StoredNames.FindOtherAsync(pending.Storage, Location, contentPath, cancellationToken).ConfigureAwait(false) is { } other)
        {
            throw new InvalidUpdateException(
                $"The content paths '{other}' and '{contentPath}' would be one file in {storage.Location}, whose file system does not "
                    + $"tell them apart. {ContentPaths.Advice}");
        }
    }

    /// <summary>Whether the version directory has been moved from the image into the object, which happens as a whole.</summary>
    public async Task<bool> IsMovedInAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StorageFile? file = await storage.GetFileAsync(plan.VersionInventoryPath, cancellationToken).ConfigureAwait(false);
        return file?.Length == plan.InventoryLength
            && await StoredInventory.FindAsync(
                storage, plan.VersionInventoryPath, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false) is { } present
            && present.Is(plan.InventoryDigest)
            && !await HasInventoryAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the version's inventory is in the image: the version has not been moved into the object.</summary>
    public async Task<bool> HasInventoryAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        await pending.Storage.GetFileAsync(
            PathOf(StoragePath.Combine(plan.Head, Inventory.FileName)), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Whether a directory of a storage has a directory of a name.</summary>
    public static async Task<bool> HasDirectoryAsync(IStorage storage, string parent, string directory, CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in storage.ListAsync(parent, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == StorageEntryKind.Directory && entry.Name == directory)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Checks that the image has each file of the version, and removes others.</summary>
    /// <exception cref="ContentMismatchException">A file is missing.</exception>
    /// <exception cref="InvalidUpdateException">It is missing, since the volume takes its name for that of another.</exception>
    public async Task RequireCompleteAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        VersionFiles files = await VersionFiles.CompareAsync(pending.Storage, Location, plan, cancellationToken).ConfigureAwait(false);
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
}
