using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

/// <summary>Upgrades of the schema, with steps that no release has, on a database that a release has written.</summary>
public sealed class SchemaTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task An_upgrade_that_is_killed_before_any_statement_continues_at_the_next_start()
    {
        await using var harness = new EngineHarness(configure: options => options.SchemaSteps = TestSchema.Steps);
        await GoldenTests.RestoreAsync("v1", harness.Path);
        int done = 0;
        foreach (SchemaStep step in TestSchema.Steps)
        {
            // Its statements, the new version, the commit, and what follows the commit: the next step, if there is one.
            int points = step.Statements.Count + 2;
            for (int point = 1; point <= points; point++)
            {
                await KillAsync(harness.Path, point);
                AssertVersion(harness.Path, done);
            }

            if (++done < TestSchema.Steps.Count)
            {
                await KillAsync(harness.Path, points + 1);
                AssertVersion(harness.Path, done);
            }
        }

        await FinishAsync(harness);
        AssertVersion(harness.Path, done);
    }

    [Fact]
    public async Task A_new_database_takes_all_steps()
    {
        await using var harness = new EngineHarness(configure: options => options.SchemaSteps = TestSchema.Steps);
        await harness.StartAsync();
        await harness.StopAsync();

        AssertVersion(harness.Path, TestSchema.Steps.Count);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_not_touched()
    {
        await using var newer = new EngineHarness(configure: options => options.SchemaSteps = TestSchema.Steps);
        await newer.StartAsync();
        await newer.StopAsync();
        await using var older = new SqliteDurableTaskEngine(
            new SqliteDurableTaskOptions { DatabasePath = newer.Path }, new SqliteDurableTaskRegistry());

        StoreUnavailableException refusal = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => older.StartAsync(CancellationToken.None));

        Assert.Equal(StoreProblem.NewerSchema, refusal.Problem);
        Assert.Contains($"{newer.Path} has schema version 3", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("versions up to 1", refusal.Message, StringComparison.Ordinal);
        AssertVersion(newer.Path, TestSchema.Steps.Count);
        await newer.StartAsync();
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_database_as_it_was()
    {
        await using var harness = new EngineHarness(configure: options => options.SchemaSteps =
            [new SchemaStep("ALTER TABLE instances ADD COLUMN note TEXT", "UPDATE nothing SET note = 1")]);
        await GoldenTests.RestoreAsync("v1", harness.Path);

        await Assert.ThrowsAsync<StoreUnavailableException>(harness.StartAsync);

        AssertVersion(harness.Path, 0);
    }

    private static async Task KillAsync(string database, int before)
    {
        using HostProcess process = HostProcess.Start(["upgrade", database, $"{before}"]);
        Assert.Empty(await process.RemainingAnswersAsync());
    }

    /// <summary>The version and the tables are those of the steps that are done, and of no other.</summary>
    private static void AssertVersion(string database, int steps)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        Assert.Equal(
            (Schema.FirstVersion + steps, steps > 0 ? 1 : 0, steps > 0 ? 1 : 0, steps > 1 ? 1 : 0),
            (Number("SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'version'"),
                Number("SELECT COUNT(*) FROM pragma_table_info('instances') WHERE name = 'note'"),
                Number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'instances_note'"),
                Number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'notes'")));
        Assert.True(steps == 0 || Number("SELECT COUNT(*) FROM instances WHERE note <> 'upgraded ' || id") == 0);

        int Number(string sql)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private static async Task FinishAsync(EngineHarness harness)
    {
        GoldenWork.Register(harness.Registry);
        await harness.StartAsync();
        await harness.Client.RaiseEventAsync("everything", "GO", "went");
        await harness.Client.RaiseEventAsync("the-child", "child", "grown");
        await harness.Client.RaiseEventAsync("loop", "end", true);
        await harness.Client.ResumeInstanceAsync("suspended");

        foreach (string id in (string[])["everything", "the-child", "loop", "suspended"])
        {
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await harness.CompletionAsync(id)).RuntimeStatus);
        }

        await harness.StopAsync();
    }
}
