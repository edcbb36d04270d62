using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>What makes a change of a local file system durable.</summary>
internal static partial class DurableFile
{
    private const int ReadOnly = 0;
    private const int NoSuchFile = 2;
    private const int NoSuchDirectoryOfWindows = 3;
    private const int AlreadyExists = 17;
    private const int OtherVolume = 18;
    private const int OtherVolumeOfWindows = 17;
    private const int InvalidArgument = 22;
    private const int NameTooLong = 36;
    private const int IllegalByteSequence = 84;
    private const int CurrentDirectory = -100;
    private const uint NeverReplace = 1;
    private const uint Replace = 1;
    private const int LongestPlainPath = 260;

    /// <summary>Has the operating system write a file's bytes to the disk.</summary>
    public static void Flush(string path)
    {
        // The runtime's own way fails where somebody holds the file's lock.
        using SafeFileHandle handle = OperatingSystem.IsWindows()
            ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
            : LocalFile.OpenRead(path);
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

    /// <summary>Renames a file if the new name is free: one step, which never overwrites.</summary>
    /// <returns>Null where the file system, or the operating system, has no such step.</returns>
    /// <exception cref="IOException">The new name is on another volume.</exception>
    public static RenameOutcome? TryRenameToNew(string path, string newPath)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        if (OperatingSystem.IsLinux() && TryRenameAtOnce(path, newPath) is { } outcome)
        {
            return outcome;
        }

        RenameOutcome? linked = Understand(Link(path, newPath), newPath);
        if (linked == RenameOutcome.Renamed)
        {
            File.Delete(path);
        }

        return linked;
    }

    /// <summary>Renames a file in one step, in place of a file that has the name. It never copies, unlike <see cref="File.Move(string, string)"/>.</summary>
    /// <exception cref="FileNotFoundException">The file, or the directory for the new name, does not exist.</exception>
    /// <exception cref="IOException">The new name is on another volume, or cannot be taken.</exception>
    public static void Rename(string path, string newPath)
    {
        bool isDone = OperatingSystem.IsWindows() ? MoveFile(Extend(path), Extend(newPath), Replace) : RenameOver(path, newPath) == 0;
        if (isDone)
        {
            return;
        }

        int error = Marshal.GetLastPInvokeError();
        string message = $"{Marshal.GetPInvokeErrorMessage(error)}: '{newPath}'";
        throw error is NoSuchFile or NoSuchDirectoryOfWindows ? new FileNotFoundException(message, newPath) : new IOException(message, error);
    }

    /// <summary>Whether a file could not be renamed because the new name is on another volume.</summary>
    public static bool IsOtherVolume(IOException failure) => failure.HResult == (OperatingSystem.IsWindows() ? OtherVolumeOfWindows : OtherVolume);

    /// <summary>Whether a file system says by an error that it can have no file of a name.</summary>
    public static bool IsRefusalOfName(Exception failure) =>
        failure is PathTooLongException
        || (failure is IOException && !OperatingSystem.IsWindows() && failure.HResult is InvalidArgument or NameTooLong or IllegalByteSequence);

    private static RenameOutcome? TryRenameAtOnce(string path, string newPath)
    {
        try
        {
            return Understand(RenameWithFlags(CurrentDirectory, path, CurrentDirectory, newPath, NeverReplace), newPath);
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is older, or another one.
            return null;
        }
    }

    private static RenameOutcome? Understand(int result, string newPath) => result == 0 ? RenameOutcome.Renamed : Marshal.GetLastPInvokeError() switch
    {
        AlreadyExists => RenameOutcome.NameIsTaken,
        NoSuchFile => RenameOutcome.NothingThere,
        OtherVolume => throw new IOException($"'{newPath}' is on another volume.", OtherVolume),
        _ => null,
    };

    private static string Extend(string path) => path.Length < LongestPlainPath || path.StartsWith(@"\\", StringComparison.Ordinal) ? path : @"\\?\" + path;

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameWithFlags(int directory, string path, int newDirectory, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameOver(string path, string newPath);

    [LibraryImport("kernel32", EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool MoveFile(string path, string newPath, uint flags);

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

/// <summary>What came of renaming a file to a name that must be free.</summary>
internal enum RenameOutcome
{
    /// <summary>It has the name.</summary>
    Renamed,

    /// <summary>There is something of that name.</summary>
    NameIsTaken,

    /// <summary>The file, or the directory for the name, does not exist.</summary>
    NothingThere,
}
