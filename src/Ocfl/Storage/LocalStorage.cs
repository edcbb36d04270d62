using System.Runtime.CompilerServices;
using System.Text;

namespace Ocfl.Storage;

/// <summary>A folder of the local file system.</summary>
/// <remarks>
/// A file is written under another name, flushed and renamed, so that it is there whole or not at all; a <see cref="BatchFlush"/> may say
/// otherwise. Conditions are checked under
/// a lock that holds among processes of one machine. Symbolic links are neither followed nor read as files.
/// </remarks>
public sealed class LocalStorage : IStorage
{
    /// <summary>
    /// Where the pending area is in a storage root that can have none beside it: an extension (OCFL 1.1, section 4.4), which goes when
    /// nothing is in it.
    /// </summary>
    public const string PendingDirectory = "extensions/" + PendingFolder.ExtensionName;

    private const int LongestName = 255;
    private readonly FileLocks _locks;
    private readonly Action<string, string>? _renaming;
    private readonly LocalReader _reader;
    private readonly LocalListing _listing;
    private readonly LocalPlacement _placement;
    private readonly LocalWriter _writer;
    private readonly NewFiles _newFiles;
    private readonly Action<string>? _created;

    /// <summary>A storage in a folder. Nothing is created until it is written to; where the pending area can be is checked.</summary>
    /// <exception cref="ArgumentException">A path is empty, or the pending area is within the storage or around it.</exception>
    public LocalStorage(LocalStorageOptions options)
        : this(FindFolder(options), (pending, name) => new FileLocks(pending, name, options), options.Renaming)
    {
        _created = options.Created;
    }

    private LocalStorage(LocalFolder folder, Func<PendingFolder, string, FileLocks> createLocks, Action<string, string>? renaming)
        : this(folder, createLocks(folder.Pending, "files"), renaming)
    {
        LocalFolder updates = folder.Beside(folder.Pending.Updates);
        PendingArea = new LocalPendingArea(
            this,
            new LocalStorage(updates, createLocks(folder.Pending, "pending"), renaming),
            new LocalStorage(folder.Beside(folder.Pending.SetAside), createLocks(folder.Pending, "set-aside"), renaming),
            createLocks(folder.Pending, "directories"));
        LocalFolder stages = folder.Beside(folder.Pending.Stages);
        Stages = new LocalStages(
            new LocalStorage(stages, createLocks(folder.Pending, "stages"), renaming), createLocks(folder.Pending, "staging"));
    }

    private LocalStorage(
        LocalFolder folder,
        FileLocks locks,
        Action<string, string>? renaming,
        NewFiles newFiles = NewFiles.Renamed,
        Action<string>? created = null,
        OpenDirectories? directories = null)
    {
        Folder = folder;
        _locks = locks;
        _renaming = renaming;
        _reader = new LocalReader(folder);
        _listing = new LocalListing(folder, _reader);
        _placement = new LocalPlacement(folder, _reader, locks, renaming);
        _created = created;
        _writer = new LocalWriter(folder, _reader, _placement, created, directories);
        _newFiles = newFiles;
    }

    /// <inheritdoc/>
    public string Location => Folder.Location;

    /// <summary>The folder of the pending area and of files that are being written; null within a pending area.</summary>
    public string? PendingPath => PendingArea is null ? null : Folder.Pending.Location;

    /// <inheritdoc/>
    public IPendingArea? PendingArea { get; }

    /// <summary>What is staged for objects of this storage, and waits for a commit; null within a pending area.</summary>
    internal LocalStages? Stages { get; }

    internal LocalFolder Folder { get; }

    /// <summary>Whether a rename here is a matter of memory: it waits for no flush and no network.</summary>
    internal bool RenamesAtOnce =>
        _renaming is null && !Folder.FlushesDirectories && FileSystemType.IsOfThisMachine(Folder.Location);

