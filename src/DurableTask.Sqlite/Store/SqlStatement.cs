using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// A prepared statement, and the reader of its rows. It calls SQLite itself: an ADO.NET command costs several times what the statements of
/// the engine do. Used by one thread at a time, and by one caller until it is disposed of, which keeps the statement prepared.
/// </summary>
internal sealed class SqlStatement : IDisposable
{
    private const int MaxOnStack = 512;
    private static readonly TimeSpan BusyInterval = TimeSpan.FromMilliseconds(150);

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _parameters;

    /// <param name="database">The open database.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="busyTimeout">How long it waits for the locks of other processes; zero for not at all.</param>
    /// <exception cref="SqliteException">The statement is not valid, or the database cannot be read.</exception>
    public SqlStatement(sqlite3 database, string sql, TimeSpan busyTimeout)
    {
        _database = database;
        BusyTimeout = busyTimeout;
        int code;
        long begin = Stopwatch.GetTimestamp();
        while (IsBusy(code = raw.sqlite3_prepare_v2(database, sql, out _statement)) && MayWait(begin))
        {
            Thread.Sleep(BusyInterval);
        }

        SqliteException.ThrowExceptionForRC(code, database);

        // SQLite numbers named parameters in the order of the text: $2 may be its first.
        _parameters = new int[raw.sqlite3_bind_parameter_count(_statement)];
        for (int i = 0; i < _parameters.Length; i++)
        {
            _parameters[i] = raw.sqlite3_bind_parameter_index(_statement, string.Create(CultureInfo.InvariantCulture, $"${i + 1}"));
        }
    }

    /// <summary>How long it waits for the locks of other processes; zero for not at all.</summary>
    public TimeSpan BusyTimeout { get; set; }

    public void Bind(ReadOnlySpan<SqlValue> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int parameter = _parameters[i];
            int code = values[i] switch
            {
                { Text: { } text } => Bind(parameter, text),
                { Number: { } number } => raw.sqlite3_bind_int64(_statement, parameter, number),
                _ => raw.sqlite3_bind_null(_statement, parameter),
            };
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }

    /// <summary>Runs it to the end.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="SqliteException">It failed.</exception>
    public int Execute()
    {
        using (this)
        {
            while (Read())
            {
                // The rows of a pragma are of no interest.
            }

            return raw.sqlite3_changes(_database);
        }
    }

    /// <returns>False after the last row.</returns>
    /// <exception cref="SqliteException">It failed.</exception>
    public bool Read()
    {
        int code = raw.sqlite3_step(_statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            code = StepAgain(code);
        }

        return code == raw.SQLITE_ROW;
    }

    public bool IsDBNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <exception cref="InvalidOperationException">It is null.</exception>
    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, Present(column));

    /// <exception cref="InvalidOperationException">It is null.</exception>
    /// <exception cref="OverflowException">It is too large.</exception>
    public int GetInt32(int column) => checked((int)GetInt64(column));

    /// <exception cref="InvalidOperationException">It is null.</exception>
    public string GetString(int column) => raw.sqlite3_column_text(_statement, Present(column)).utf8_to_string();

    public string GetName(int column) => raw.sqlite3_column_name(_statement, column).utf8_to_string();

    /// <summary>A number, a text, or null.</summary>
    public object? GetValue(int column) => raw.sqlite3_column_type(_statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => GetInt64(column),
        _ => GetString(column),
    };

    /// <summary>Ends the reading; the statement can run again.</summary>
    public void Dispose()
    {
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    public void Close() => _statement.Dispose();

    private int StepAgain(int code)
    {
        long begin = Stopwatch.GetTimestamp();
        while (IsBusy(code) && MayWait(begin))
        {
            _ = raw.sqlite3_reset(_statement);
            Thread.Sleep(BusyInterval);
            code = raw.sqlite3_step(_statement);
        }

        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            // The reset keeps the message for the exception.
            _ = raw.sqlite3_reset(_statement);
            SqliteException.ThrowExceptionForRC(code, _database);
        }

        return code;
    }

    private bool MayWait(long begin) => Stopwatch.GetElapsedTime(begin) < BusyTimeout;

    private static bool IsBusy(int code) => (code & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    private int Bind(int parameter, string text)
    {
        if (text.Length == 0)
        {
            // An empty span has no address, which SQLite takes for null.
            return raw.sqlite3_bind_text(_statement, parameter, text);
        }

        int size = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = size > MaxOnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        Span<byte> bytes = rented ?? stackalloc byte[MaxOnStack];
        int code = raw.sqlite3_bind_text(_statement, parameter, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return code;
    }

    private int Present(int column) => IsDBNull(column)
        ? throw new InvalidOperationException($"The column {GetName(column)} is null.")
        : column;
}
