using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// A folder of Linux that is only read, and that others may write to while it is: nothing outside of it is ever read. The folder is
/// opened once; all below it is opened from there, by the kernel, with no symbolic link on the way (<c>openat2</c>), and directories
/// are read by their descriptors.
/// </summary>
/// <remarks>
/// The ETag of a file names its file system, its inode, its length, and when its bytes and its inode were last changed, in nanoseconds.
/// The file system is 0 if it has no id of its own, the inode if its number is not stable. What is mounted below the folder is part of it.
/// Files other than regular ones are never waited for.
/// </remarks>
public sealed class LocalSource : IStorage, IDisposable
{
    private const string CannotBeKeptTo = "This system has no openat2, or forbids it: it cannot keep what is read within a folder.";

    // FAT, exFAT, FUSE, and SMB of three kinds: they may give a file another number once its inode has left the memory.
    private static readonly long[] UnstableNumbers = [0x4D44, 0x2011BAB0, 0x65735546, 0xFF534D42, 0xFE534D42, 0x517B];

    // Five numbers of 64 bits with a sign.
    private const int LongestETag = 5 * 18;
    private const int LongestName = 255;

    private readonly SafeFileHandle _top;
    private readonly ConcurrentDictionary<ulong, FileSystem> _fileSystems = new();

