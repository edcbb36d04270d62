using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// What an update that has died left in an object of a storage that writes in place: files that it owns, in version directories that the
/// root inventory does not name.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="objectRoot">The object's root.</param>
/// <param name="owner">The update's id.</param>
internal sealed class AbandonedFiles(IStorage storage, string objectRoot, string owner)
{
    /// <summary>Finds the files.</summary>
    /// <exception cref="CorruptObjectException">The object cannot be read.</exception>
    /// <exception cref="StorageException">A storage failed.</exception>
    public async Task<IReadOnlyList<StorageFile>> FindAsync(CancellationToken cancellationToken)
    {
        // A new object has its declaration before its inventory.
        OcflObject? found = await storage.GetFileAsync(
            StoragePath.Combine(objectRoot, Inventory.FileName), cancellationToken).ConfigureAwait(false) is null
            ? null
            : await OcflObject.TryOpenAsync(storage, objectRoot, cancellationToken).ConfigureAwait(false);
        int head = found?.Inventory.Head.Number ?? 0;
        List<StorageFile> files = [];
        await foreach (StorageEntry entry in storage.ListAsync(objectRoot, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            if (entry.File is { } file && file.Owner == owner && IsUncommitted(file.Path[(objectRoot.Length + 1)..], head))
            {
                files.Add(file);
            }
        }

        return files;
    }

    /// <summary>Deletes files that were found, unless another update has taken them over since.</summary>
    public async Task DeleteAsync(IEnumerable<StorageFile> files, CancellationToken cancellationToken)
    {
        OwnedFiles owned = new(storage, owner);
        foreach (StorageFile file in files)
        {
            await owned.DeleteAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsUncommitted(string path, int head)
    {
        string first = path.Split('/')[0];
        return first.Length == path.Length
            ? head == 0 && SpecificationVersion.IsObjectDeclaration(first)
            : VersionNumber.TryParse(first, out VersionNumber version) && version.Number > head;
    }
}
