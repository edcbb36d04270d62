using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace OcflFunctions.Local.Tests.Golden;

/// <summary>A database as the SQL that makes it again.</summary>
internal static partial class SqlDump
{
    /// <summary>
    /// Writes a database down, without what differs from one making to the next, or from one machine to another: execution ids, traces
    /// of whoever listens, and stack traces.
    /// </summary>
    public static string Write(string database)
    {
        using SqliteConnection connection = Open(database);
        StringBuilder sql = new("BEGIN TRANSACTION;\n");
        foreach (string table in Column(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        {
            sql.Append(
                CultureInfo.InvariantCulture, $"{Column(connection, $"SELECT sql FROM sqlite_master WHERE name = '{table}'").Single()};\n");
            IEnumerable<string> values = Column(
                connection, $"SELECT name FROM pragma_table_info('{table}')").Select(column => (table, column) switch
            {
                ("instances", "execution") => "'' || printf('%032x', run) || ''",
                ("instances", "trace") => "NULL",
                _ => column,
            });
            foreach (string row in Column(
                connection, $"SELECT {string.Join(" || ',' || ", values.Select(value => $"quote({value})"))} FROM {table} ORDER BY 1"))
            {
                sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO {table} VALUES({row});\n");
            }
        }

        foreach (string index in Column(connection, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"))
        {
            sql.Append(CultureInfo.InvariantCulture, $"{index};\n");
        }

        return StackTrace().Replace(sql.Append("COMMIT;\n").ToString(), "");
    }

    /// <summary>Makes a database of what was written down.</summary>
    public static void Restore(string sql, string database)
    {
        using SqliteConnection connection = Open(database);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string database)
    {
        SQLitePCL.Batteries_V2.Init();
        SqliteConnection connection = new($"Data Source={database};Pooling=False");
        connection.Open();
        return connection;
    }

    private static List<string> Column(SqliteConnection connection, string query)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> values = [];
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    // The serializer has no quotation mark within a string.
    [GeneratedRegex(",\"stack\":\"[^\"]*\"")]
    private static partial Regex StackTrace();
}
