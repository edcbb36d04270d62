namespace DurableTask.Sqlite.Store;

/// <summary>
/// Keeps the database for one engine for life. A file of its own beside the database: closing any handle of the database file itself would
/// release SQLite's own locks. It is left behind, since deleting it would let two processes hold two files of the same name.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file)
    {
        _file = file;
    }

    /// <returns>Null if another has it.</returns>
    public static StoreLock? TryTake(string databasePath)
    {
        string path = databasePath + ".lock";
        try
        {
            return new StoreLock(PrivateFile.Open(path, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}

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
