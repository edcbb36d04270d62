using DurableTask.Sqlite.Dispatch;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

public sealed class ActivityTests
{
    [Fact]
    public async Task No_more_run_at_once_than_allowed_and_runs_take_turns()
    {
        int running = 0;
        int most = 0;
        var order = new List<string>();
        await using var harness = new EngineHarness(configure: options => options.MaxConcurrentActivities = 2);
        harness.Registry.AddActivity("Work", async (context, _, cancellation) =>
        {
            int now = Interlocked.Increment(ref running);
            lock (order)
            {
                most = Math.Max(most, now);
                order.Add(context.InstanceId);
            }

            await Task.Delay(2, cancellation);
            Interlocked.Decrement(ref running);
            return null;
        });
        await harness.Orchestrator("Many", async context =>
        {
            await Task.WhenAll(Enumerable.Range(0, context.GetInput<int>()).Select(_ => context.CallActivityAsync("Work")));
            return null;
        }).StartAsync();

        string large = await harness.ScheduleAsync("Many", 500, "large");
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().RunningActivities > 0, "the large one runs");
        await harness.RunAsync("Many", 5, "small");

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await harness.Client.GetInstanceAsync(large))!.RuntimeStatus);
        await harness.CompletionAsync(large);
        Assert.Equal(2, most);
        Assert.Equal(505, order.Count);
    }

    [Fact]
    public async Task A_stop_cancels_activities_and_they_run_again_at_the_next_start_and_count_as_no_crash()
    {
        int started = 0;
        bool finish = false;
        await using var harness = await new EngineHarness(configure: options => options.MaxActivityDeliveries = 2)
            .Activity("Long", async (_, cancellation) =>
            {
                Interlocked.Increment(ref started);
                if (!Volatile.Read(ref finish))
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                return "done";
            })
            .Orchestrator("Work", async context => await context.CallActivityAsync<string>("Long"))
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        for (int stop = 1; stop <= 4; stop++)
        {
            await Deadline.UntilAsync(() => Volatile.Read(ref started) == stop, "it runs");
            Volatile.Write(ref finish, stop == 4);
            await harness.RestartAsync();
        }

        Assert.Equal("done", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_result_that_comes_during_the_stop_is_kept()
    {
        int ran = 0;
        await using var harness = await new EngineHarness()
            .Activity("Stubborn", async (_, cancellation) =>
            {
                Interlocked.Increment(ref ran);
                await Task.WhenAny(Task.Delay(Timeout.Infinite, cancellation));
                return "kept";
            })
            .Orchestrator("Work", async context => await context.CallActivityAsync<string>("Stubborn"))
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        await Deadline.UntilAsync(() => Volatile.Read(ref ran) == 1, "it runs");
        await harness.RestartAsync();

        Assert.Equal("kept", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, ran);
    }

    [Fact]
    public async Task An_activity_that_does_not_end_does_not_hold_up_the_stop_beyond_its_limit()
    {
        var never = new TaskCompletionSource<object?>();
        await using var harness = await new EngineHarness(configure: options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50))
            .Activity("Deaf", (_, _) => never.Task)
            .Orchestrator("Work", async context => await context.CallActivityAsync<string>("Deaf"))
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().RunningActivities == 1, "it runs");

        await harness.StopAsync().InTime();
        never.SetResult("late");
        await harness.StartAsync();

        Assert.Equal("late", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_activity_that_is_running_whenever_the_process_dies_is_given_up()
    {
        const int Deliveries = 3;
        int started = 0;
        await using var harness = await new EngineHarness(configure: options => options.MaxActivityDeliveries = Deliveries)
            .Activity("Poison", async (_, cancellation) =>
            {
                Interlocked.Increment(ref started);
                await Task.Delay(Timeout.Infinite, cancellation);
                return null;
            })
            .Orchestrator("Work", async context =>
            {
                await context.CallActivityAsync(
                    "Poison", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1))));
                return null;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        for (int crash = 1; crash <= Deliveries; crash++)
        {
            await Deadline.UntilAsync(() => Volatile.Read(ref started) == crash, "it runs");
            await harness.CrashAsync();
            await harness.StartAsync();
        }

        OrchestrationMetadata failed = await harness.CompletionAsync(id);
        Assert.Equal(typeof(PoisonActivityException).FullName, failed.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal(Deliveries, started);
    }

    [Fact]
    public async Task An_activity_cancelled_by_its_own_code_fails_like_any_other()
    {
        await using var harness = await new EngineHarness()
            .Activity("Cancelled", _ => throw new OperationCanceledException("its own"))
            .Orchestrator("Work", async context => await context.CallActivityAsync<string>("Cancelled"))
            .StartAsync();

        Assert.Equal(typeof(OperationCanceledException).FullName, (await harness.RunAsync("Work")).FailureDetails!.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task Inputs_are_read_as_the_type_that_the_activity_wants()
    {
        Type type = typeof(Point);
        await using var harness = await new EngineHarness()
            .Activity("Typed", input => $"{((Point)input.Read(type)!).X} {input.Read<Point>()!.Y} {input.Json}")
            .Activity("None", input => $"{input.Json is null} {input.Read<int>()} {input.Read(type) is null}")
            .Orchestrator("Work", async context =>
                await context.CallActivityAsync<string>("Typed", new Point(1, 2)) + "|" + await context.CallActivityAsync<string>("None"))
            .StartAsync();

        Assert.Equal("""1 2 {"X":1,"Y":2}|True 0 True""", await harness.ResultAsync<string>("Work"));
    }

    private sealed record Point(int X, int Y);
}
