namespace Ocfl.Storage;

/// <summary>
/// New files below a directory that no other process uses: each is written straight to its name, and all are flushed together. Where it
/// fails, the directory is thrown away as a whole.
/// </summary>
internal sealed class LocalBatch : IDisposable
{
    /// <summary>From how many files on the whole file system is flushed at once, which may have others' writes waiting, too.</summary>
    public const int ManyFiles = 64;

    private readonly LocalStorage _storage;
    private readonly string _directory;
    private readonly FileSystemFlush? _fileSystem;
    private readonly OpenDirectories? _directories;

    private LocalBatch(LocalStorage storage, string directory)
    {
        _storage = storage;
        _directory = directory;
        storage.Folder.MakeDirectory(directory);
        _fileSystem = storage.Folder.Flushes ? FileSystemFlush.TryBegin(storage.Folder.FullPath(directory)) : null;
        _directories = FileSystemType.IsOfThisMachine(storage.Folder.FullPath(directory)) ? new OpenDirectories(storage.Folder) : null;
        Storage = storage.ForBatch(_directories);
    }

    /// <summary>The same storage for what is written here.</summary>
    public LocalStorage Storage { get; }

    /// <summary>Begins a batch.</summary>
    /// <param name="storage">Where the files are to be.</param>
    /// <param name="directory">A directory of the caller's own, such as that of an update that has just started.</param>
    /// <returns>Null if the storage is of another kind.</returns>
    public static LocalBatch? TryBegin(IStorage storage, string directory) => storage is LocalStorage local ? new(local, directory) : null;

    /// <summary>Has all files and directories of the batch on the disk.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!_storage.Folder.Flushes || (_fileSystem is not null && HasManyFiles() && _fileSystem.TryFlush()))
        {
            return;
        }

        string top = _storage.Folder.FullPath(_directory);
        await Parallel.ForEachAsync(Directory.EnumerateFiles(top, "*", SearchOption.AllDirectories), cancellationToken, (file, _) =>
        {
            DurableFile.Flush(file);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        foreach (string directory in Directory.EnumerateDirectories(top, "*", SearchOption.AllDirectories).Append(top))
        {
            DurableFile.FlushDirectory(directory);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _directories?.Dispose();
        _fileSystem?.Dispose();
    }

    private bool HasManyFiles() =>
        Directory.EnumerateFiles(_storage.Folder.FullPath(_directory), "*", SearchOption.AllDirectories).Skip(ManyFiles - 1).Any();
}
