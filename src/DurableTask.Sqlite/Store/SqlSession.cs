using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Store;

/// <summary>One connection with its prepared statements. Parameters go by position: $1, $2, … Used by one thread at a time.</summary>
internal sealed class SqlSession : IDisposable
{
    private const string BeginWrite = "BEGIN IMMEDIATE";

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

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

    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>The first column of the first row; null if there is no row or it is null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        object? value = Bind(sql, values).ExecuteScalar();
        return value is DBNull ? null : value;
    }

    public long Number(string sql, params ReadOnlySpan<object?> values) => Scalar(sql, values) as long? ?? 0;

    /// <summary>Begins a transaction that writes.</summary>
    /// <param name="lockTimeout">How long it waits for a lock of another process; at least a second.</param>
    public void BeginImmediate(TimeSpan lockTimeout)
    {
        SqliteCommand command = Bind(BeginWrite, []);
        command.CommandTimeout = Seconds(lockTimeout);
        command.ExecuteNonQuery();
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
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = Prepare(sql, values.Length);
            _commands.Add(sql, command);
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
        }

        return command;
    }
}
