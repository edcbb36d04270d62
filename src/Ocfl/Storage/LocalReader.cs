using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>Reads files of a local storage, and their facts. No symbolic link is followed.</summary>
internal sealed class LocalReader(LocalFolder folder)
{
    // Two numbers of 64 bits.
    private const int LongestETag = (2 * 16) + 1;

    /// <summary>The facts of a file.</summary>
    public static StorageFile Describe(string path, LocalEntry file) =>
        new(path, file.Length, new string(FormatETag(file, stackalloc char[LongestETag])), new DateTimeOffset(file.Modified))
        { Shared = file.Shared };

    /// <summary>Whether there is a file at a full path, in a state if one is given.</summary>
    public static bool IsThere(string fullPath, string? etag) => IsInState(LocalEntry.TryGet(fullPath), etag);

    /// <summary>Whether something is a file, in a state if one is given.</summary>
    public static bool IsInState(LocalEntry? entry, string? etag) =>
        entry is { Kind: StorageEntryKind.File } file
        && (etag is null || etag.AsSpan().SequenceEqual(FormatETag(file, stackalloc char[LongestETag])));

    /// <summary>The facts of a file; null if there is none.</summary>
    public StorageFile? Find(string path) => Find(path, folder.FullPath(StoragePath.Validate(path)));

    /// <summary>The facts of a file, whose full path is known; null if there is none.</summary>
    public static StorageFile? Find(string path, string fullPath) =>
        LocalEntry.TryGet(fullPath) is { Kind: StorageEntryKind.File } file ? Describe(path, file) : null;

    /// <summary>
    /// Whether a directory, or one above it, is a symbolic link. The storage's own folder may be reached through links; within it, they
    /// would lead out.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="known">A directory above it that is known not to be, or to be below, a link.</param>
    public bool LeadsThroughLink(string directory, string known = "")
    {
        for (string parent = directory; parent.Length > known.Length; parent = StoragePath.GetDirectory(parent))
        {
            if (LocalEntry.TryGet(folder.FullPath(parent)) is { IsLink: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Opens a file.</summary>
    public StorageReader Open(string path, StorageReadOptions options) =>
        TryOpen(path, options) ?? throw new StorageFileNotFoundException(path, folder.Location);

    /// <summary>Opens a file; null if there is none.</summary>
    public StorageReader? TryOpen(string path, StorageReadOptions options)
    {
        string fullPath = folder.FullPath(StoragePath.Validate(path));
        LocalEntry? expected = LocalEntry.TryGet(fullPath);
        if (expected is not { Kind: StorageEntryKind.File })
        {
            return null;
        }

        SafeFileHandle? handle = LocalFile.TryOpenReadWithoutLinks(fullPath)
            ?? (LeadsThroughLink(StoragePath.GetDirectory(path)) ? null : LocalFile.OpenRead(fullPath));
        if (handle is null)
        {
            return null;
        }

        try
        {
            LocalEntry opened = LocalEntry.Get(handle);
            if (opened.Kind != StorageEntryKind.File)
            {
                handle.Dispose();
                return null;
            }

            StorageFile file = Describe(path, opened);
            if (options.IfMatch is { } etag && (file.ETag != etag || expected != opened))
            {
                throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
            }

            Stream content = new LocalReadStream(
                handle, Math.Min(options.Offset, file.Length), failure => folder.Failures.At(path, failure));
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

    private static ReadOnlySpan<char> FormatETag(LocalEntry file, Span<char> etag)
    {
        etag.TryWrite(CultureInfo.InvariantCulture, $"{file.Length:x}-{file.Modified.Ticks:x}", out int length);
        return etag[..length];
    }

    private static void CheckUnchanged(SafeFileHandle handle, LocalEntry opened, StorageFile file)
    {
        if (LocalEntry.Get(handle) != opened)
        {
            throw new StorageConditionException(file.Path, StorageCondition.IfMatch(file.ETag).ToString());
        }
    }
}
