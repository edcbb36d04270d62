using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>What makes a change of a local file system durable.</summary>
internal static partial class DurableFile
{
    private const int ReadOnly = 0;
    private const int NoSuchDirectory = 2;
    private const int AlreadyExists = 17;

    /// <summary>Has the operating system write a file's bytes to the disk.</summary>
    public static void Flush(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Has the operating system write a directory's entries to the disk. Windows does so by itself.</summary>
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

    /// <summary>Gives a file a second name, if that name is free: the one step that takes a name and never overwrites.</summary>
    /// <returns>Null where the file system, or the operating system, has no such step.</returns>
    public static LinkOutcome? TryLink(string path, string newPath)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        if (Link(path, newPath) == 0)
        {
            return LinkOutcome.Linked;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            AlreadyExists => LinkOutcome.NameIsTaken,
            NoSuchDirectory => LinkOutcome.NothingThere,
            _ => null,
        };
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string path, string newPath);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}

/// <summary>What came of giving a file a second name.</summary>
internal enum LinkOutcome
{
    /// <summary>It has it.</summary>
    Linked,

    /// <summary>There is something of that name.</summary>
    NameIsTaken,

    /// <summary>The file, or the directory for the name, does not exist.</summary>
    NothingThere,
}
