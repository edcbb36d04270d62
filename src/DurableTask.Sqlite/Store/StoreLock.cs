namespace DurableTask.Sqlite.Store;

/// <summary>
/// Locks the database for one engine while it runs. The lock is a separate file beside the database, because closing any handle of the
/// database file would release SQLite's own locks. The file is not deleted: otherwise two processes could hold two files of the same name.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file)
    {
        _file = file;
    }

    /// <returns>Null if another engine has it.</returns>
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
/// Opens files, and creates them so that only the process's own user may read and write them: the database has all inputs and results.
/// SQLite gives its <c>-wal</c> and <c>-shm</c> the mode of the database.
/// </summary>
internal static class PrivateFile
{
    /// <exception cref="IOException">The file cannot be opened, or another process has it.</exception>
    public static FileStream Open(string path, FileShare share)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Flushes a closed file to disk.</summary>
    public static void Flush(string path)
    {
        using FileStream file = Open(path, FileShare.None);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Creates an empty file if there is none.</summary>
    public static void Create(string path)
    {
        if (!File.Exists(path))
        {
            Open(path, FileShare.ReadWrite).Dispose();
        }
    }
}
