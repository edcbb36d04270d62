using System.Globalization;
using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>A folder of the local file system.</summary>
/// <remarks>
/// A file is written under another name, flushed and renamed, so that it is there whole or not at all. Conditions are checked under
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
    private const int LongestPath = 4096;
    private const char Unreadable = '\uFFFD';
    private const int CheapToWrite = 1 << 20;
    private const int RenameAttempts = 10;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    private readonly string _root;
    private readonly bool _flush;
    private readonly FileLocks _locks;
    private readonly PendingFolder _pending;
    private readonly bool _isBatch;
    private readonly Action<string, string>? _renaming;

    /// <summary>A storage in a folder. Nothing is made until it is written to; where the pending area can be is looked at.</summary>
    /// <exception cref="ArgumentException">A path is empty, or the pending area is within the storage or around it.</exception>
    public LocalStorage(LocalStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Path));
        _pending = PendingFolder.Find(
            _root, options.PendingPath is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.PendingPath)));
        _flush = options.Flush;
        _renaming = options.Renaming;
        _locks = new FileLocks(_pending, "files", options);
        LocalStorage updates = new(_pending.Updates, _flush, new FileLocks(_pending, "pending", options), _pending, _renaming);
        PendingArea = new LocalPendingArea(this, updates, new FileLocks(_pending, "directories", options));
    }

    private LocalStorage(
        string root, bool flush, FileLocks locks, PendingFolder pending, Action<string, string>? renaming, bool isBatch = false)
    {
        _renaming = renaming;
        _root = root;
        _flush = flush;
        _locks = locks;
        _pending = pending;
        _isBatch = isBatch;
    }

    /// <inheritdoc/>
    public string Location => _root;

    /// <summary>The folder of the pending area and of files that are being written; null within a pending area.</summary>
    public string? PendingPath => PendingArea is null ? null : _pending.Location;

    /// <inheritdoc/>
    public IPendingArea? PendingArea { get; }

    internal bool Flushes => _flush;

    internal PendingFolder Pending => _pending;

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
        GuardAsync(path, () => Task.FromResult(Look(path)));

    /// <inheritdoc/>
    public Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        GuardAsync(path, () => Task.FromResult(Open(path, options ?? new StorageReadOptions())));

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
        ListPastFailures(directory, recursive, cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
        GuardAsync(path, async () =>
        {
            StoragePath.Validate(path);
            if (_isBatch && options.Condition.MustBeAbsent)
            {
                return await CreateAsync(path, content, options, cancellationToken).ConfigureAwait(false);
            }

            if (options.Length is not <= CheapToWrite)
            {
                RefuseEarly(path, options.Condition);
            }

            using TemporaryFile temporary = TemporaryFile.Create(_pending);
            StorageFile written = await FillAsync(temporary.Handle, path, content, cancellationToken).ConfigureAwait(false);
            CheckLength(path, options.Length, written.Length);
            return await PlaceAsync(temporary.Location, written, options.Condition, cancellationToken).ConfigureAwait(false);
        });

    /// <inheritdoc/>
    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        source is LocalStorage local
            ? GuardAsync(path, () => CopyLocallyAsync(local, sourcePath, path, options, cancellationToken))
            : StorageCopy.StreamAsync(source, sourcePath, this, path, options, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A local storage keeps no owners: what is not committed is in its pending area.");

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        GuardAsync(path, async () =>
        {
            if (Look(path) is null)
            {
                return false;
            }

            IDirectoryLock held = await LockFileAsync(path, cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
            {
                return Delete(path, etag);
            }
        });

    /// <inheritdoc/>
    public Task RemoveAbandonedAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => TemporaryFile.RemoveAbandoned(_pending), cancellationToken);

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        GuardAsync(directory, () =>
        {
            MakeDirectory(directory);
            return Task.FromResult(true);
        });

    /// <inheritdoc/>
    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        GuardAsync(directory, () =>
        {
            if (TryDeleteDirectory(FullPath(directory)))
            {
                FlushDirectory(StoragePath.GetDirectory(directory));
                LeaveNoEmptyFolder();
            }

            return Task.FromResult(true);
        });

    /// <summary>The same folder for a <see cref="LocalBatch"/>: new files are written straight to their names, and not flushed.</summary>
    internal LocalStorage WithoutFlush() => new(_root, flush: false, _locks, _pending, _renaming, isBatch: true);

    internal string FullPath(string path) =>
        path.Length == 0 ? _root : Path.Combine(_root, StoragePath.Validate(path).Replace('/', Path.DirectorySeparatorChar));

    internal void MakeDirectory(string directory)
    {
        if (Directory.Exists(FullPath(directory)))
        {
            return;
        }

        // What an administrator makes in the folder of another user belongs to that user.
        FileOwner? owner = Environment.IsPrivilegedProcess ? _pending.Owner : null;
        List<string> made = [];
        for (string missing = directory;
            missing.Length > 0 && (owner is null || !Directory.Exists(FullPath(missing)));
            missing = StoragePath.GetDirectory(missing))
        {
            made.Add(missing);
        }

        if (IsPending)
        {
            _pending.Make(_root);
        }

        for (int attempt = 0; !TryMakeDirectory(directory, mayFail: attempt < RenameAttempts); attempt++)
        {
        }

        foreach (string missing in made)
        {
            owner?.GiveContent(FullPath(missing));
            FlushDirectory(StoragePath.GetDirectory(missing));
        }
    }

    /// <summary>Removes what is empty of a pending area within the storage.</summary>
    internal void LeaveNoEmptyFolder()
    {
        if (IsPending)
        {
            _pending.RemoveIfEmpty();
        }
    }

    private bool TryMakeDirectory(string directory, bool mayFail)
    {
        try
        {
            Directory.CreateDirectory(FullPath(directory));
            return true;
        }
        catch (DirectoryNotFoundException) when (mayFail)
        {
            // A delete beside us took one above it away while it was empty.
            return false;
        }
        catch (Exception failure) when (IsRefusalOfName(directory, failure))
        {
            throw new StorageNameException(directory, Location, failure);
        }
    }

    internal void FlushDirectory(string directory)
    {
        if (_flush)
        {
            DurableFile.FlushDirectory(FullPath(directory));
        }
    }

    internal void DeleteEmptyDirectories(string directory)
    {
        for (string empty = directory; empty.Length > 0; empty = StoragePath.GetDirectory(empty))
        {
            try
            {
                Directory.Delete(FullPath(empty));
            }
            catch (Exception used) when (used is IOException or UnauthorizedAccessException)
            {
                return;
            }
        }

        LeaveNoEmptyFolder();
    }

    /// <summary>Runs what a caller asked for, with the file system's own exceptions turned into this library's.</summary>
    internal async Task<T> GuardAsync<T>(string path, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageFileNotFoundException(path, Location, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FailureAt(path, failure);
        }
    }

    private bool IsPending => _root == _pending.Updates;

    /// <returns>False where there is nothing to delete.</returns>
    private static bool TryDeleteDirectory(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
                return true;
            }
            catch (DirectoryNotFoundException) when (!Directory.Exists(path))
            {
                return false;
            }
            catch (IOException) when (attempt < RenameAttempts)
            {
                // A late run of an activity writes in it, or deletes it, at the same time.
            }
        }
    }

    private StorageException FailureAt(string path, Exception failure) => new($"'{path}' in {Location}: {failure.Message}", failure);

    private static StorageFile Describe(string path, LocalEntry file) =>
        Describe(path, file.Length, new DateTimeOffset(file.Modified)) with { Shared = file.Shared };

    private static StorageFile Describe(string path, long length, DateTimeOffset modified) =>
        new(path, length, string.Create(CultureInfo.InvariantCulture, $"{length:x}-{modified.UtcTicks:x}"), modified);

    private static void CheckLength(string path, long? planned, long actual)
    {
        if (planned is { } length && length != actual)
        {
            throw new StorageException(
                string.Create(CultureInfo.InvariantCulture, $"'{path}' has {actual} bytes, not the {length} that were announced."));
        }
    }

    private static void DeleteQuietly(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // The update that it belonged to has been cleared meanwhile.
        }
    }

    private StorageFile? Look(string path) =>
        LocalEntry.TryGet(FullPath(StoragePath.Validate(path))) is { Kind: StorageEntryKind.File } file ? Describe(path, file) : null;

    // The storage's own folder may be reached through links; within it, they would lead out. What is known to have none is not looked at.
    private bool LeadsThroughLink(string directory, string known = "")
    {
        for (string parent = directory; parent.Length > known.Length; parent = StoragePath.GetDirectory(parent))
        {
            if (LocalEntry.TryGet(FullPath(parent)) is { IsLink: true })
            {
                return true;
            }
        }

        return false;
    }

    private StorageReader Open(string path, StorageReadOptions options)
    {
        string fullPath = FullPath(StoragePath.Validate(path));
        LocalEntry? expected = LocalEntry.TryGet(fullPath);
        if (expected is not { Kind: StorageEntryKind.File })
        {
            throw new StorageFileNotFoundException(path, Location);
        }

        SafeFileHandle handle = LocalFile.TryOpenReadWithoutLinks(fullPath)
            ?? (LeadsThroughLink(StoragePath.GetDirectory(path))
                ? throw new StorageFileNotFoundException(path, Location)
                : LocalFile.OpenRead(fullPath));
        try
        {
            LocalEntry opened = LocalEntry.Get(handle);
            StorageFile file = opened.Kind == StorageEntryKind.File
                ? Describe(path, opened)
                : throw new StorageFileNotFoundException(path, Location);
            if (options.IfMatch is { } etag && (file.ETag != etag || expected != opened))
            {
                throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
            }

            Stream content = new LocalReadStream(handle, Math.Min(options.Offset, file.Length), failure => FailureAt(path, failure));
            content = options.Length is { } length ? new LimitedStream(content, length) : content;
            return new StorageReader(
                file, options.IfMatch is null ? content : new PinnedStream(content, () => CheckUnchanged(handle, opened, file)));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void CheckUnchanged(SafeFileHandle handle, LocalEntry opened, StorageFile file)
    {
        if (LocalEntry.Get(handle) != opened)
        {
            throw new StorageConditionException(file.Path, StorageCondition.IfMatch(file.ETag).ToString());
        }
    }

    private IEnumerable<StorageEntry> ListPastFailures(string directory, bool recursive, CancellationToken cancellationToken)
    {
        Stack<string> directories = new([directory]);
        while (directories.TryPop(out string? current))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isEmpty = true;
            foreach (StorageEntry entry in ListDirectory(
                current, current == directory ? "" : StoragePath.GetDirectory(current), cancellationToken))
            {
                isEmpty = false;
                if (recursive && entry.Kind == StorageEntryKind.Directory)
                {
                    directories.Push(entry.Path);
                    continue;
                }

                yield return entry;
            }

            if (isEmpty && recursive && current != directory)
            {
                yield return new StorageEntry(StorageEntryKind.Directory, current);
            }
        }
    }

    private IEnumerable<StorageEntry> ListDirectory(string directory, string known, CancellationToken cancellationToken)
    {
        StorageException? failure = Try(directory, () => Enumerate(directory, known), out IEnumerator<StorageEntry?>? enumerator);
        using (enumerator)
        {
            while (failure is null && enumerator is not null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failure = Try(directory, enumerator.MoveNext, out bool isThere);
                if (failure is not null || !isThere)
                {
                    break;
                }

                // A file that is gone since the directory was read is not one of its entries.
                if (enumerator.Current is { } entry)
                {
                    yield return entry;
                }
            }
        }

        if (failure is not null)
        {
            yield return new StorageEntry(StorageEntryKind.Other, directory) { Failure = failure };
        }
    }

    private StorageException? Try<T>(string path, Func<T> action, out T? result)
    {
        try
        {
            result = action();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            result = default;
            return FailureAt(path, failure);
        }
    }

    private IEnumerator<StorageEntry?>? Enumerate(string directory, string known)
    {
        if (LeadsThroughLink(directory, known))
        {
            return null;
        }

        try
        {
            return new FileSystemEnumerable<StorageEntry?>(
                FullPath(directory), (ref FileSystemEntry entry) => Describe(ref entry, directory), Everything).GetEnumerator();
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    private StorageEntry? Describe(ref FileSystemEntry entry, string directory)
    {
        string path = StoragePath.Combine(directory, entry.FileName.ToString());
        try
        {
            return LocalEntry.TryGet(Path.Join(entry.Directory, entry.FileName)) switch
            {
                { Kind: StorageEntryKind.File } file => new StorageEntry(StorageEntryKind.File, path, Describe(path, file)),
                { } other => new StorageEntry(other.Kind, path) { IsLink = other.IsLink },
                null => DescribeUnseen(ref entry, path),
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new StorageEntry(StorageEntryKind.Other, path) { Failure = FailureAt(path, failure) };
        }
    }

    // It is gone since the directory was read; or the path that it was given here does not lead to it.
    private static StorageEntry? DescribeUnseen(ref FileSystemEntry entry, string path)
    {
        int length = Encoding.UTF8.GetByteCount(entry.Directory) + 1 + Encoding.UTF8.GetByteCount(entry.FileName);
        return entry.FileName.Contains(Unreadable) ? new StorageEntry(StorageEntryKind.Other, path) { Fault = StorageEntry.NameIsNotUtf8 }
            : OperatingSystem.IsLinux() && length >= LongestPath ? throw new PathTooLongException(
                string.Create(
                    CultureInfo.InvariantCulture, $"The path is {length} bytes long, and the system opens none of {LongestPath} or more."))
            : null;
    }

    // Saves the writing of content that cannot be placed; the condition is checked again when it is.
    private void RefuseEarly(string path, StorageCondition condition)
    {
        if (condition.MustBeAbsent && Look(path) is not null)
        {
            throw new StorageConditionException(path, condition.ToString());
        }
    }

    private bool Delete(string path, string? etag)
    {
        StorageFile? file = Look(path);
        if (file is null)
        {
            return false;
        }

        if (etag is not null && file.ETag != etag)
        {
            throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
        }

        File.Delete(FullPath(path));
        FlushDirectory(StoragePath.GetDirectory(path));
        DeleteEmptyDirectories(StoragePath.GetDirectory(path));
        return true;
    }

    private async Task<StorageFile> FillAsync(SafeFileHandle file, string path, Stream content, CancellationToken cancellationToken)
    {
        await LocalFileWriter.WriteAsync(file, content, cancellationToken).ConfigureAwait(false);
        if (_flush)
        {
            RandomAccess.FlushToDisk(file);
        }

        return Describe(path, LocalEntry.Get(file));
    }

    private async Task<StorageFile> CreateAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken)
    {
        string fullPath = FullPath(path);
        using SafeFileHandle file = TryCreateNew(path) ?? throw new StorageConditionException(path, options.Condition.ToString());
        try
        {
            _pending.GiveToOwner(file);
            StorageFile written = await FillAsync(file, path, content, cancellationToken).ConfigureAwait(false);
            CheckLength(path, options.Length, written.Length);
            return written;
        }
        catch
        {
            DeleteQuietly(fullPath);
            throw;
        }
    }

    private SafeFileHandle? TryCreateNew(string path)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return LocalFile.CreateNew(FullPath(path));
            }
            catch (IOException) when (Path.Exists(FullPath(path)))
            {
                return null;
            }
            catch (Exception failure) when (failure is DirectoryNotFoundException or FileNotFoundException && attempt < RenameAttempts)
            {
                MakeDirectory(StoragePath.GetDirectory(path));
            }
            catch (IOException failure) when (IsRefusalOfName(path, failure))
            {
                throw new StorageNameException(path, Location, failure);
            }
        }
    }

    private async Task<StorageFile> CopyLocallyAsync(
        LocalStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken)
    {
        RefuseEarly(path, options.Condition);
        StorageFile original = source.Look(sourcePath) ?? throw new StorageFileNotFoundException(sourcePath, source.Location);
        if (options.SourceETag is { } etag && original.ETag != etag)
        {
            throw new StorageConditionException(sourcePath, StorageCondition.IfMatch(etag).ToString());
        }

        // What replaces a file may need another time, which a source that stays may not get.
        string from = source.FullPath(sourcePath);
        bool mayMove = options.ConsumeSource && options.Condition.MustBeAbsent;
        if (mayMove
            && await TryMoveAsync(
                from, original with { Path = path }, options.Condition, cancellationToken).ConfigureAwait(false) is { } moved)
        {
            source.FlushDirectory(StoragePath.GetDirectory(sourcePath));
            return moved;
        }

        return await StorageCopy.StreamAsync(
            source, sourcePath, this, path, options with { SourceETag = original.ETag }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StorageFile?> TryMoveAsync(
        string from, StorageFile file, StorageCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            return await PlaceAsync(from, file, condition, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(from))
        {
            // Another volume, or a file system that cannot: the bytes are copied instead.
            return null;
        }
    }

    /// <summary>Gives a complete, flushed file its name, on condition.</summary>
    private async Task<StorageFile> PlaceAsync(
        string temporary, StorageFile file, StorageCondition condition, CancellationToken cancellationToken)
    {
        if (condition.ETag is null && TryPlaceNew(temporary, file.Path, condition))
        {
            return file;
        }

        if (condition.ETag is not null && Look(file.Path) is null)
        {
            throw new StorageConditionException(file.Path, condition.ToString());
        }

        IDirectoryLock held = await LockFileAsync(file.Path, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            return Place(temporary, file, condition);
        }
    }

    // A file is its own lock. Where there is none, nothing is compared and swapped.
    private Task<IDirectoryLock> LockFileAsync(string path, CancellationToken cancellationToken) =>
        _locks.TakeAsync(path, () => LocalEntry.TryGet(FullPath(path)) is { Kind: StorageEntryKind.File }
            ? FullPath(path)
            : null, cancellationToken);

    // A new name needs no lock where the file system can take one without overwriting.
    private bool TryPlaceNew(string temporary, string path, StorageCondition condition)
    {
        for (int attempt = 0; attempt < RenameAttempts; attempt++)
        {
            BeforeRename(temporary, path);
            switch (LocalRename.TryToNewName(temporary, FullPath(path)))
            {
                case RenameOutcome.Renamed:
                    FlushDirectory(StoragePath.GetDirectory(path));
                    return true;
                case RenameOutcome.NameIsTaken:
                    return condition.MustBeAbsent ? throw new StorageConditionException(path, condition.ToString()) : false;
                case RenameOutcome.NothingThere when File.Exists(temporary):
                    MakeDirectory(StoragePath.GetDirectory(path));
                    break;
                case RenameOutcome.NothingThere:
                    throw new FileNotFoundException(null, temporary);
                default:
                    return false;
            }
        }

        return false;
    }

    private StorageFile Place(string temporary, StorageFile file, StorageCondition condition)
    {
        StorageFile? present = Look(file.Path);
        if ((condition.MustBeAbsent && present is not null) || (condition.ETag is { } etag && present?.ETag != etag))
        {
            throw new StorageConditionException(file.Path, condition.ToString());
        }

        if (present is not null && file.LastModified <= present.LastModified)
        {
            // Two states of one file never share an ETag, however coarse the clock of the file system is.
            File.SetLastWriteTimeUtc(temporary, present.LastModified.UtcDateTime.AddTicks(1));
        }

        Rename(temporary, file.Path);
        FlushDirectory(StoragePath.GetDirectory(file.Path));
        return Look(file.Path) ?? throw new StorageFileNotFoundException(file.Path, Location);
    }

    private void Rename(string temporary, string path)
    {
        string directory = StoragePath.GetDirectory(path);
        for (int attempt = 0; ; attempt++)
        {
            MakeDirectory(directory);
            BeforeRename(temporary, path);
            try
            {
                LocalRename.Replace(temporary, FullPath(path));
                return;
            }
            catch (FileNotFoundException) when (attempt < RenameAttempts && File.Exists(temporary))
            {
                // A delete beside us took the directory away while it was empty.
            }
            catch (IOException failure) when (File.Exists(temporary) && IsRefusalOfName(path, failure))
            {
                throw new StorageNameException(path, Location, failure);
            }
        }
    }

    private void BeforeRename(string temporary, string path)
    {
        try
        {
            _renaming?.Invoke(temporary, FullPath(path));
        }
        catch (IOException failure) when (LocalRename.IsRefusalOfName(failure))
        {
            throw new StorageNameException(path, Location, failure);
        }
    }

    // Some file systems have an error for a name that they cannot have, some say of a file to be that it does not exist.
    private bool IsRefusalOfName(string path, Exception failure) =>
        LocalRename.IsRefusalOfName(failure)
        || (failure is FileNotFoundException or DirectoryNotFoundException && Directory.Exists(FullPath(NearestDirectory(path))));

    // The directories above it that are there are not at fault, unless there is nothing at all.
    private string NearestDirectory(string path)
    {
        string directory = StoragePath.GetDirectory(path);
        while (directory.Length > 0 && !Directory.Exists(FullPath(directory)))
        {
            directory = StoragePath.GetDirectory(directory);
        }

        return directory;
    }
}
