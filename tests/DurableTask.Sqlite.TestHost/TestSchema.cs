using System.Diagnostics;
using DurableTask.Sqlite.Store;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.TestHost;

/// <summary>Upgrades that no release has, to test the mechanism on databases that releases have written.</summary>
internal static class TestSchema
{
    public static readonly IReadOnlyList<SchemaStep> Steps =
    [
        new(
            "ALTER TABLE instances ADD COLUMN note TEXT",
            "UPDATE instances SET note = 'upgraded ' || id",
            "CREATE INDEX instances_note ON instances (note)"),
        new(
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
            "INSERT INTO notes (text) SELECT note FROM instances"),
    ];

    /// <summary>Upgrades a database, and kills the process before a statement; 0 for none.</summary>
    public static async Task UpgradeAsync(string database, int killBefore)
    {
        using (var sql = SqlSession.Open(database, SqliteOpenMode.ReadWrite))
        {
            Schema.Ensure(sql, database, Steps, new Killer(killBefore));
        }

        await Console.Out.WriteLineAsync("upgraded");
    }

    private sealed class Killer(int before) : IEngineFaults
    {
        private int _statements;

        public void Attach(ActivityCalls calls)
        {
        }

        public Task RunActivityAsync(ActivityWork work) => Task.CompletedTask;

        public void BeforeSchemaStatement(string statement)
        {
            if (++_statements == before)
            {
                using Process self = Process.GetCurrentProcess();
                self.Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }
}