    private LocalSource(string location, SafeFileHandle top)
    {
        Location = location;
        _top = top;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IPendingArea? PendingArea => null;

    /// <summary>
    /// Whether the system can do it: Linux 5.6 or later, on x86-64, arm64, riscv64 or loongarch64, with no filter that forbids
    /// <c>openat2</c>.
    /// </summary>
    public static bool IsSupported()
    {
        if (!OperatingSystem.IsLinux() || !DirectoryEntries.AreSupported)
        {
            return false;
        }

        using SafeFileHandle? probe = OpenAt2.TryOpen("/", OpenAt2.Directory | OpenAt2.PathOnly, OpenAt2.NoLinks, out _);
        return probe is not null;
    }

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder that nothing may lead out of. Links on the way to it are followed.</param>
    /// <param name="path">
    /// The source, from there, with <c>/</c> between names; empty for the folder itself. No link may be on this way.
    /// </param>
    /// <exception cref="StorageFileNotFoundException">There is no such folder, or a symbolic link is on the way to it.</exception>
    /// <exception cref="StorageException">It cannot be opened.</exception>
    /// <exception cref="PlatformNotSupportedException">The system cannot do it: see <see cref="IsSupported"/>.</exception>
    public static LocalSource Open(string folder, string path = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(path);
        if (!OperatingSystem.IsLinux() || !DirectoryEntries.AreSupported)
        {
            throw new PlatformNotSupportedException(CannotBeKeptTo);
        }

        string location = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path.Length == 0 ? folder : Path.Combine(folder, path)));
        int flags = OpenAt2.Directory | OpenAt2.PathOnly;
        using SafeFileHandle? outer = OpenAt2.TryOpen(Path.GetFullPath(folder), flags, resolve: 0, out int error);
        SafeFileHandle? top = outer is null
            ? null
            : OpenAt2.TryOpen(outer, path.Length == 0 ? "." : path, flags, OpenAt2.Beneath, out error);
        return top is not null ? new LocalSource(location, top)
            : OpenAt2.IsUnsupported(error) ? throw new PlatformNotSupportedException(CannotBeKeptTo)
            : throw Fault(path, location, error);
    }

    /// <inheritdoc/>
    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        Task.FromResult(Find(StoragePath.Validate(path)));

    /// <inheritdoc/>
    public Task<StorageReader> OpenReadAsync(string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        StoragePath.Validate(path);
        options ??= new StorageReadOptions();
        SafeFileHandle handle = OpenAt2.TryOpen(_top, path, OpenAt2.DoNotBlock, OpenAt2.Beneath, out int error)
            ?? throw Fault(path, Location, error);
        try
        {
            LocalEntry entry = LocalEntry.Get(handle);
            StorageFile file = entry.Kind == StorageEntryKind.File
                ? Describe(path, entry, handle)
                : throw new StorageFileNotFoundException(path, Location);
            if (options.IfMatch is { } etag && file.ETag != etag)
            {
                throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
            }

            Stream content = new LocalReadStream(
                handle,
                Math.Min(options.Offset, file.Length),
                failure => new StorageException($"'{path}' in {Location}: {failure.Message}", failure));
            content = options.Length is { } length ? new LimitedStream(content, length) : content;
            content = options.IfMatch is null ? content : new PinnedStream(content, () => RequireUnchanged(handle, file));
            return Task.FromResult(new StorageReader(file, content));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole file in the state in which it was listed, with as few calls as there can be.</summary>
    /// <param name="file">The file as it was listed.</param>
    /// <param name="buffer">Receives it; one byte longer than it.</param>
    /// <returns>False if it cannot be read, or has changed: <see cref="OpenReadAsync"/> then says why.</returns>
    internal bool TryReadWhole(StorageFile file, Span<byte> buffer)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        int opened = OpenAt2.OpenNumber(_top, StoragePath.Validate(file.Path), OpenAt2.DoNotBlock, OpenAt2.Beneath);
        if (opened < 0)
        {
            return false;
        }

        try
        {
            Span<char> etag = stackalloc char[LongestETag];
            return LocalFileInput.TryRead(opened, buffer, file.Length, out int read)
                && read == file.Length
                && LocalEntry.TryGet(opened) is { Kind: StorageEntryKind.File } entry
                && file.ETag.AsSpan().SequenceEqual(Format(entry, FileSystemOf(entry, opened), etag));
        }
        finally
        {
            OpenAt2.Close(opened);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // There is nothing to wait for; what enumerates it is asynchronous.
        await Task.CompletedTask.ConfigureAwait(false);
        Stack<string> directories = new([directory.Length == 0 ? "" : StoragePath.Validate(directory)]);
        while (directories.TryPop(out string? current))
        {
            using DirectoryEntries? entries = OpenDirectory(current, isListed: current != directory);
            bool isEmpty = true;
            while (entries is not null && TryRead(entries, current, out StorageEntry? entry))
            {
                cancellationToken.ThrowIfCancellationRequested();
                isEmpty = false;
                if (entry is null)
                {
                    continue;
                }

                if (recursive && entry.Kind == StorageEntryKind.Directory)
                {
                    directories.Push(entry.Path);
                    continue;
                }

                yield return entry;
            }

            if (entries is not null && isEmpty && recursive && current != directory)
            {
                yield return new StorageEntry(StorageEntryKind.Directory, current);
            }
        }
    }

    /// <inheritdoc/>
    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
        throw OnlyRead();

    /// <inheritdoc/>
    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        throw OnlyRead();

    /// <inheritdoc/>
    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw OnlyRead();

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        throw OnlyRead();

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        throw OnlyRead();

    /// <inheritdoc/>
    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        throw OnlyRead();

    /// <inheritdoc/>
    public void Dispose() => _top.Dispose();

    private static NotSupportedException OnlyRead() => new("A source is only read.");

    // A link in the place of a file is as if there were nothing: neither is content.
    private static StorageException Fault(string path, string location, int error) => OpenAt2.IsNothing(error)
        ? new StorageFileNotFoundException(path, location)
        : new StorageException($"'{path}' in {location}: {Marshal.GetPInvokeErrorMessage(error)}");

    private StorageFile? Find(string path)
    {
        using SafeFileHandle? file = OpenAt2.TryOpen(_top, path, OpenAt2.PathOnly | OpenAt2.NoFollow, OpenAt2.Beneath, out int error);
        return file is null && !OpenAt2.IsNothing(error) ? throw Fault(path, Location, error)
            : file is not null && LocalEntry.Get(file) is { Kind: StorageEntryKind.File } entry ? Describe(path, entry, file)
            : null;
    }

    private void RequireUnchanged(SafeFileHandle handle, StorageFile file)
    {
        if (Describe(file.Path, LocalEntry.Get(handle), handle).ETag != file.ETag)
        {
            throw new StorageConditionException(file.Path, StorageCondition.IfMatch(file.ETag).ToString());
        }
    }

    // What was a directory when the one above was read, and is gone or a link now, is no reason to leave out what was in it.
    private DirectoryEntries? OpenDirectory(string directory, bool isListed)
    {
        string path = directory.Length == 0 ? "." : directory;
        SafeFileHandle? handle = OpenAt2.TryOpen(_top, path, OpenAt2.Directory, OpenAt2.Beneath, out int error);
        return handle is not null ? new DirectoryEntries(handle)
            : !OpenAt2.IsNothing(error) ? throw Fault(directory, Location, error)
            : isListed ? throw new StorageException($"'{directory}' in {Location} was moved or replaced while the source was listed.")
            : null;
    }

    /// <returns>False at the end. The entry is null if it is gone since the directory was read.</returns>
    private bool TryRead(DirectoryEntries entries, string directory, out StorageEntry? entry)
    {
        try
        {
            bool isThere = entries.MoveNext();
            entry = isThere ? Describe(entries, directory) : null;
            return isThere;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"'{directory}' in {Location}: {failure.Message}", failure);
        }
    }

    private StorageEntry? Describe(DirectoryEntries entries, string directory)
    {
        ReadOnlySpan<byte> nameWithNul = entries.NameWithNul;
        ReadOnlySpan<byte> name = nameWithNul[..^1];
        string path = PathOf(directory, name);
        if (!Utf8.IsValid(name))
        {
            return new StorageEntry(StorageEntryKind.Other, path) { Fault = StorageEntry.NameIsNotUtf8 };
        }

        if (entries.Type == DirectoryEntries.DirectoryType)
        {
            return new StorageEntry(StorageEntryKind.Directory, path);
        }

        return LocalEntry.TryGet(entries.Handle, nameWithNul, path) switch
        {
            { Kind: StorageEntryKind.File } file when file.Volume == entries.Volume =>
                new StorageEntry(StorageEntryKind.File, path, Describe(path, file, entries.Handle)),
            { Kind: StorageEntryKind.File } => Find(path) is { } mounted ? new StorageEntry(StorageEntryKind.File, path, mounted) : null,
            { } other => new StorageEntry(other.Kind, path) { IsLink = other.IsLink },
            null => null,
        };
    }

    private static string PathOf(string directory, ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[LongestName];
        int length = name.Length <= LongestName ? Encoding.UTF8.GetChars(name, text) : 0;
        return length == 0 || directory.Length == 0
            ? StoragePath.Combine(directory, Encoding.UTF8.GetString(name))
            : string.Concat(directory, "/", text[..length]);
    }

    /// <param name="path">The file.</param>
    /// <param name="entry">The facts of the file.</param>
    /// <param name="near">The file itself, or its directory: something on the same volume.</param>
    private StorageFile Describe(string path, LocalEntry entry, SafeFileHandle near)
    {
        FileSystem on = _fileSystems.GetOrAdd(entry.Volume, static (_, near) => FileSystem.Of(near), near);
        Span<char> etag = stackalloc char[LongestETag];
        return new StorageFile(path, entry.Length, new string(Format(entry, on, etag)), new DateTimeOffset(entry.Modified));
    }

    private FileSystem FileSystemOf(LocalEntry entry, int opened) => _fileSystems.GetOrAdd(
        entry.Volume,
        static (_, opened) =>
        {
            using SafeFileHandle file = new(opened, ownsHandle: false);
            return FileSystem.Of(file);
        },
        opened);

    private static ReadOnlySpan<char> Format(LocalEntry entry, FileSystem on, Span<char> etag)
    {
        ulong number = on.HasStableNumbers ? entry.Number : 0;
        etag.TryWrite(
            CultureInfo.InvariantCulture,
            $"{on.Id:x}-{number:x}-{entry.Length:x}-{entry.ModifiedNanoseconds:x}-{entry.ChangedNanoseconds:x}",
            out int length);
        return etag[..length];
    }

    private readonly record struct FileSystem(ulong Id, bool HasStableNumbers)
    {
        public static FileSystem Of(SafeFileHandle file) =>
            new(FileSystemType.IdOf(file), FileSystemType.Of(file) is { } type && !UnstableNumbers.Contains(type));
    }
}