    /// <inheritdoc/>
    /// <remarks>The file systems of Linux have names of at most 255 bytes, those of Windows and macOS of 255 UTF-16 units.</remarks>
    public string? FindNameFault(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (Range range in path.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> name = path.AsSpan()[range];
            int length = OperatingSystem.IsLinux() ? Encoding.UTF8.GetByteCount(name) : name.Length;
            if (length > LongestName)
            {
                return $"a name in it is {length} {(OperatingSystem.IsLinux() ? "bytes" : "characters")} long, and a file system's may "
                    + $"have {LongestName}.";
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        Folder.Failures.GuardAsync(path, () => Task.FromResult(_reader.Find(path)));

    /// <inheritdoc/>
    public Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        Folder.Failures.GuardAsync(path, () => Task.FromResult(_reader.Open(path, options ?? new StorageReadOptions())));

    /// <inheritdoc/>
    public async Task<StorageReader?> TryOpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Folder.Failures.GuardAsync(
                path, () => Task.FromResult(_reader.TryOpen(path, options ?? new StorageReadOptions()))).ConfigureAwait(false);
        }
        catch (StorageFileNotFoundException)
        {
            // It was deleted while it was opened.
            return null;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StorageEntry entry in ListPastFailuresAsync(directory, recursive, cancellationToken).ConfigureAwait(false))
        {
            yield return entry.Failure is null ? entry : throw entry.Failure;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StorageEntry> ListPastFailuresAsync(
        string directory, bool recursive, CancellationToken cancellationToken = default) =>
        _listing.List(directory, recursive, cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    public async Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            StoragePath.Validate(path);
            ValueTask<StorageFile> writing = !options.Condition.MustBeAbsent || _newFiles == NewFiles.Renamed
                ? _writer.WriteAsync(path, content, options, cancellationToken)
                : _newFiles == NewFiles.Locked && OperatingSystem.IsLinux()
                ? _writer.CreateLockedAsync(path, content, options, cancellationToken)
                : _writer.CreateAsync(path, content, options, cancellationToken);
            return await writing.ConfigureAwait(false);
        }
        catch (Exception failure) when (LocalFailures.IsOfFileSystem(failure))
        {
            throw Folder.Failures.Explain(path, failure);
        }
    }

    /// <inheritdoc/>
    public Task<GrowingFile> OpenToAppendAsync(
        string path, long length, long expected, string? owner = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Folder.Failures.GuardAsync(
            path, () => Task.FromResult<GrowingFile>(LocalGrowingFile.Open(Folder, StoragePath.Validate(path), length)));
    }

    /// <inheritdoc/>
    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        source is LocalStorage local
            ? Folder.Failures.GuardAsync(path, () => CopyLocallyAsync(local, sourcePath, path, options, cancellationToken))
            : StorageCopy.StreamAsync(source, sourcePath, this, path, options, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A local storage keeps no owners: what is not committed is in its pending area.");

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        Folder.Failures.GuardAsync(path, () => _writer.DeleteAsync(path, etag, cancellationToken));

    /// <inheritdoc/>
    public Task RemoveAbandonedAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => TemporaryFile.RemoveAbandoned(Folder.Pending), cancellationToken);

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        Folder.Failures.GuardAsync(directory, () =>
        {
            Folder.MakeDirectory(directory);
            return Task.FromResult(true);
        });

    /// <inheritdoc/>
    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        Folder.Failures.GuardAsync(directory, () =>
        {
            if (Folder.TryDeleteDirectory(directory))
            {
                Folder.FlushDirectoryOf(directory);
                Folder.LeaveNoEmptyFolder();
            }

            return Task.FromResult(true);
        });

    /// <summary>The same folder for a <see cref="LocalBatch"/>: new files are written straight to their names, and not flushed.</summary>
    /// <param name="directories">Its directories; null if they are not kept open.</param>
    internal LocalStorage ForBatch(OpenDirectories? directories) =>
        new(Folder.WithoutFlush(), _locks, _renaming, NewFiles.Straight, directories: directories);

    /// <summary>
    /// The same folder for a <see cref="BatchFlush"/> whose files are compared: new ones are written to their names, locked meanwhile, and
    /// not flushed.
    /// </summary>
    /// <param name="directories">Its directories.</param>
    internal LocalStorage ForComparedBatch(OpenDirectories directories) => new(
        Folder.WithoutFlush(),
        _locks,
        _renaming,
        OperatingSystem.IsLinux() && _locks.AreUsed ? NewFiles.Locked : NewFiles.Renamed,
        _created,
        directories);

    /// <summary>The same folder, of which nothing is flushed.</summary>
    internal LocalStorage WithoutFlush() => new(Folder.WithoutFlush(), _locks, _renaming);

    /// <summary>The same folder for a <see cref="SharedFlush"/>: the names of new files are not flushed.</summary>
    internal LocalStorage WithoutDirectoryFlush() => new(Folder.WithoutDirectoryFlush(), _locks, _renaming);

    /// <summary>
    /// Moves a file of another folder to a name that is free: <see cref="CopyFromAsync"/> of a source that is no longer needed, for many
    /// small files, without its tasks.
    /// </summary>
    /// <param name="source">The other folder.</param>
    /// <param name="sourcePath">The file there.</param>
    /// <param name="sourceETag">The state that it must be in; null if any will do.</param>
    /// <param name="path">The name.</param>
    /// <returns>False if it cannot be moved so, and is still there: <see cref="CopyFromAsync"/> has another way, or the reason.</returns>
    /// <exception cref="StorageNameException">The file system cannot have the name.</exception>
    /// <exception cref="StorageException">It has been moved, and that may not be durable.</exception>
    internal bool TryMoveFrom(LocalStorage source, string sourcePath, string? sourceETag, string path)
    {
        string from = source.Folder.FullPath(sourcePath);
        try
        {
            return LocalReader.IsThere(from, sourceETag) && _placement.TryTakeName(from, path) == RenameOutcome.Renamed;
        }
        catch (Exception failure) when (LocalFailures.IsOfFileSystem(failure))
        {
            return File.Exists(from) ? false : throw Folder.Failures.Explain(path, failure);
        }
    }

    /// <inheritdoc cref="LocalListing.TryVisitFiles(string, Action{ReadOnlySpan{char}})"/>
    internal bool TryVisitFiles(string directory, Action<ReadOnlySpan<char>> visit) => _listing.TryVisitFiles(directory, visit);

    private static LocalFolder FindFolder(LocalStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Path));
        string? pending = options.PendingPath is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.PendingPath));
        return new LocalFolder(
            folder,
            PendingFolder.Find(folder, pending),
            new LocalFlushes(options.Flush, options.Flushing, options.KeepsOrder is { } keeps ? _ => keeps : new NameOrder().IsKept));
    }

    private async Task<StorageFile> CopyLocallyAsync(
        LocalStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken)
    {
        // A move that is refused has cost nothing; a copy would have.
        bool mayMove = options.ConsumeSource && options.Condition.MustBeAbsent;
        if (!mayMove)
        {
            _writer.RefuseEarly(path, options.Condition);
        }

        string from = source.Folder.FullPath(StoragePath.Validate(sourcePath));
        StorageFile original = LocalReader.Find(sourcePath, from) ?? throw new StorageFileNotFoundException(sourcePath, source.Location);
        if (options.SourceETag is { } etag && original.ETag != etag)
        {
            throw new StorageConditionException(sourcePath, StorageCondition.IfMatch(etag).ToString());
        }

        // What replaces a file may need another time, which a source that stays may not get.
        if (mayMove
            && await _placement.TryMoveAsync(
                from, original with { Path = path }, options.Condition, cancellationToken).ConfigureAwait(false) is { } moved)
        {
            // The source may or may not be there afterwards: its directory is not flushed.
            return moved;
        }

        if (options.ShareSource
            && options.Condition.MustBeAbsent
            && _placement.TryLink(from, original with { Path = path }, options.Condition) is { } linked)
        {
            return linked;
        }

        return await StorageCopy.StreamAsync(
            source, sourcePath, this, path, options with { SourceETag = original.ETag }, cancellationToken).ConfigureAwait(false);
    }
}
