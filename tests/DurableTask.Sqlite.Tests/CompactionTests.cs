using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

/// <summary>The database gives unused pages back while the engine works.</summary>
public sealed class CompactionTests
{
    private static readonly string Payload = new('x', 100_000);

    [Fact]
    public async Task A_database_shrinks_after_its_instances_are_purged_and_the_engine_works_on()
    {
        await using EngineHarness harness = await StartAsync();
        await FillAsync(harness);
        long large = await SizeAsync(harness);

        await harness.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), cancellation: Deadline.Token());
        DatabaseSpace counted = await harness.Engine.CompactAsync(0);
        Task<string?> meanwhile = harness.ResultAsync<string>("Echo", "text");
        DatabaseSpace first = await harness.Engine.CompactAsync(700);
        DatabaseSpace rest = await harness.Engine.CompactAsync(int.MaxValue);

        Assert.Equal("text", await meanwhile);
        Assert.Equal((0L, 700L), (counted.ReleasedPages, first.ReleasedPages));
        Assert.True(counted.UnusedPages > 700, $"{counted}");
        Assert.Equal(0, rest.UnusedPages);
        Assert.Equal(0, (await harness.Engine.CompactAsync(int.MaxValue)).ReleasedPages);
        Assert.InRange(await SizeAsync(harness), 1, large / 2);
        Assert.Equal("text", await harness.ResultAsync<string>("Echo", "text"));
    }

    /// <summary>A file of an earlier version is rewritten when it is opened, and its instances are there.</summary>
    [Fact]
    public async Task A_database_of_an_earlier_version_can_shrink_after_a_restart()
    {
        await using EngineHarness harness = await StartAsync();
        OrchestrationMetadata kept = await harness.RunAsync("Echo", "kept");
        await FillAsync(harness);
        await harness.StopAsync();
        using (SqlSession sql = SqlSession.Open(harness.Path, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite))
        {
            sql.Script("PRAGMA auto_vacuum = NONE; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
            Assert.False(DatabaseCompaction.IsIncremental(sql));
        }

        await harness.StartAsync();
        await harness.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(CreatedFrom: kept.CreatedAt.AddTicks(1)), cancellation: Deadline.Token());

        Assert.True((await harness.Engine.CompactAsync(int.MaxValue)).ReleasedPages > 700);
        Assert.Equal("kept", (await harness.Client.GetInstanceAsync(kept.InstanceId, true))!.ReadOutputAs<string>());
    }

    private static Task<EngineHarness> StartAsync() => new EngineHarness()
        .Orchestrator("Echo", context => Task.FromResult<object?>(context.GetInput<object>()))
        .StartAsync();

    private static async Task FillAsync(EngineHarness harness) =>
        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => harness.RunAsync("Echo", Payload)));

    // After a checkpoint, which the stop of the engine makes.
    private static async Task<long> SizeAsync(EngineHarness harness)
    {
        await harness.RestartAsync();
        return new FileInfo(harness.Path).Length;
    }
}
