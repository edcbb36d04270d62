namespace Ocfl.Storage;

/// <summary>
/// The place of a <see cref="LocalStorage"/> for what is staged for its objects and waits for a commit: in its pending area, a folder for
/// each object.
/// </summary>
/// <param name="storage">The files there.</param>
/// <param name="locks">The locks of the folders.</param>
internal sealed class LocalStages(LocalStorage storage, FileLocks locks)
{
    /// <summary>The files there.</summary>
    public LocalStorage Storage => storage;

    /// <summary>Waits for, and takes, the lock of a folder. The folder is created if it does not exist.</summary>
    /// <param name="folder">The folder, by its name.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Dispose it to release it, and to remove the folder if it is empty. A process that dies releases it, too.</returns>
    /// <exception cref="StorageException">The lock was not free in time, or cannot be taken.</exception>
    public Task<IDirectoryLock> LockAsync(string folder, CancellationToken cancellationToken) => storage.Folder.Failures.GuardAsync(
        folder,
        async () => (IDirectoryLock)new Held(
            await locks.TakeAsync(folder, () => Make(folder), cancellationToken).ConfigureAwait(false), storage, folder));

    /// <summary>
    /// Removes a folder if it is empty, and nobody holds its lock: only its holder may remove it, since it is the lock.
    /// </summary>
    public async Task RemoveIfEmptyAsync(string folder)
    {
        try
        {
            string path = storage.Folder.FullPath(folder);
            if (Directory.Exists(path)
                && !Directory.EnumerateFileSystemEntries(path).Any()
                && locks.TryTake(folder, () => Make(folder)) is { } held)
            {
                await new Held(held, storage, folder).DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // An empty folder does no harm.
        }
    }

    private string Make(string folder)
    {
        storage.Folder.MakeDirectory(folder);
        return storage.Folder.FullPath(folder);
    }

    private sealed class Held(IDirectoryLock held, LocalStorage storage, string folder) : IDirectoryLock
    {
        public bool IsCertain => held.IsCertain;

        public async ValueTask DisposeAsync()
        {
            storage.Folder.DeleteEmptyDirectories(folder);
            await held.DisposeAsync().ConfigureAwait(false);
        }
    }
}
