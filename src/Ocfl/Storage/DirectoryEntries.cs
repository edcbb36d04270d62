using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// Reads the names in an open directory of Linux: by its descriptor, so that no path can lead elsewhere meanwhile. The runtime lists by
/// paths only.
/// </summary>
internal sealed partial class DirectoryEntries(SafeFileHandle directory) : IDisposable
{
    /// <summary>The type that a file system gives which does not note types.</summary>
    public const byte UnknownType = 0;

    /// <summary>The type of a regular file.</summary>
    public const byte FileType = 8;

    /// <summary>The type of a directory.</summary>
    public const byte DirectoryType = 4;

    // The kernel's struct linux_dirent64, the same on every architecture: number, offset, length of the record, type, name with a NUL.
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _filled;
    private int _next;
    private int _at;

    /// <summary>Whether the number of the system call is known here.</summary>
    public static bool AreSupported => SystemCallNumber is not null;

    private static nint? SystemCallNumber => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 217,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 61,
        _ => null,
    };

    /// <summary>The directory.</summary>
    public SafeFileHandle Handle => directory;

    /// <summary>The volume that the directory is on.</summary>
    public ulong Volume { get; } = LocalEntry.Get(directory).Volume;

    /// <summary>The current entry's type, as the file system notes it beside the name; 0 if it does not.</summary>
    public byte Type => _buffer[_at + TypeAt];

    /// <summary>The current entry's name as bytes, with a NUL at the end. Until the next one is read.</summary>
    public ReadOnlySpan<byte> NameWithNul
    {
        get
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_at + NameAt, _next - _at - NameAt);
            return rest[..(rest.IndexOf((byte)0) + 1)];
        }
    }

    /// <summary>Goes to the next entry that is not the directory itself or the one above.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public bool MoveNext()
    {
        do
        {
            if (_next == _filled && !Fill())
            {
                return false;
            }

            _at = _next;
            _next += BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_at + LengthAt));
        }
        while (NameWithNul is [(byte)'.', 0] or [(byte)'.', (byte)'.', 0]);

        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        directory.Dispose();
    }

    private bool Fill()
    {
        nint read = Read(SystemCallNumber!.Value, directory, _buffer, _buffer.Length);
        if (read < 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }

        _next = 0;
        _filled = (int)read;
        return read > 0;
    }

    // The libraries read one entry at a time, into a structure that is not the same everywhere.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(nint number, SafeFileHandle directory, [Out] byte[] buffer, nint size);
}
