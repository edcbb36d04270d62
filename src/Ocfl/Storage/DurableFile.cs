using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>What makes a change of a local file system durable.</summary>
internal static partial class DurableFile
{
    private const int ReadOnly = 0;
    private const uint SyncFileRangeWrite = 2;

    /// <summary>Has the operating system write a file's bytes to the disk.</summary>
    public static void Flush(string path)
    {
        // The runtime's own way fails where somebody holds the file's lock.
        using SafeFileHandle handle = OperatingSystem.IsWindows()
            ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
            : LocalFile.OpenRead(path);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>
    /// Has the operating system begin to write bytes of a file to the disk, and waits for nothing: they are durable after a flush, which
    /// then waits less. Only on Linux; elsewhere the flush does it all.
    /// </summary>
    public static void BeginWriting(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            // A file system that cannot writes them at the flush.
            _ = SyncFileRange(file, offset, length, SyncFileRangeWrite);
        }
    }

    /// <summary>Has the operating system write a directory's entries to the disk. Windows does so automatically.</summary>
    /// <remarks>A directory that is gone meanwhile, or a file system that cannot, is not an error.</remarks>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            return;
        }

        _ = FSync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
