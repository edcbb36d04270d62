namespace Ocfl.Storage;

/// <summary>
/// The place of a storage root for what is staged for its objects and waits for a commit: a folder for each object, with a folder for each
/// process that stages for it.
/// </summary>
internal abstract class StagePlace
{
    /// <summary>The files there.</summary>
    public abstract IStorage Storage { get; }

    /// <summary>Whether a process leaves files in the objects, which it owns, before it has committed them.</summary>
    public abstract bool WritesInPlace { get; }

    /// <summary>Waits for, and takes, the lock of a folder. The folder is created if it does not exist.</summary>
    /// <param name="folder">The folder, by its name.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Dispose it to release it, and to remove the folder if it is empty. A process that dies releases it, too.</returns>
    /// <exception cref="StorageException">The lock was not free in time, or cannot be taken.</exception>
    public abstract Task<IDirectoryLock> LockAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Removes a folder if it is empty, and nobody holds its lock.</summary>
    public abstract Task RemoveIfEmptyAsync(string folder);

    /// <summary>The names of the folders of all objects that have something staged.</summary>
    public abstract Task<IReadOnlyList<string>> FindFoldersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The names of the folders in a folder that are or were marked. A mark alone is left where a process died while it removed its folder.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public abstract Task<IReadOnlyList<string>> FindMarkedAsync(string folder, string prefix, CancellationToken cancellationToken);

    /// <summary>Creates a folder of a new name, which this process has marked.</summary>
    /// <param name="folder">The folder that it is in.</param>
    /// <param name="prefix">What its name begins with.</param>
    /// <param name="objectRoot">The object that the process changes; empty for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public abstract Task<InUseMark> CreateAsync(string folder, string prefix, string objectRoot, CancellationToken cancellationToken);

    /// <summary>Marks a folder, if no other process has.</summary>
    /// <returns>Null if another process has marked it, or it cannot be marked.</returns>
    public abstract Task<InUseMark?> TryMarkAsync(string path, CancellationToken cancellationToken);

    /// <summary>The condition on which a record is written whose state is known; null for none that is there.</summary>
    public abstract StorageCondition ConditionOf(string? etag);

    /// <summary>Deletes a record, in the state that is known. The folder that it is in stays.</summary>
    /// <returns>False if there was none.</returns>
    public abstract Task<bool> DeleteRecordAsync(string file, string? etag, CancellationToken cancellationToken);

    /// <summary>Where a path is, for people.</summary>
    public abstract string Locate(string path);
}

/// <summary>The mark of a folder that a process works in. If the process dies, another one can mark it.</summary>
/// <param name="path">The folder.</param>
internal abstract class InUseMark(string path) : IAsyncDisposable
{
    /// <summary>The folder that is marked.</summary>
    public string Path => path;

    /// <summary>The folder's name, which is also the owner of what its process writes to an object in place.</summary>
    public string Name { get; } = StoragePath.GetName(path);

    /// <summary>
    /// Whether the process may have left files in an object, which only its mark explains: then the mark stays, as one of a process that
    /// has died.
    /// </summary>
    public bool HasTrace { get; set; }

    /// <summary>The object that the process changes; empty if it changes none, or keeps what it changes apart from it.</summary>
    public virtual string ObjectRoot => "";

    /// <summary>Removes the folder. What cannot be removed stays for the next process.</summary>
    public abstract Task RemoveFolderAsync();

    /// <summary>Removes the mark, and leaves the folder.</summary>
    public abstract ValueTask DisposeAsync();
}
