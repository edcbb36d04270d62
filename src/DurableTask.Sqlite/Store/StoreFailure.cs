using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Store;

/// <summary>Distinguishes transient faults of the environment from damage, and both from faults of the engine.</summary>
internal static class StoreFailure
{
    private const int Locked = 6;
    private const int Busy = 5;
    private const int NoMemory = 7;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static bool IsTransient(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: Locked or Busy or NoMemory or ReadOnly or InputOutput or Full or CannotOpen };

    public static bool IsDamage(Exception exception) => exception is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    public static string Describe(string path, Exception exception) => exception is SqliteException sqlite
        ? sqlite.SqliteErrorCode switch
        {
            Full => $"The disk of the database {path} is full.",
            ReadOnly => $"The database {path} cannot be written: it is read-only.",
            Corrupt or NotADatabase => $"The database {path} is damaged: {sqlite.Message}",
            CannotOpen => $"The database {path} cannot be opened.",
            _ => $"The database {path} cannot be written: {sqlite.Message}",
        }
        : exception.Message;
}

/// <summary>
/// Nothing was recorded because the database cannot be written now. The engine keeps retrying, unless the file is damaged.
/// </summary>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : IOException(message, innerException);
