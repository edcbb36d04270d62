namespace DurableTask.Sqlite.Store;

/// <summary>
/// Opens files that only the process's own user may read and write when they are new: the database holds all inputs and results. SQLite
/// gives its <c>-wal</c> and <c>-shm</c> the mode of the database.
/// </summary>
internal static class PrivateFile
{
    /// <exception cref="IOException">The file cannot be opened, or somebody else has it.</exception>
    public static FileStream Open(string path, FileShare share)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes an empty file where there is none.</summary>
    public static void Create(string path)
    {
        if (!File.Exists(path))
        {
            Open(path, FileShare.ReadWrite).Dispose();
        }
    }
}
