using DurableTask.Sqlite.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class TimerTests
{
    [Fact]
    public async Task A_long_timer_fires_exactly_on_time_and_across_a_restart()
    {
        var time = new FakeTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        await using var harness = await new EngineHarness(time)
            .Orchestrator("Sleep", async context =>
            {
                await context.CreateTimer(TimeSpan.FromDays(100), CancellationToken.None);
                return context.CurrentUtcDateTime;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Sleep");
        await harness.Client.WaitForInstanceStartAsync(id, Deadline.Token());
        for (int day = 0; day < 99; day++)
        {
            time.Advance(TimeSpan.FromDays(1));
        }

        await harness.RestartAsync();
        time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));
        await harness.Client.RaiseEventAsync(id, "ping");
        await Deadline.UntilAsync(
            async () => (await harness.HistoryAsync(id)).Exists(e => e.Type == HistoryEventType.EventRaised), "the ping");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await harness.Client.GetInstanceAsync(id))!.RuntimeStatus);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(start.AddDays(100).UtcDateTime, (await harness.CompletionAsync(id)).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task A_timer_in_the_past_fires_at_once()
    {
        await using var harness = await new EngineHarness(new FakeTimeProvider())
            .Orchestrator("Past", async context =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None);
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                return "fired";
            })
            .StartAsync();

        Assert.Equal("fired", await harness.ResultAsync<string>("Past"));
    }

    [Fact]
    public async Task A_cancelled_timer_is_cancelled_and_leaves_no_row()
    {
        await using var harness = await new EngineHarness(new FakeTimeProvider())
            .Orchestrator("Cancel", async context =>
            {
                using var later = new CancellationTokenSource();
                Task timer = context.CreateTimer(TimeSpan.FromDays(1), later.Token);
                await context.WaitForExternalEvent<bool>("cancel");
                later.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
                using var atOnce = new CancellationTokenSource();
                Task second = context.CreateTimer(TimeSpan.FromDays(1), atOnce.Token);
                atOnce.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => second);
                await Assert.ThrowsAsync<TaskCanceledException>(() => context.CreateTimer(TimeSpan.FromDays(1), atOnce.Token));
                return await context.WaitForExternalEvent<string>("end");
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Cancel");
        await harness.Client.WaitForInstanceStartAsync(id, Deadline.Token());
        Assert.Equal(1, await Rows(harness));
        await harness.Client.RaiseEventAsync(id, "cancel", true);
        await Deadline.UntilAsync(async () => await Rows(harness) == 0, "no rows");
        await harness.CrashAsync();
        await harness.StartAsync();
        await harness.Client.RaiseEventAsync(id, "end", "ok");

        Assert.Equal("ok", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_clock_going_back_fires_nothing_twice_and_nothing_early()
    {
        var time = new FakeTimeProvider();
        int fired = 0;
        await using var harness = await new EngineHarness(time)
            .Activity("Fired", _ => Interlocked.Increment(ref fired))
            .Orchestrator("Tick", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                await context.CallActivityAsync("Fired");
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return context.CurrentUtcDateTime;
            })
            .StartAsync();
        DateTimeOffset start = time.GetUtcNow();
        string id = await harness.ScheduleAsync("Tick");
        await harness.Client.WaitForInstanceStartAsync(id, Deadline.Token());
        time.Advance(TimeSpan.FromHours(1));
        await Deadline.UntilAsync(
            async () => (await harness.HistoryAsync(id)).Count(e => e.Type == HistoryEventType.TimerCreated) == 2, "the second timer");
        time.AdjustTime(time.GetUtcNow().AddHours(-2));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await harness.Client.GetInstanceAsync(id))!.RuntimeStatus);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(start.AddHours(2).UtcDateTime, (await harness.CompletionAsync(id)).ReadOutputAs<DateTime>());
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task Many_timers_fire_in_the_order_of_their_times()
    {
        var time = new FakeTimeProvider();
        await using var harness = await new EngineHarness(time)
            .Orchestrator("Many", async context =>
            {
                var order = new List<int>();
                async Task Wait(int minutes)
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
                    order.Add(minutes);
                }

                await Task.WhenAll(Enumerable.Range(1, 1200).Reverse().Select(Wait));
                return order.SequenceEqual(Enumerable.Range(1, 1200));
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Many");
        await harness.Client.WaitForInstanceStartAsync(id, Deadline.Token());
        time.Advance(TimeSpan.FromDays(1));

        Assert.True((await harness.CompletionAsync(id)).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task An_orchestration_can_be_started_later()
    {
        var time = new FakeTimeProvider();
        await using var harness = await new EngineHarness(time).Orchestrator(
            "Later", c => Task.FromResult<object?>(c.CurrentUtcDateTime)).StartAsync();
        DateTimeOffset at = time.GetUtcNow().AddHours(3);
        string id = await harness.Client.ScheduleNewOrchestrationInstanceAsync("Later", null, new StartOrchestrationOptions("later", at));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await harness.Client.GetInstanceAsync(id))!.RuntimeStatus);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(at.UtcDateTime, (await harness.CompletionAsync(id)).ReadOutputAs<DateTime>());
    }

    private static Task<long> Rows(EngineHarness harness) =>
        harness.Engine.Database.Readers.ReadAsync(sql => sql.Number("SELECT COUNT(*) FROM inbox"));
}
