using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Ocfl.Digests;

namespace Ocfl.Storage;

/// <summary>
/// A local file that is hashed beside others: opened when a lane takes it, with no link on its way, and read with as few calls as there
/// can be. Fails wherever that is not possible on this system; the other way to read a file then finds the reason, if there is one.
/// </summary>
/// <param name="fullPath">The file's full path.</param>
/// <param name="listedLength">Its length as it was listed: what is read with one call does not need another one to find the end.</param>
internal sealed partial class LocalFileInput(string fullPath, long listedLength) : LaneInput
{
    private const int Interrupted = 4;
    private const int Closed = -1;

    private int _file = Closed;
    private long _read;

    /// <summary>Whether the system has the calls.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported => OperatingSystem.IsLinux();

    public override int Read(Span<byte> buffer)
    {
        if (IsSupported && _file < 0)
        {
            _file = OpenAt2.OpenNumber(fullPath, OpenAt2.DoNotBlock, OpenAt2.NoLinks);
        }

        if (!IsSupported || _file < 0)
        {
            HasFailed = true;
            return 0;
        }

        HasFailed = !TryRead(_file, buffer, listedLength - _read, out int read);
        _read += read;
        return HasFailed ? 0 : read;
    }

    public override void Close()
    {
        if (_file >= 0)
        {
            OpenAt2.Close(_file);
            _file = Closed;
        }
    }

    /// <summary>Reads an open file until the buffer is full or the file ends.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="expected">How many there should be up to the end: if there are as many, the end is not searched for.</param>
    /// <param name="filled">How many were read.</param>
    /// <returns>False if it cannot be read.</returns>
    [SupportedOSPlatform("linux")]
    public static bool TryRead(int file, Span<byte> buffer, long expected, out int filled)
    {
        filled = 0;
        while (filled < buffer.Length)
        {
            nint read = Read(file, buffer[filled..], buffer.Length - filled);
            if (read < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            {
                continue;
            }

            if (read < 0)
            {
                return false;
            }

            filled += (int)read;
            if (read == 0 || (filled < buffer.Length && filled == expected))
            {
                break;
            }
        }

        return true;
    }

    // The runtime's own call first asks of every file whether it can be read from any offset.
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int file, Span<byte> buffer, nint size);
}
