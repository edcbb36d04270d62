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

    public static StoreProblem ProblemOf(Exception exception) => exception is SqliteException sqlite
        ? sqlite.SqliteErrorCode switch
        {
            Full => StoreProblem.DiskFull,
            Locked or Busy => StoreProblem.Locked,
            ReadOnly => StoreProblem.ReadOnly,
            Corrupt or NotADatabase => StoreProblem.Damaged,
            _ => StoreProblem.Other,
        }
        : StoreProblem.Other;

    /// <summary>The exception for a fault of the file. For a lock it names the processes that have the file open.</summary>
    public static StoreUnavailableException Unavailable(string path, Exception exception) =>
        new(Describe(path, exception), exception) { Problem = ProblemOf(exception) };

    /// <summary>The same fault for another caller: an exception is thrown once.</summary>
    public static StoreUnavailableException Again(StoreUnavailableException fault) =>
        new(fault.Message, fault.InnerException) { Problem = fault.Problem };

    public static StoreUnavailableException Stopped(Exception? cause = null) =>
        new("The engine is stopped.", cause) { Problem = StoreProblem.NotRunning };

    public static string Describe(string path, Exception exception) => exception is SqliteException sqlite
        ? sqlite.SqliteErrorCode switch
        {
            Full => $"The disk of the database {path} is full.",
            ReadOnly => $"The database {path} cannot be written: it is read-only.",
            Corrupt or NotADatabase => $"The database {path} is damaged: {sqlite.Message}",
            CannotOpen => $"The database {path} cannot be opened.",
            Locked or Busy => $"The database {path} is locked by {FileHolders.Describe(path)}.",
            _ => $"The database {path} cannot be written: {sqlite.Message}",
        }
        : exception.Message;
}

/// <summary>
/// Nothing was recorded because the database cannot be written now. The engine keeps retrying, unless the file is damaged.
/// </summary>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>What is wrong.</summary>
    public StoreProblem Problem { get; init; } = StoreProblem.Other;
}

/// <summary>Why the database cannot be used.</summary>
public enum StoreProblem
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The engine is not started, or stopped.</summary>
    NotRunning,

    /// <summary>The disk is full. The engine continues once a commit succeeds.</summary>
    DiskFull,

    /// <summary>Another process has locked the database. The engine continues once it is released.</summary>
    Locked,

    /// <summary>The file or its volume is read-only. The engine continues once a commit succeeds.</summary>
    ReadOnly,

    /// <summary>The file is damaged. The engine stops writing; restore a backup.</summary>
    Damaged,

    /// <summary>The file was written by a newer version of the engine.</summary>
    NewerSchema,

    /// <summary>Another fault, such as an I/O error. The message has it.</summary>
    Other,
}
