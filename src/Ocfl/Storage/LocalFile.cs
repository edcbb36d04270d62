using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// Opens local files. On Linux with one call each: the runtime's own way takes five, which is most of what a small file costs.
/// </summary>
internal static partial class LocalFile
{
    private const int ReadOnly = 0x0;
    private const int WriteOnly = 0x1;
    private const int ReadAndWrite = 0x2;
    private const int Create = 0x40;
    private const int Exclusively = 0x80;
    private const int DoNotBlock = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int ReadAndWriteForAll = 0x1B6;

    /// <summary>Opens a file for reading. Does not wait where a pipe has taken its place.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        SafeFileHandle? file = OperatingSystem.IsLinux() ? TryOpen(path, DoNotBlock | CloseOnExec) : null;
        return file ?? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Opens a file for reading, if there is no link anywhere in its path; with one call, where the kernel has it.</summary>
    /// <returns>Null if that cannot be done, or is not known.</returns>
    public static SafeFileHandle? TryOpenReadWithoutLinks(string path) =>
        OperatingSystem.IsLinux() ? OpenAt2.TryOpen(path, OpenAt2.DoNotBlock, OpenAt2.NoLinks, out _) : null;

    /// <summary>Makes a file that is not there, and opens it for writing.</summary>
    /// <exception cref="IOException">It cannot be made, or there is something of that name.</exception>
    public static SafeFileHandle CreateNew(string path)
    {
        SafeFileHandle? file = OperatingSystem.IsLinux() ? TryOpen(path, WriteOnly | Create | Exclusively | CloseOnExec) : null;
        return file ?? File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Makes a file that is not there in an open directory, and opens it for writing.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="nameWithNul">The file's name, with a NUL at the end.</param>
    /// <returns>The open file; negative if it cannot be made: the reason is the last error of the system.</returns>
    [SupportedOSPlatform("linux")]
    public static int CreateNew(int directory, ReadOnlySpan<byte> nameWithNul) =>
        OpenAt(directory, nameWithNul, WriteOnly | Create | Exclusively | CloseOnExec, ReadAndWriteForAll);

    /// <summary>
    /// Opens a file or a directory to lock it. A link is not followed. NFS locks only what is open for writing; elsewhere reading will do.
    /// </summary>
    /// <returns>Null if that cannot be done.</returns>
    [SupportedOSPlatform("linux")]
    public static SafeFileHandle? TryOpenItself(string path) =>
        TryOpen(path, ReadAndWrite | DoNotBlock | CloseOnExec | OpenAt2.NoFollow)
            ?? TryOpen(path, ReadOnly | DoNotBlock | CloseOnExec | OpenAt2.NoFollow);

    /// <summary>
    /// Opens a lock file, and creates it if it does not exist. Read permission is enough to lock it.
    /// </summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static SafeFileHandle OpenLockFile(string path)
    {
        SafeFileHandle? file = OperatingSystem.IsLinux()
            ? TryOpen(path, ReadAndWrite | Create | CloseOnExec | OpenAt2.NoFollow) ?? TryOpen(
                path, ReadOnly | CloseOnExec | OpenAt2.NoFollow)
            : null;
        return file ?? File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Opens a directory.</summary>
    /// <returns>Null if that cannot be done.</returns>
    [SupportedOSPlatform("linux")]
    public static SafeFileHandle? TryOpenDirectory(string path) => TryOpen(path, CloseOnExec);

    // If it fails, the runtime's attempt afterwards reports the reason.
    [SupportedOSPlatform("linux")]
    private static SafeFileHandle? TryOpen(string path, int flags)
    {
        int descriptor = Open(path, flags, ReadAndWriteForAll);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags, int mode);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenAt(int directory, ReadOnlySpan<byte> nameWithNul, int flags, int mode);
}
