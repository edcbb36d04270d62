using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.Tests.Faults;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

public sealed class StoreTests
{
    [Fact]
    public async Task A_second_engine_on_the_file_is_refused_and_told_who_holds_it()
    {
        await using EngineHarness harness = await StartAsync();
        await using var second = new SqliteDurableTaskEngine(harness.Options(), harness.Registry);

        DatabaseInUseException refusal = await Assert.ThrowsAsync<DatabaseInUseException>(() => second.StartAsync(CancellationToken.None));

        Assert.Contains("the test", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(harness.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("go", (await harness.RunAsync("Echo", "go")).ReadOutputAs<string>());
        await harness.StopAsync();
        await using var third = new SqliteDurableTaskEngine(harness.Options(), harness.Registry);
        await third.StartAsync(CancellationToken.None);
        Assert.True(third.Health.IsHealthy);
    }

    [Theory]
    [InlineData("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823", "full")]
    [InlineData("PRAGMA query_only = 1", "PRAGMA query_only = 0", "read-only")]
    public async Task When_the_database_cannot_be_written_the_engine_says_why_and_goes_on_by_itself_when_it_can(
        string harm, string repair, string reason)
    {
        var gate = new TaskCompletionSource();
        var faults = new WriterFaults();
        await using var harness = await new EngineHarness(configure: options => options.Faults = faults)
            .Activity("Wait", async (_, _) =>
            {
                await gate.Task;
                return new string('x', 100_000);
            })
            .Orchestrator("Work", async context => (await context.CallActivityAsync<string>("Wait")).Length)
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().RunningActivities == 1, "it runs");
        await ForbidWritesAsync(harness, harm);
        gate.SetResult();
        await Deadline.UntilAsync(() => !harness.Engine.Health.IsHealthy, "unhealthy");

        Assert.Contains(reason, harness.Engine.Health.Reason, StringComparison.Ordinal);
        StoreUnavailableException refusal = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => harness.ScheduleAsync("Work", new string('x', 100_000)));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await harness.Client.GetInstanceAsync(id))!.RuntimeStatus);
        faults.BeforeNextCommit(sql => sql.Script(repair));

        Assert.Equal(100_000, (await harness.CompletionAsync(id)).ReadOutputAs<int>());
        await Deadline.UntilAsync(() => harness.Engine.Health.IsHealthy, "healthy again");
        Assert.Equal(100_000, (await harness.RunAsync("Work")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_engine_that_cannot_write_stops_in_time()
    {
        await using EngineHarness harness = await StartAsync();
        await ForbidWritesAsync(harness, "PRAGMA query_only = 1");

        await harness.StopAsync().InTime();
        await harness.StartAsync();

        Assert.Equal("go", (await harness.RunAsync("Echo", "go")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_engine_that_finds_out_while_it_stops_that_it_cannot_write_stops_in_time()
    {
        using var isHeld = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var faults = new WriterFaults();

        // The first write, of the timers, waits until the stop has begun.
        faults.BeforeNextCommit(sql =>
        {
            isHeld.Set();
            gate.Wait();
            sql.Script("PRAGMA query_only = 1");
        });
        await using EngineHarness harness = await StartAsync(options => options.Faults = faults);
        SqliteDurableTaskEngine engine = harness.Engine;
        await Deadline.UntilAsync(() => isHeld.IsSet, "the timers write");

        Task stop = harness.StopAsync();
        await Deadline.UntilAsync(() => engine.Health.Reason == "The engine is stopped.", "it stops");
        gate.Set();

        await stop.InTime();
        await harness.StartAsync();
        Assert.Equal("go", (await harness.RunAsync("Echo", "go")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_damaged_file_and_one_of_a_newer_version_are_clear_errors()
    {
        await using EngineHarness harness = await StartAsync();
        await harness.Engine.Database.Writer.WriteAsync(
            new SqlWrite(sql => sql.Execute("UPDATE meta SET value = '99' WHERE name = 'version'")));
        await harness.StopAsync();
        StoreUnavailableException newer = await Assert.ThrowsAsync<StoreUnavailableException>(harness.StartAsync);
        Assert.Contains("99", newer.Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(harness.Path, [.. Enumerable.Repeat((byte)7, 8192)]);
        StoreUnavailableException damaged = await Assert.ThrowsAsync<StoreUnavailableException>(harness.StartAsync);
        Assert.Contains("damaged", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_found_while_running_makes_the_engine_unhealthy_for_good()
    {
        await using EngineHarness harness = await StartAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => harness.Engine.Database.Writer.WriteAsync(new SqlWrite(_ => throw new SqliteException("torn page", 11))));

        Assert.Contains("damaged", harness.Engine.Health.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.ScheduleAsync("Echo"));
    }

    [Fact]
    public async Task An_engine_with_a_result_that_it_cannot_write_stops_at_once_and_the_activity_runs_again()
    {
        int ran = 0;
        var gate = new TaskCompletionSource();
        await using var harness = await new EngineHarness(configure: options => options.ShutdownTimeout = TimeSpan.FromDays(1))
            .Activity("Wait", async (_, _) =>
            {
                Interlocked.Increment(ref ran);
                await gate.Task;
                return 1;
            })
            .Orchestrator("Work", async context => await context.CallActivityAsync<int>("Wait"))
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        await Deadline.UntilAsync(() => Volatile.Read(ref ran) == 1, "it runs");
        await ForbidWritesAsync(harness, "PRAGMA query_only = 1");
        gate.SetResult();
        await Deadline.UntilAsync(() => !harness.Engine.Health.IsHealthy, "unhealthy");

        await harness.StopAsync().InTime();
        await harness.StartAsync();

        Assert.Equal(1, (await harness.CompletionAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, ran);
    }

    [Fact]
    public async Task Damage_found_by_a_reader_makes_the_engine_unhealthy_too()
    {
        await using EngineHarness harness = await StartAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => harness.Engine.Database.Readers.ReadAsync<int>(_ => throw new SqliteException("torn page", 11)));

        Assert.Contains("damaged", harness.Engine.Health.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.ScheduleAsync("Echo"));
    }

    [Fact]
    public async Task One_bad_write_does_not_harm_the_others_of_its_group()
    {
        await using EngineHarness harness = await StartAsync();
        Task bad = harness.Engine.Database.Writer.WriteAsync(
            new SqlWrite(sql => sql.Execute("INSERT INTO meta (name, value) VALUES ('x', NULL)")));
        Task[] good = [.. Enumerable.Range(0, 20).Select(n => harness.ScheduleAsync("Echo", n, $"e{n}"))];

        await Assert.ThrowsAsync<SqliteException>(() => bad);
        await Task.WhenAll(good);
        Assert.True(harness.Engine.Health.IsHealthy);
    }

    [Fact]
    public async Task Commits_are_grouped()
    {
        await using EngineHarness harness = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => harness.ScheduleAsync("Echo", n)));

        EngineStatistics statistics = harness.Engine.GetStatistics();
        Assert.True(statistics.Writes > 2 * statistics.Commits, statistics.ToString());
    }

    [Fact]
    public async Task A_stop_folds_the_log_in_and_an_engine_starts_once()
    {
        await using EngineHarness harness = await StartAsync();
        await harness.RunAsync("Echo", "x");
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Engine.StartAsync(CancellationToken.None));
        await harness.StopAsync();

        Assert.False(File.Exists(harness.Path + "-wal") && new FileInfo(harness.Path + "-wal").Length > 0);
    }

    [Theory]
    [InlineData(nameof(SqliteDurableTaskOptions.DatabasePath))]
    [InlineData(nameof(SqliteDurableTaskOptions.MaxConcurrentOrchestrations))]
    [InlineData(nameof(SqliteDurableTaskOptions.MaxConcurrentActivities))]
    [InlineData(nameof(SqliteDurableTaskOptions.MaxCachedOrchestrations))]
    [InlineData(nameof(SqliteDurableTaskOptions.MaxCachedCharacters))]
    [InlineData(nameof(SqliteDurableTaskOptions.MaxActivityDeliveries))]
    [InlineData(nameof(SqliteDurableTaskOptions.ShutdownTimeout))]
    [InlineData(nameof(SqliteDurableTaskOptions.DefaultVersion))]
    [InlineData(nameof(SqliteDurableTaskOptions.HolderName))]
    public void A_bad_option_is_named(string name)
    {
        var options = new SqliteDurableTaskOptions { DatabasePath = "x.db" };
        options.Validate();
        System.Reflection.PropertyInfo property = typeof(SqliteDurableTaskOptions).GetProperty(name)!;
        property.SetValue(options, property.PropertyType == typeof(string) ? " " : property.PropertyType == typeof(TimeSpan)
            ? TimeSpan.FromSeconds(-1)
            : property.PropertyType == typeof(long) ? -1L : (object)-1);

        ArgumentException refusal = Assert.Throws<ArgumentException>(
            () => new SqliteDurableTaskEngine(options, new SqliteDurableTaskRegistry()));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    // Each attempt at its group forbids writes again: with another write in it, the group is reported only when the engine stops.
    private static Task ForbidWritesAsync(EngineHarness harness, string statement)
    {
        Task forbidden = harness.Engine.Database.Writer.WriteAsync(new SqlWrite(sql => sql.Script(statement)));
        return Deadline.UntilAsync(() => forbidden.IsCompleted || !harness.Engine.Health.IsHealthy, "writes are forbidden");
    }

    private static Task<EngineHarness> StartAsync(Action<SqliteDurableTaskOptions>? configure = null) =>
        new EngineHarness(configure: configure).Orchestrator("Echo", context => Task.FromResult(context.GetInput<object>())).StartAsync();
}
