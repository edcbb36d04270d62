using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// Has a Linux file system write all that is not yet on the disk, in one go: for many small files a hundredth of what flushing one
/// after the other takes.
/// </summary>
internal sealed partial class FileSystemFlush : IDisposable
{
    // Since this kernel a failed write is reported to every process that had opened the file system before.
    private static readonly Version ReportsFailures = new(5, 8);

    private readonly SafeFileHandle _directory;

    private FileSystemFlush(SafeFileHandle directory) => _directory = directory;

    /// <summary>Begins: writes after this are in what is flushed, and their failures are reported.</summary>
    /// <param name="directory">A directory of the file system.</param>
    /// <returns>Null if it cannot be relied upon.</returns>
    public static FileSystemFlush? TryBegin(string directory)
    {
        if (!OperatingSystem.IsLinux() || Environment.OSVersion.Version < ReportsFailures
            || !FileSystemType.IsOfThisMachine(directory))
        {
            return null;
        }

        SafeFileHandle? handle = LocalFile.TryOpenDirectory(directory);
        return handle is null ? null : new(handle);
    }

    /// <summary>Flushes.</summary>
    /// <returns>False if it failed: then each file is flushed.</returns>
    public bool TryFlush() => SyncFileSystem(_directory) == 0;

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [LibraryImport("libc", EntryPoint = "syncfs")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileSystem(SafeFileHandle file);
}
