namespace Ocfl.Storage;

/// <summary>
/// Writes many files and then flushes their directories, once each. Files are flushed as they are written; until the directories are,
/// they may lose their names in a power failure.
/// </summary>
public sealed class SharedFlush
{
    private readonly LocalStorage? _local;

    private SharedFlush(IStorage storage)
    {
        _local = storage as LocalStorage;
        Storage = _local?.WithoutDirectoryFlush() ?? storage;
    }

    /// <summary>The same storage, for what is written here. Not flushed: names in directories, where a storage has such.</summary>
    public IStorage Storage { get; }

    /// <summary>Begins with a storage.</summary>
    public static SharedFlush Begin(IStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return new SharedFlush(storage);
    }

    /// <summary>
    /// Has files durable under their names, whoever wrote them: an earlier run may have died before it flushed. What is not there is passed
    /// over.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="top">A directory above them that is durable itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">A directory cannot be flushed.</exception>
    public Task FlushAsync(IEnumerable<string> files, string top, CancellationToken cancellationToken = default) =>
        FlushAsync(files, top, isFlushedNext: false, cancellationToken);

    /// <summary>
    /// Has files durable under their names before a later change of the same storage, which the caller flushes. Where the file system
    /// keeps the order of changes, that flush is enough.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="top">A directory above them that is durable itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">A directory cannot be flushed.</exception>
    public Task FlushBeforeAsync(IEnumerable<string> files, string top, CancellationToken cancellationToken = default) =>
        FlushAsync(files, top, isFlushedNext: true, cancellationToken);

    private Task FlushAsync(IEnumerable<string> files, string top, bool isFlushedNext, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(top);
        return _local is null
            ? Task.CompletedTask
            : _local.Folder.Failures.GuardAsync(top, () => Task.Run(
                () =>
                {
                    bool keepsOrder = _local.Folder.KeepsOrder(top);
                    foreach (string directory in keepsOrder && isFlushedNext ? [] : DirectoriesOf(files, top, withThoseAbove: !keepsOrder))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        if (Directory.Exists(_local.Folder.FullPath(directory)))
                        {
                            _local.Folder.FlushDirectory(directory);
                        }
                    }

                    return true;
                },
                cancellationToken));
    }

    // The deepest first: a directory is in the one above it.
    private static IEnumerable<string> DirectoriesOf(IEnumerable<string> files, string top, bool withThoseAbove)
    {
        HashSet<string> directories = new(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string directory = StoragePath.GetDirectory(file);
            while (StoragePath.IsWithin(directory, top) && directories.Add(directory) && withThoseAbove)
            {
                directory = StoragePath.GetDirectory(directory);
            }
        }

        if (withThoseAbove || directories.Count == 0)
        {
            directories.Add(top);
        }

        return directories.OrderByDescending(directory => directory.Length);
    }
}
