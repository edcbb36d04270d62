namespace Ocfl.Storage;

/// <summary>The pending area of a <see cref="LocalStorage"/>: a folder on the same volume.</summary>
/// <param name="proper">The storage.</param>
/// <param name="pending">The pending files.</param>
/// <param name="setAside">What was taken out of objects and is kept.</param>
/// <param name="locks">The locks of the storage's directories.</param>
internal sealed class LocalPendingArea(LocalStorage proper, LocalStorage pending, LocalStorage setAside, FileLocks locks) : IPendingArea
{
    private const int MaxAttempts = 100;

    public IStorage Storage => pending;

    public void RequireUsable()
    {
        try
        {
            proper.Folder.Pending.RequireSameMount();
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"It is not known whether the pending area {proper.PendingPath} can be used: {unknown.Message}", unknown);
        }
    }

    public void RequireWritable()
    {
        if (Directory.Exists(proper.Location) && LocalAccess.FindRefusal(proper.Location) is { } cause)
        {
            throw new StorageException($"The storage {proper.Location} cannot be written: {cause}.");
        }
    }

    public Task<IDirectoryLock> LockAsync(
        string directory,
        string owner,
        CancellationToken cancellationToken = default) => proper.Folder.Failures.GuardAsync(directory, async () =>
    {
        string itself = proper.Folder.FullPath(StoragePath.Validate(directory));
        string own = pending.Folder.FullPath(StoragePath.Validate(owner));
        bool hasMade = false;
        IDirectoryLock held = await locks.TakeAsync(directory, Find, cancellationToken).ConfigureAwait(false);
        return hasMade ? new OwnLock(held, pending, owner) : held;

        string Find()
        {
            if (Directory.Exists(itself))
            {
                return itself;
            }

            if (!Directory.Exists(own))
            {
                hasMade = true;

                // What is written in it is flushed with it.
                pending.Folder.MakeDirectory(owner, isFlushedNext: true);
            }

            return own;
        }
    });

    public Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default) =>
        proper.Folder.Failures.GuardAsync(directory, () => Task.FromResult(HasEntries(proper.Folder.FullPath(directory))));

    public Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default) =>
        MoveAsync(pending, pendingDirectory, proper, directory);

    public Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default) =>
        MoveAsync(proper, directory, pending, pendingDirectory);

    /// <summary>Moves a directory of the storage to a new place in the pending area where it is kept, durably.</summary>
    /// <returns>The place, for people.</returns>
    /// <exception cref="StorageFileNotFoundException">There is no such directory.</exception>
    public async Task<string> SetAsideAsync(string directory, string name)
    {
        await MoveAsync(proper, directory, setAside, name).ConfigureAwait(false);
        return setAside.Folder.FullPath(name);
    }

    private async Task MoveAsync(LocalStorage from, string source, LocalStorage to, string destination) =>
        await to.Folder.Failures.GuardAsync(destination, () =>
        {
            string sourcePath = from.Folder.FullPath(source);
            if (!Directory.Exists(sourcePath))
            {
                throw new StorageFileNotFoundException(source, from.Location);
            }

            if (!TryMove(sourcePath, to, destination))
            {
                throw new StorageConditionException(destination, StorageCondition.IfAbsent.ToString());
            }

            to.Folder.FlushDirectoryOf(destination);
            if (from == proper)
            {
                // A directory has one name: with its new one on the disk, its old one is gone. For a storage root this is not relied upon.
                from.Folder.FlushDirectoryOf(source);
            }

            from.Folder.DeleteEmptyDirectories(StoragePath.GetDirectory(source));
            return Task.FromResult(true);
        }).ConfigureAwait(false);

    // Another operation that deletes empty directories may delete the destination's parent at the same time.
    private static bool TryMove(string source, LocalStorage to, string destination)
    {
        string parent = StoragePath.GetDirectory(destination);
        for (int attempt = 1; ; attempt++)
        {
            to.Folder.MakeDirectory(parent, isFlushedNext: true);
            try
            {
                return LocalRename.Move(source, to.Folder.FullPath(destination));
            }
            catch (DirectoryNotFoundException) when (attempt < MaxAttempts && Directory.Exists(source))
            {
            }
            catch (IOException failure)
            {
                to.Folder.DeleteEmptyDirectories(parent);
                throw LocalRename.IsOtherVolume(failure)
                    ? new IOException(
                        $"{failure.Message} The pending area may be another folder on the mount of the storage: {PendingFolder.Advice}.",
                        failure)
                    : failure;
            }
        }
    }

    private static bool HasEntries(string directory) =>
        Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any();

    /// <summary>A lock that is a folder made for it, which goes with it if nothing is in it.</summary>
    private sealed class OwnLock(IDirectoryLock held, LocalStorage pending, string owner) : IDirectoryLock
    {
        public bool IsCertain => held.IsCertain;

        public async ValueTask DisposeAsync()
        {
            pending.Folder.DeleteEmptyDirectories(owner);
            await held.DisposeAsync().ConfigureAwait(false);
        }
    }
}
