namespace Ocfl.Storage;

/// <summary>
/// The mark of a folder that a process works in: a file beside it that the process has open. The folder of a process that has died can be
/// marked by another one.
/// </summary>
internal static class InUseMarker
{
    /// <summary>What the file's name has after that of the folder.</summary>
    public const string Suffix = ".in-use";

    /// <summary>Marks a folder. The file is beside it, since what is in it is moved, flushed and compared.</summary>
    /// <exception cref="IOException">Another process has marked it.</exception>
    public static FileStream Mark(string folder) =>
        // Windows deletes a file that is open only if the process that has it open allows that.
        new(
            folder + Suffix,
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None,
            bufferSize: 0);

    /// <summary>Marks a folder, if no other process has.</summary>
    /// <returns>Null if another process has marked it, or it cannot be marked.</returns>
    public static FileStream? TryMark(string folder)
    {
        try
        {
            return Mark(folder);
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// The folders in a directory that are or were marked, by their full paths. A mark alone is left where a process died while it removed
    /// its folder.
    /// </summary>
    /// <param name="directory">The directory's full path.</param>
    /// <param name="prefix">What the folders' names begin with.</param>
    public static IReadOnlyList<string> FindFolders(string directory, string prefix)
    {
        try
        {
            return [.. Directory.GetFileSystemEntries(directory, prefix + "*")
                .Select(FolderOf)
                .Distinct(StringComparer.Ordinal)];
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The folder that a path is of: that of a mark, or the folder itself.</summary>
    public static string FolderOf(string path) => path.EndsWith(Suffix, StringComparison.Ordinal) ? path[..^Suffix.Length] : path;

    /// <summary>Removes a mark, and leaves the folder.</summary>
    public static void Release(string folder, FileStream marker)
    {
        ArgumentNullException.ThrowIfNull(marker);
        using (marker)
        {
            try
            {
                File.Delete(folder + Suffix);
            }
            catch (Exception left) when (left is IOException or UnauthorizedAccessException)
            {
                // A mark that no process has open does no harm.
            }
        }
    }

    /// <summary>Removes a marked folder and its mark. What cannot be removed stays for the next process.</summary>
    public static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            File.Delete(folder + Suffix);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // The next one removes it.
        }
    }
}
