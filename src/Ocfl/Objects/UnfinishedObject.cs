using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>
/// An object whose first version is not committed, on a storage that writes in place: a declaration, and perhaps the directory of the
/// version, whose inventory an update owns. The commit writes the root inventory, and after it the sidecar.
/// </summary>
internal static class UnfinishedObject
{
    /// <summary>What it is, as the end of a sentence.</summary>
    public const string Description = "its first version is not committed: a process is creating it, or was killed while it did";

    /// <summary>
    /// Whether a directory with a declaration and without a root inventory is such an object. Anything else in it, such as a root sidecar
    /// or a second version, shows that it had a version.
    /// </summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public static async Task<bool> IsAtAsync(IStorage storage, string objectRoot, CancellationToken cancellationToken)
    {
        if (storage.PendingArea is not null)
        {
            return false;
        }

        string? version = null;
        await foreach (StorageEntry entry in storage.ListAsync(objectRoot, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (entry.File is { Owner: not null } && SpecificationVersion.IsObjectDeclaration(entry.Name))
            {
                continue;
            }

            if (version is not null
                || entry.Kind != StorageEntryKind.Directory
                || !VersionNumber.TryParse(entry.Name, out VersionNumber number)
                || number.Number != 1)
            {
                return false;
            }

            version = entry.Path;
        }

        return version is null
            || await storage.GetFileAsync(
                StoragePath.Combine(version, Inventory.FileName), cancellationToken).ConfigureAwait(false) is { Owner: not null };
    }
}
