using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Finds an object within another one, or around it: object roots must not contain each other (OCFL 1.1, section 4.3).</summary>
internal static class ObjectOverlap
{
    /// <summary>An object root that is above a directory, or below it; null when there is none.</summary>
    /// <exception cref="StorageException">A directory cannot be read, so that it is not known whether there is one.</exception>
    public static async Task<string?> FindAsync(IStorage storage, string directory, CancellationToken cancellationToken)
    {
        DirectoryClassifier classifier = new(storage);
        for (string above = StoragePath.GetDirectory(directory); above.Length > 0; above = StoragePath.GetDirectory(above))
        {
            if (await classifier.GetKindByNamesAsync(above, cancellationToken).ConfigureAwait(false) != WalkedKind.Intermediate)
            {
                return above;
            }
        }

        if (await classifier.GetKindAsync(directory, cancellationToken).ConfigureAwait(false) != WalkedKind.Intermediate)
        {
            return null;
        }

        await foreach (WalkedDirectory found in new StorageRootWalk(storage).WalkAsync(
            after: null, cancellationToken, directory).ConfigureAwait(false))
        {
            if (found.Failure is not null)
            {
                throw found.Failure;
            }

            if (found.Kind == WalkedKind.ObjectRoot)
            {
                return found.Path;
            }
        }

        return null;
    }
}
