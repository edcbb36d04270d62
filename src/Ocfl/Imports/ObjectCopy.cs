using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Imports;

/// <summary>An object that is copied into a storage root, and who owns the copy until it is the object.</summary>
/// <param name="ObjectId">Its id.</param>
/// <param name="SourcePath">Its root, from the source's top.</param>
/// <param name="Owner">The owner of what is not committed: the name of its folder in a pending area.</param>
/// <param name="ObjectRoot">Where it is to be in the storage root.</param>
/// <param name="Head">Its newest version.</param>
/// <param name="DigestAlgorithm">The algorithm of its inventory.</param>
/// <param name="InventoryDigest">The digest of its inventory.</param>
/// <param name="Commit">
/// On a storage that writes in place: the file, from the object's root, with the bytes of the root inventory until the commit copies
/// them. Null on others.
/// </param>
public sealed record ObjectCopy(
    string ObjectId,
    string SourcePath,
    string Owner,
    string ObjectRoot,
    string Head,
    string DigestAlgorithm,
    string InventoryDigest,
    string? Commit)
{
    /// <summary>The file with the bytes of the root inventory until the commit (<see cref="Commit"/>).</summary>
    /// <param name="found">The object in its source.</param>
    /// <param name="target">The storage root's storage.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<string?> ChooseCommitAsync(OcflObject found, IStorage target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(target);
        if (target.PendingArea is not null)
        {
            return null;
        }

        // The inventory of the newest version is the same in an object that is valid, and may be missing.
        string newest = StoragePath.Combine(found.Inventory.Head.ToString(), Inventory.FileName);
        return await HasDigestAsync(
            found.Storage,
            StoragePath.Combine(found.Root, newest),
            found.Inventory.DigestAlgorithm,
            found.InventoryDigest,
            cancellationToken).ConfigureAwait(false) ? newest : InPlaceImport.PendingInventory;
    }

    /// <summary>Whether a file exists and has a digest.</summary>
    internal static async Task<bool> HasDigestAsync(
        IStorage storage, string path, string algorithm, string digest, CancellationToken cancellationToken) =>
        await StoredInventory.FindAsync(storage, path, algorithm, cancellationToken).ConfigureAwait(false) is { } stored
        && stored.Is(digest);
}
