using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Store;

/// <summary>The open file: its lock, its one writer, its readers.</summary>
internal sealed class Database : IDisposable
{
    private readonly StoreLock _lock;

    private Database(StoreLock @lock, StoreWriter writer, StoreReaders readers)
    {
        _lock = @lock;
        Writer = writer;
        Readers = readers;
    }

    public StoreWriter Writer { get; }

    public StoreReaders Readers { get; }

    /// <exception cref="DatabaseInUseException">Another engine or process has the file; the message names it.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be opened, is damaged, or is of a newer version.</exception>
    public static Database Open(
        SqliteDurableTaskOptions options,
        DateTimeOffset now,
        Action<CommitEffects> committed,
        Action<StoreUnavailableException?> health,
        ILogger logger)
    {
        string path = Path.GetFullPath(options.DatabasePath);
        try
        {
            return Open(path, options, now, committed, health, logger);
        }
        catch (SqliteException exception) when (StoreFailure.ProblemOf(exception) == StoreProblem.Locked)
        {
            throw new DatabaseInUseException(StoreFailure.Describe(path, exception), exception);
        }
        catch (Exception exception) when (exception is SqliteException or UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw StoreFailure.Unavailable(path, exception);
        }
    }

    /// <summary>Called after the writer has stopped.</summary>
    public void Dispose()
    {
        Readers.Dispose();
        Writer.Dispose();
        _lock.Dispose();
    }

    private static Database Open(
        string path,
        SqliteDurableTaskOptions options,
        DateTimeOffset now,
        Action<CommitEffects> committed,
        Action<StoreUnavailableException?> health,
        ILogger logger)
    {
        StoreLock? taken = null;
        SqlSession? sql = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            taken = StoreLock.TryTake(path) ?? throw new DatabaseInUseException(
                $"The database {path} is in use by {ReadHolder(path) ?? "another engine"}. One engine at a time may have it.");
            PrivateFile.Create(path);
            sql = SqlSession.Open(path, SqliteOpenMode.ReadWriteCreate, options.LockTimeout);
            sql.Script("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            DatabaseCompaction.Prepare(sql, path, logger);
            sql.Script("PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216;");
            Schema.Ensure(sql, path, options.SchemaSteps, options.Faults);
            ListingIndexes.Ensure(sql, options.IndexedInputs, options.IndexedOutputs);
            NoteCrash(sql);
            sql.Execute(
                "INSERT OR REPLACE INTO meta VALUES ('holder', $1)",
                string.Create(CultureInfo.InvariantCulture, $"{options.HolderName}, since {now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
            var writer = new StoreWriter(path, new WriteSession(sql, options.Faults), committed, health, options.LockTimeout, logger);
            return new Database(taken, writer, new StoreReaders(path, options.LockTimeout, writer.Condemn));
        }
        catch
        {
            sql?.Dispose();
            taken?.Dispose();
            throw;
        }
    }

    /// <summary>After a crash, any waiting activity may have been running, and may have caused the crash.</summary>
    private static void NoteCrash(SqlSession sql)
    {
        if (sql.Execute("DELETE FROM meta WHERE name = 'clean'") == 0)
        {
            sql.Execute("UPDATE activities SET attempts = 0 WHERE attempts = $1", ActivityWork.Fresh);
        }
    }

    private static string? ReadHolder(string path)
    {
        try
        {
            using SqlSession sql = SqlSession.Open(path, SqliteOpenMode.ReadOnly);
            return sql.Scalar("SELECT value FROM meta WHERE name = 'holder'") as string;
        }
        catch (SqliteException)
        {
            return null;
        }
    }
}

/// <summary>Another process, or another engine of this one, holds the database. The message names it and says since when.</summary>
public sealed class DatabaseInUseException(string message, Exception? innerException = null) : IOException(message, innerException);
