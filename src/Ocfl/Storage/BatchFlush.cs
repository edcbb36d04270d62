namespace Ocfl.Storage;

/// <summary>
/// Writes small files and then has them durable together, bytes and names: many by one flush of the file system, where that is reliable.
/// Until then a power failure may take a name, or leave it with other bytes.
/// </summary>
public sealed class BatchFlush : IDisposable
{
    private readonly LocalStorage? _local;
    private readonly SharedFlush _names;
    private readonly FileSystemFlush? _fileSystem;
    private readonly OpenDirectories? _directories;

    private BatchFlush(IStorage storage, int count, bool areCompared)
    {
        _local = storage as LocalStorage;
        _names = SharedFlush.Begin(storage);
        _fileSystem = _local is { Folder.Flushes: true } && count >= LocalBatch.ManyFiles && Directory.Exists(_local.Location)
            ? FileSystemFlush.TryBegin(_local.Location)
            : null;

        // A file system of a network may keep a file that was replaced under another name, so that its writer would not see it.
        _directories = areCompared && _fileSystem is not null ? new OpenDirectories(_local!.Folder) : null;
        Storage = _directories is null ? WithoutFlush(storage) : _local!.ForComparedBatch(_directories);
    }

    /// <summary>The same storage, for what is written here. Nothing of it is flushed.</summary>
    public IStorage Storage { get; }

    /// <summary>Begins with a storage.</summary>
    /// <param name="storage">Where the files are to be.</param>
    /// <param name="count">How many there are, about.</param>
    /// <param name="areCompared">
    /// Whether the caller compares a file that it finds instead of a new one with what it should be, and replaces it on condition that it
    /// is still that one. A new file may then be written straight to its name, which saves a rename: what is found may be only a part of
    /// the file, if a process died or failed while it wrote it, and <see cref="StorageConditionException"/> may also mean that another has
    /// replaced or deleted the new one.
    /// </param>
    public static BatchFlush Begin(IStorage storage, int count, bool areCompared = false)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return new BatchFlush(storage, count, areCompared);
    }

    /// <summary>The same storage for changes that may be lost, or only in part be there, if the power fails.</summary>
    /// <param name="storage">The storage.</param>
    public static IStorage WithoutFlush(IStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return (storage as LocalStorage)?.WithoutFlush() ?? storage;
    }

    /// <summary>
    /// Has files durable, whoever wrote them, before a later change of the same storage, which the caller flushes. What is not there is
    /// passed over.
    /// </summary>
    /// <param name="files">The files: those that were there already, too, since another may not have flushed them yet.</param>
    /// <param name="top">A directory above them that is durable itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">Something cannot be flushed.</exception>
    public async Task FlushBeforeAsync(IReadOnlyCollection<string> files, string top, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (_local is null || files.Count == 0)
        {
            return;
        }

        if (_fileSystem is not null
            && files.Count >= LocalBatch.ManyFiles
            && await Task.Run(_fileSystem.TryFlush, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await Parallel.ForEachAsync(
            files.Distinct(StringComparer.Ordinal),
            cancellationToken,
            async (file, _) => await _local.Folder.Failures.GuardAsync(file, () =>
            {
                _local.Folder.FlushFile(file);
                return Task.FromResult(true);
            }).ConfigureAwait(false)).ConfigureAwait(false);
        await _names.FlushBeforeAsync(files, top, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _directories?.Dispose();
        _fileSystem?.Dispose();
    }
}
