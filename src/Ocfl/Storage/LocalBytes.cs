using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// Reads and writes bytes of open files. On Linux with one call each: the runtime's own calls first ask of every file whether it has
/// positions.
/// </summary>
internal static partial class LocalBytes
{
    // Positions have 64 bits in all C libraries only there.
    [SupportedOSPlatformGuard("linux")]
    private static bool IsAtHand => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Reads bytes from a position.</summary>
    /// <returns>How many; 0 at the end of the file.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static int Read(SafeFileHandle file, Span<byte> bytes, long position)
    {
        // If it fails, the runtime's attempt afterwards reports the reason.
        nint read = IsAtHand ? Read(file, bytes, bytes.Length, position) : -1;
        return read >= 0 ? (int)read : RandomAccess.Read(file, bytes, position);
    }

    /// <summary>Writes all of the bytes at a position.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position)
    {
        int written = IsAtHand ? (int)Math.Max(0, Write(file, bytes, bytes.Length, position)) : 0;
        if (written < bytes.Length)
        {
            RandomAccess.Write(file, bytes[written..], position + written);
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "pread")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle file, Span<byte> bytes, nint size, long position);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "pwrite")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint size, long position);
}
