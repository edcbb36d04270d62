using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

[Trait("Category", "Slow")]
public sealed class BacklogTests
{
    /// <summary>More than what the queues hold: the rest is found in the database again.</summary>
    private const int Many = 6000;

    [Fact]
    public async Task A_backlog_of_orchestrations_is_worked_off_without_holding_it_in_memory()
    {
        using var gate = new SemaphoreSlim(0);
        int done = 0;
        await using var harness = await new EngineHarness(configure: options => options.MaxConcurrentOrchestrations = 4)
            .Orchestrator("Block", context =>
            {
                gate.Wait();
                return Task.FromResult<object?>(null);
            })
            .Orchestrator("Count", _ =>
            {
                Interlocked.Increment(ref done);
                return Task.FromResult<object?>(null);
            })
            .StartAsync();
        // They are acknowledged with their first turns.
        Task[] blocked = [.. Enumerable.Range(0, 4).Select(_ => harness.ScheduleAsync("Block"))];
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().ActiveOrchestrations == 4, "blocked");
        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => harness.ScheduleAsync("Count")));
        Assert.InRange(harness.Engine.GetStatistics().QueuedOrchestrations, 1, 5100);
        gate.Release(4);
        await Task.WhenAll(blocked).InTime();

        await Deadline.UntilAsync(() => Volatile.Read(ref done) == Many, "all done");
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics() is { ActiveOrchestrations: 0, QueuedOrchestrations: 0 }, "idle");
        Assert.Equal(Many, done);
    }

    [Fact]
    public async Task A_fan_out_larger_than_the_queue_runs_every_activity_once()
    {
        var gate = new TaskCompletionSource();
        int[] ran = new int[Many];
        await using var harness = await new EngineHarness(configure: options => options.MaxConcurrentActivities = 4)
            .Activity("Mark", async (input, _) =>
            {
                await gate.Task;
                Interlocked.Increment(ref ran[input.Read<int>()]);
                return null;
            })
            .Orchestrator("Fan", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, Many).Select(n => context.CallActivityAsync("Mark", n)));
                return null;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Fan");
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().RunningActivities == 4, "the first run");
        Assert.InRange(harness.Engine.GetStatistics().QueuedActivities, 1, 4200);
        gate.SetResult();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await harness.CompletionAsync(id)).RuntimeStatus);
        Assert.All(ran, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Activities_of_more_runs_than_fit_all_run_after_a_restart_too()
    {
        const int Runs = 1500;
        bool open = false;
        int ran = 0;
        await using var harness = await new EngineHarness(configure: options =>
            {
                options.MaxConcurrentActivities = 4;
                options.MaxActivityDeliveries = 100;
            })
            .Activity("Mark", async (_, cancellation) =>
            {
                if (!Volatile.Read(ref open))
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                Interlocked.Increment(ref ran);
                return null;
            })
            .Orchestrator("One", async context =>
            {
                await Task.WhenAll(context.CallActivityAsync("Mark"), context.CallActivityAsync("Mark"));
                return null;
            })
            .StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Runs).Select(n => harness.ScheduleAsync("One", null, $"r{n}")));
        await Deadline.UntilAsync(
            async () => await harness.Engine.Database.Readers.ReadAsync(sql => sql.Number("SELECT COUNT(*) FROM activities")) == 2 * Runs,
            "all scheduled");
        await harness.CrashAsync();
        Volatile.Write(ref open, true);
        await harness.StartAsync();

        await Deadline.UntilAsync(
            async () => await harness.Engine.Database.Readers.ReadAsync(
                sql => sql.Number("SELECT COUNT(*) FROM instances WHERE status = 1")) == Runs, "all done");
        Assert.Equal(2 * Runs, ran);
    }

    [Fact]
    public async Task Idle_orchestrations_leave_the_cache_by_number_and_by_size_and_come_back()
    {
        foreach (Action<SqliteDurableTaskOptions> limit in new Action<SqliteDurableTaskOptions>[]
            { options => options.MaxCachedOrchestrations = 5, options => options.MaxCachedCharacters = 5000 })
        {
            await using var harness = await new EngineHarness(configure: limit)
                .Orchestrator("Wait", async context =>
                    (await context.WaitForExternalEvent<string>("fill")).Length + await context.WaitForExternalEvent<int>("e"))
                .StartAsync();
            for (int n = 0; n < 20; n++)
            {
                await harness.ScheduleAsync("Wait", null, $"w{n}");
                await harness.Client.RaiseEventAsync($"w{n}", "fill", new string('x', 900));
            }

            await Deadline.UntilAsync(
                () => harness.Engine.GetStatistics() is { ActiveOrchestrations: 0, QueuedOrchestrations: 0, Episodes: >= 20 }, "idle");
            Assert.InRange(harness.Engine.GetStatistics().CachedOrchestrations, 1, 5);
            for (int n = 0; n < 20; n++)
            {
                await harness.Client.RaiseEventAsync($"w{n}", "e", n);
                Assert.Equal(900 + n, (await harness.CompletionAsync($"w{n}")).ReadOutputAs<int>());
            }

            Assert.InRange(harness.Engine.GetStatistics().Replays, 15, 20);
        }
    }
}
