using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Store;

/// <summary>One connection with its prepared statements. Parameters go by position: $1, $2, … Used by one thread at a time.</summary>
internal sealed class SqlSession : IDisposable
{
    private const string BeginWrite = "BEGIN IMMEDIATE";

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqlStatement> _statements = new(StringComparer.Ordinal);

    private SqlSession(SqliteConnection connection)
    {
        _connection = connection;
    }

    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it may be created.</param>
    /// <param name="lockTimeout">How long a statement waits for a lock of another process; null for SQLite's default.</param>
    public static SqlSession Open(string path, SqliteOpenMode mode, TimeSpan? lockTimeout = null)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Seconds(lockTimeout ?? TimeSpan.FromSeconds(30)),
        }.ToString());
        try
        {
            connection.Open();
            return new SqlSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <returns>How many rows the statement changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<SqlValue> values) => Bind(sql, values).Execute();

    /// <summary>Runs a query. The caller disposes of the reader before the same query runs again.</summary>
    public SqlStatement Query(string sql, params ReadOnlySpan<SqlValue> values) => Bind(sql, values);

    /// <summary>The first column of the first row; null if there is no row or it is null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<SqlValue> values)
    {
        using SqlStatement reader = Bind(sql, values);
        return reader.Read() ? reader.GetValue(0) : null;
    }

    public long Number(string sql, params ReadOnlySpan<SqlValue> values) => Scalar(sql, values) as long? ?? 0;

    /// <summary>Begins a transaction that writes.</summary>
    /// <param name="lockTimeout">How long it waits for a lock of another process; zero for not at all.</param>
    public void BeginImmediate(TimeSpan lockTimeout)
    {
        SqlStatement statement = Bind(BeginWrite, []);
        statement.BusyTimeout = lockTimeout;
        statement.Execute();
    }

    /// <summary>For statements that are run once, or a few at a time: not kept.</summary>
    public void Script(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (SqlStatement statement in _statements.Values)
        {
            statement.Close();
        }

        _connection.Dispose();
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private SqlStatement Bind(string sql, ReadOnlySpan<SqlValue> values)
    {
        if (!_statements.TryGetValue(sql, out SqlStatement? statement))
        {
            statement = new SqlStatement(_connection.Handle!, sql, TimeSpan.FromSeconds(_connection.DefaultTimeout));
            _statements.Add(sql, statement);
        }

        statement.Bind(values);
        return statement;
    }
}
