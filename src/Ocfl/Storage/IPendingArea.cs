namespace Ocfl.Storage;

/// <summary>
/// A place on a storage's own volume, out of its readers' sight, where new versions are assembled before they are moved in.
/// Its first path names are the ids of the updates that own what is below.
/// </summary>
public interface IPendingArea
{
    /// <summary>The pending files.</summary>
    IStorage Storage { get; }

    /// <summary>
    /// Checks that directories can be moved into the storage from here. To be called before anything is created.
    /// </summary>
    /// <exception cref="StorageException">The area is on another volume.</exception>
    void RequireUsable()
    {
    }

    /// <summary>Checks that this process may move something into the storage. Nothing is written for that.</summary>
    /// <exception cref="StorageException">The storage is read-only, or closed to this process.</exception>
    void RequireWritable()
    {
    }

    /// <summary>
    /// Waits for, and takes, the lock of a directory of the storage. It excludes all other users of the directory, in any process.
    /// </summary>
    /// <param name="directory">The directory. If there is none yet, the lock is the owner's alone: only another update that comes first can
    /// be in the way of a new one.</param>
    /// <param name="owner">The id of the update that takes the lock, as in this area's paths.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Dispose it to release it; a process that dies releases it, too.</returns>
    /// <exception cref="StorageException">The lock was not free in time, or cannot be taken.</exception>
    Task<IDirectoryLock> LockAsync(string directory, string owner, CancellationToken cancellationToken = default);

    /// <summary>Whether the storage has such a directory, and it is not empty.</summary>
    Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default);

    /// <summary>Moves a pending directory into the storage in one step, durably. Directories above the destination are created.</summary>
    /// <exception cref="StorageFileNotFoundException">There is no such pending directory.</exception>
    /// <exception cref="StorageConditionException">There is something at the destination.</exception>
    Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves a directory of the storage out to the pending area in one step, durably. Directories above it that are then empty are deleted.
    /// </summary>
    /// <exception cref="StorageFileNotFoundException">There is no such directory.</exception>
    /// <exception cref="StorageConditionException">There is something at the destination.</exception>
    Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default);
}
