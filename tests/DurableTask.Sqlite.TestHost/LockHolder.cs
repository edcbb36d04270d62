using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.TestHost;

/// <summary>Another program that has the database open, in a transaction that lasts.</summary>
internal static class LockHolder
{
    public static async Task RunAsync(string database)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync();
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
    }
}
