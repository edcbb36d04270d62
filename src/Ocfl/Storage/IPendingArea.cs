namespace Ocfl.Storage;

/// <summary>
/// A place on a storage's own volume, out of its readers' sight, where new versions are put together before they are moved in.
/// Its first path names are the ids of the updates that own what is below.
/// </summary>
public interface IPendingArea
{
    /// <summary>The pending files.</summary>
    IStorage Storage { get; }

    /// <summary>
    /// Demands that nothing speaks against moving directories into the storage from here. To be called before anything is made.
    /// </summary>
    /// <exception cref="StorageException">The area is on another volume.</exception>
    void RequireUsable()
    {
    }

    /// <summary>Demands that the storage proper lets this process move something in. Nothing is written for that.</summary>
    /// <exception cref="StorageException">The storage is read-only, or closed to this process.</exception>
    void RequireWritable()
    {
    }

    /// <summary>Waits for, and takes, the lock of a directory of the storage proper, against all who use it in any process.</summary>
    /// <param name="directory">The directory. Where there is none yet, the lock is the owner's alone: nothing can be in a new one's way but
    /// another that comes first.</param>
    /// <param name="owner">The id of the update that asks, as in this area's paths.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Dispose it to let go; a process that dies lets go, too.</returns>
    /// <exception cref="StorageException">Others have held it for too long, or it cannot be taken.</exception>
    Task<IDirectoryLock> LockAsync(string directory, string owner, CancellationToken cancellationToken = default);

    /// <summary>Whether a directory with anything in it is there in the storage proper.</summary>
    Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default);

    /// <summary>Moves a pending directory into the storage in one step, durably. Directories above the destination are made.</summary>
    /// <exception cref="StorageFileNotFoundException">There is no such pending directory.</exception>
    /// <exception cref="StorageConditionException">There is something at the destination.</exception>
    Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves a directory of the storage out to the pending area in one step, durably. Directories above it that are empty then go, too.
    /// </summary>
    /// <exception cref="StorageFileNotFoundException">There is no such directory.</exception>
    /// <exception cref="StorageConditionException">There is something at the destination.</exception>
    Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default);
}
