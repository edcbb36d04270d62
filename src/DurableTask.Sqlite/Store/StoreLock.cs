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
