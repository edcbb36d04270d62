using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Gets what a walk finds in one directory on the way to objects.</summary>
internal interface IDirectoryObserver
{
    /// <summary>Gets an entry, also one that could not be read; of the directory itself if its listing is not complete.</summary>
    ValueTask AddAsync(StorageEntry entry, CancellationToken cancellationToken);

    /// <summary>Is called when there are no more entries.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
