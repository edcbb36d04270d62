using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// Directories that are kept open while many small files are made or moved in them: the kernel then looks up the path of a directory once,
/// and of a file its name alone. Can be used by several threads. What it cannot do is to be done in the ordinary way, which also has the
/// reason.
/// </summary>
/// <remarks>
/// A directory that is open stays the same one, wherever its path leads meanwhile. So others may move it only where what is made in it then
/// does no harm.
/// </remarks>
/// <param name="folder">The folder that they are in.</param>
/// <param name="top">The directory there that all paths are from; empty for the folder itself.</param>
internal sealed class OpenDirectories(LocalFolder folder, string top = "") : IDisposable
{
    // For each of many updates at once. In more directories, files are found by their paths.
    private const int Most = 8;
    private const int LongestPath = 4096;
    private const int CurrentDirectory = -100;
    private const int NoSuchFile = 2;
    private const int AlreadyExists = 17;
    private const int OtherVolume = 18;
    private const int NoSuchCall = 38;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SafeFileHandle> _open = new(StringComparer.Ordinal);
    private volatile bool _cannotMove;

    /// <summary>Whether the system has the calls.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Makes a file that is not there, and opens it for writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isTaken">Whether there is something of that name.</param>
    /// <returns>Null if it was not made.</returns>
    [SkipLocalsInit]
    public SafeFileHandle? TryCreateNew(ReadOnlySpan<char> path, out bool isTaken)
    {
        isTaken = false;
        Span<byte> name = stackalloc byte[LongestPath];
        if (!IsSupported || Find(StoragePath.GetDirectory(path), StoragePath.GetName(path), name) is not { } directory)
        {
            return null;
        }

        int file = LocalFile.CreateNew(directory, name);
        isTaken = file < 0 && Marshal.GetLastPInvokeError() == AlreadyExists;
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>Moves a file to a name that is free, in one step. The directory for it is made if it is not there.</summary>
    /// <param name="directory">The directory that the file is in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="etag">The state that it must be in; null if any will do.</param>
    /// <param name="isKnown">Whether it is known to be a file in that state.</param>
    /// <param name="destination">The directories that it is moved to.</param>
    /// <param name="path">Its path there.</param>
    /// <returns>False if it was not moved, and is where it was.</returns>
    [SkipLocalsInit]
    public bool TryMove(
        ReadOnlySpan<char> directory,
        ReadOnlySpan<char> name,
        string? etag,
        bool isKnown,
        OpenDirectories destination,
        ReadOnlySpan<char> path)
    {
        Span<byte> from = stackalloc byte[LongestPath];
        return IsSupported
            && !_cannotMove
            && Find(directory, name, from) is { } source
            && (isKnown || LocalReader.IsInState(LocalEntry.TryGet(source, from), etag))
            && TryMove(source, from, destination, path);
    }

    /// <summary>Closes them.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (SafeFileHandle directory in _open.Values)
            {
                directory.Dispose();
            }

            _open.Clear();
        }
    }

    [SupportedOSPlatform("linux")]
    private bool TryMove(int source, ReadOnlySpan<byte> from, OpenDirectories destination, ReadOnlySpan<char> path)
    {
        int error = destination.Take(source, from, path);

        // As in the ordinary way, the directory is made only for a file that is there.
        if (error == NoSuchFile && LocalEntry.TryGet(source, from) is not null && destination.TryMake(StoragePath.GetDirectory(path)))
        {
            error = destination.Take(source, from, path);
        }

        _cannotMove = error is OtherVolume or NoSuchCall;
        return error == 0;
    }

    /// <returns>The error of the system; 0 for none.</returns>
    [SkipLocalsInit]
    [SupportedOSPlatform("linux")]
    private int Take(int source, ReadOnlySpan<byte> from, ReadOnlySpan<char> path)
    {
        Span<byte> to = stackalloc byte[LongestPath];
        return Find(StoragePath.GetDirectory(path), StoragePath.GetName(path), to) is { } directory
            ? LocalRename.ToNewName(source, from, directory, to)
            : NoSuchFile;
    }

    /// <summary>A directory by its number, and how a file is named from there.</summary>
    /// <returns>Null if the directory cannot be opened, or the name cannot be one.</returns>
    [SupportedOSPlatform("linux")]
    private int? Find(ReadOnlySpan<char> directory, ReadOnlySpan<char> name, Span<byte> nameWithNul)
    {
        if (name is "" or "." or ".." || name.ContainsAny('/', '\0'))
        {
            return null;
        }

        lock (_lock)
        {
            if (_open.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(directory, out SafeFileHandle? open))
            {
                return TryEncode(name, nameWithNul) ? (int)open.DangerousGetHandle() : null;
            }

            string path = directory.ToString();
            if (_open.Count == Most)
            {
                return TryEncode(Path.Join(FullPath(path), name), nameWithNul) ? CurrentDirectory : null;
            }

            if (!TryEncode(name, nameWithNul) || LocalFile.TryOpenDirectory(FullPath(path)) is not { } opened)
            {
                return null;
            }

            _open.Add(path, opened);
            return (int)opened.DangerousGetHandle();
        }
    }

    private string FullPath(string directory) => folder.FullPath(StoragePath.Combine(top, directory));

    private bool TryMake(ReadOnlySpan<char> directory)
    {
        try
        {
            folder.MakeDirectory(StoragePath.Combine(top, directory.ToString()), isFlushedNext: true);
            return true;
        }
        catch (Exception failure) when (LocalFailures.IsOfFileSystem(failure) || failure is StorageException)
        {
            return false;
        }
    }

    private static bool TryEncode(ReadOnlySpan<char> name, Span<byte> nameWithNul)
    {
        if (!Encoding.UTF8.TryGetBytes(name, nameWithNul[..^1], out int length))
        {
            return false;
        }

        nameWithNul[length] = 0;
        return true;
    }
}
