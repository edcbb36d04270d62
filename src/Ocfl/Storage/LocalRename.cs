using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Ocfl.Storage;

/// <summary>
/// Renames files and directories on one volume, and reports the reason of a failure in words. The runtime's own methods copy, or report
/// numbers.
/// </summary>
internal static partial class LocalRename
{
    private const int NothingThere = 2;
    private const int NothingThereOnWindows = 3;
    private const int AlreadyExists = 17;
    private const int OtherVolume = 18;
    private const int OtherVolumeOnWindows = 17;
    private const int OtherVolumeOfRuntimeOnWindows = unchecked((int)0x80070011);
    private const int NotADirectory = 20;
    private const int InvalidArgument = 22;
    private const int NameTooLong = 36;
    private const int NoSuchCall = 38;
    private const int IllegalByteSequence = 84;
    private const int CurrentDirectory = -100;
    private const uint NeverReplace = 1;
    private const uint ReplaceOnWindows = 1;
    private const int LongestPlainPath = 260;

    private static int NotEmpty => OperatingSystem.IsLinux() ? 39 : 66;

    /// <summary>Gives a directory another path, if nothing, or an empty directory, is there.</summary>
    /// <returns>False if something is there.</returns>
    /// <exception cref="DirectoryNotFoundException">The directory, or the parent of the new path, does not exist.</exception>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static bool Move(string path, string newPath)
    {
        if (OperatingSystem.IsWindows())
        {
            return MoveOnWindows(path, newPath);
        }

        if (Rename(path, newPath) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error == NotEmpty || error is AlreadyExists or NotADirectory)
        {
            return false;
        }

        string message = $"'{path}' cannot be moved to '{newPath}': {Marshal.GetPInvokeErrorMessage(error)}.";
        throw error == NothingThere ? new DirectoryNotFoundException(message) : new IOException(message, error);
    }

    /// <summary>Renames a file if the new name is free: one step, which never overwrites.</summary>
    /// <returns>Null if the file system, or the operating system, has no such step.</returns>
    /// <exception cref="IOException">The new name is on another volume.</exception>
    public static RenameOutcome? TryToNewName(string path, string newPath)
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

    /// <summary>Renames a file from one open directory to another if the new name is free: one step, which never overwrites.</summary>
    /// <param name="directory">The directory that it is in.</param>
    /// <param name="nameWithNul">Its name there, with a NUL at the end.</param>
    /// <param name="newDirectory">The directory that it is moved to.</param>
    /// <param name="newNameWithNul">Its name there, with a NUL at the end.</param>
    /// <returns>The error of the system; 0 for none.</returns>
    [SupportedOSPlatform("linux")]
    public static int ToNewName(
        int directory, ReadOnlySpan<byte> nameWithNul, int newDirectory, ReadOnlySpan<byte> newNameWithNul)
    {
        try
        {
            return RenameWithFlags(directory, nameWithNul, newDirectory, newNameWithNul, NeverReplace) == 0
                ? 0
                : Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is older, or another one.
            return NoSuchCall;
        }
    }

    /// <summary>Gives a file a second name, if that is free.</summary>
    /// <returns>Null if the file system, or the operating system, cannot, or does not allow it.</returns>
    /// <exception cref="IOException">The new name is on another volume.</exception>
    public static RenameOutcome? TryLink(string path, string newPath) =>
        OperatingSystem.IsWindows() ? null : Understand(Link(path, newPath), newPath);

    /// <summary>
    /// Renames a file in one step, in place of a file that has the name. It never copies, unlike <see cref="File.Move(string, string)"/>.
    /// </summary>
    /// <exception cref="FileNotFoundException">The file, or the directory for the new name, does not exist.</exception>
    /// <exception cref="IOException">The new name is on another volume, or cannot be taken.</exception>
    public static void Replace(string path, string newPath)
    {
        bool isDone = OperatingSystem.IsWindows() ? MoveFile(Extend(path), Extend(newPath), ReplaceOnWindows) : Rename(path, newPath) == 0;
        if (isDone)
        {
            return;
        }

        int error = Marshal.GetLastPInvokeError();
        string message = $"{Marshal.GetPInvokeErrorMessage(error)}: '{newPath}'";
        throw error is NothingThere or NothingThereOnWindows
            ? new FileNotFoundException(message, newPath)
            : new IOException(message, error);
    }

    /// <summary>Whether a failure means that a rename would lead from one volume, or mount, to another.</summary>
    public static bool IsOtherVolume(Exception failure) =>
        OperatingSystem.IsWindows()
            ? failure.HResult is OtherVolumeOnWindows or OtherVolumeOfRuntimeOnWindows
            : failure.HResult == OtherVolume;

    /// <summary>Whether an error of a file system means that it cannot have a file of a name.</summary>
    public static bool IsRefusalOfName(Exception failure) =>
        failure is PathTooLongException
        || (failure is IOException
            && !OperatingSystem.IsWindows()
            && failure.HResult is InvalidArgument or NameTooLong or IllegalByteSequence);

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

    private static RenameOutcome? Understand(
        int result, string newPath) => result == 0 ? RenameOutcome.Renamed : Marshal.GetLastPInvokeError() switch
        {
            AlreadyExists => RenameOutcome.NameIsTaken,
            NothingThere => RenameOutcome.NothingThere,
            OtherVolume => throw new IOException($"'{newPath}' is on another volume.", OtherVolume),
            _ => null,
        };

    private static bool MoveOnWindows(string path, string newPath)
    {
        if (Directory.Exists(newPath) && !Directory.EnumerateFileSystemEntries(newPath).Any())
        {
            Directory.Delete(newPath);
        }

        if (Path.Exists(newPath))
        {
            return false;
        }

        Directory.Move(path, newPath);
        return true;
    }

    private static string Extend(string path) =>
        path.Length < LongestPlainPath || path.StartsWith(@"\\", StringComparison.Ordinal) ? path : @"\\?\" + path;

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(string path, string newPath);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameWithFlags(int directory, string path, int newDirectory, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameWithFlags(
        int directory, ReadOnlySpan<byte> nameWithNul, int newDirectory, ReadOnlySpan<byte> newNameWithNul, uint flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string path, string newPath);

    [LibraryImport("kernel32", EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool MoveFile(string path, string newPath, uint flags);
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
