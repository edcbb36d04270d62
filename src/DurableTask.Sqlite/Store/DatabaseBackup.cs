using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Store;

/// <summary>Copies the database while it is used.</summary>
internal static class DatabaseBackup
{
    /// <summary>Writes a consistent copy of one moment, without unused pages. Readers and the writer continue.</summary>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or the copy not written.</exception>
    public static void Write(string database, string target)
    {
        string path = Path.GetFullPath(target);
        if (Path.Exists(path))
        {
            throw new IOException($"The backup {path} exists already.");
        }

        // Under another name until it is whole: a copy that was interrupted is never taken for a backup.
        string part = path + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(part);
        PrivateFile.Create(part);
        try
        {
            using (SqlSession sql = SqlSession.Open(Path.GetFullPath(database), SqliteOpenMode.ReadWrite))
            {
                sql.Execute("VACUUM INTO $1", part);
            }

            PrivateFile.Flush(part);
            File.Move(part, path);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"The backup {path} was not written: {exception.Message}", exception)
            {
                Problem = StoreFailure.ProblemOf(exception),
            };
        }
        finally
        {
            File.Delete(part);
        }
    }
}
