using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Receives what a walk finds in one directory on the way to objects.</summary>
internal interface IDirectoryObserver
{
    /// <summary>
    /// Receives an entry, also one that could not be read. An entry of the directory itself says that its listing is not complete.
    /// </summary>
    ValueTask AddAsync(StorageEntry entry, CancellationToken cancellationToken);

    /// <summary>Is called when there are no more entries.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
