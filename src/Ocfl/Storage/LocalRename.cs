using System.Runtime.InteropServices;

namespace Ocfl.Storage;

/// <summary>Renames directories on one volume, and says in words why not. The runtime's own way copies, or speaks of numbers.</summary>
internal static partial class LocalRename
{
    private const int NoSuchDirectory = 2;
    private const int AlreadyExists = 17;
    private const int OtherVolume = 18;
    private const int NotADirectory = 20;
    private const int OtherVolumeOnWindows = unchecked((int)0x80070011);

    private static int NotEmpty => OperatingSystem.IsLinux() ? 39 : 66;

    /// <summary>Gives a directory another path, if there is nothing but an empty directory.</summary>
    /// <returns>False where there is something.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such directory, or none to move it to.</exception>
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
        throw error == NoSuchDirectory ? new DirectoryNotFoundException(message) : new IOException(message, error);
    }

    /// <summary>Whether a failure says that a rename would have to lead from one volume, or mount, to another.</summary>
    public static bool IsBetweenVolumes(Exception failure) => failure.HResult == (OperatingSystem.IsWindows() ? OtherVolumeOnWindows : OtherVolume);

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

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(string path, string newPath);
}
