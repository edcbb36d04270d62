namespace Ocfl.Storage;

/// <summary>Distinguishes directories from the marks that other tools set for them (<see cref="IStorage.HasDirectories"/>).</summary>
internal static class DirectoryMarks
{
    /// <summary>
    /// Whether a directory that is listed is nothing but a mark. It takes a listing where a storage has no directories of its own.
    /// </summary>
    public static async ValueTask<bool> IsMarkAsync(this IStorage storage, string directory, CancellationToken cancellationToken) =>
        !storage.HasDirectories
            && !await storage.ListAsync(directory, recursive: true, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
}
