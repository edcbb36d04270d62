using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// Writes a large file to the disk without a copy in the page cache (<c>O_DIRECT</c> of Linux), which takes a fifth of the processor
/// time. What cannot be written so, such as the end of a file, is written as usual.
/// </summary>
/// <remarks>What was written is durable after a flush, as always. Not for use by several threads at once.</remarks>
internal sealed partial class DirectWriter
{
    /// <summary>From this length on it pays.</summary>
    public const long PaysFrom = 8L << 20;

    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int Invalid = 22;

    // ext4 and XFS write past the cache what their blocks allow. Others copy it nevertheless, or are slower.
    private static readonly long[] Known = [FileSystemType.Ext, FileSystemType.Xfs];

    private readonly SafeFileHandle _file;
    private readonly int _flags;
    private bool _isDirect;

    /// <param name="file">The file, open for writing.</param>
    public DirectWriter(SafeFileHandle file)
    {
        _file = file;
        if (OperatingSystem.IsLinux() && FileSystemType.Of(file) is { } type && Known.Contains(type))
        {
            _flags = Control(file, GetFlags, 0);
            IsPossible = _flags >= 0;
        }
    }

    /// <summary>Whether bytes may go past the cache. Without that, all are written as usual.</summary>
    public bool IsPossible { get; private set; }

    /// <summary>Writes bytes. Past the cache go those of whole blocks, from <see cref="AlignedMemory"/>.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        int whole = IsAligned(bytes, offset) ? bytes.Length - (bytes.Length % AlignedMemory.Alignment) : 0;
        if (!TryWriteDirect(bytes[..whole], offset))
        {
            whole = 0;
        }

        if (whole < bytes.Length)
        {
            Set(isDirect: false);
            RandomAccess.Write(_file, bytes[whole..], offset + whole);
        }
    }

    private static unsafe bool IsAligned(ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            return ((nuint)start | (nuint)offset) % AlignedMemory.Alignment == 0;
        }
    }

    private bool TryWriteDirect(ReadOnlySpan<byte> bytes, long offset)
    {
        if (bytes.IsEmpty || !IsPossible)
        {
            return false;
        }

        Set(isDirect: true);
        try
        {
            RandomAccess.Write(_file, bytes, offset);
            return true;
        }
        catch (IOException failure) when (failure.HResult == Invalid)
        {
            // A disk with larger blocks.
            IsPossible = false;
            return false;
        }
    }

    private void Set(bool isDirect)
    {
        if (_isDirect != isDirect
            && OperatingSystem.IsLinux()
            && Control(_file, SetFlags, isDirect ? _flags | OpenAt2.Direct : _flags) == 0)
        {
            _isDirect = isDirect;
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, int command, nint argument);
}
