using DurableTask.Sqlite.History;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class EventTests
{
    [Fact]
    public async Task Names_are_compared_without_case_and_events_are_kept_in_order_until_asked_for()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Listen", async context =>
            {
                await context.WaitForExternalEvent<bool>("start");
                var got = new List<int>();
                for (int i = 0; i < 5; i++)
                {
                    got.Add(await context.WaitForExternalEvent<int>("Number"));
                }

                return string.Join(',', got);
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Listen");
        for (int i = 0; i < 5; i++)
        {
            await harness.Client.RaiseEventAsync(id, i % 2 == 0 ? "NUMBER" : "number", i);
        }

        await harness.Client.RaiseEventAsync(id, "START", true);

        Assert.Equal("0,1,2,3,4", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_cancelled_wait_does_not_swallow_an_event()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Listen", async context =>
            {
                using var cancellation = new CancellationTokenSource();
                Task<string> abandoned = context.WaitForExternalEvent<string>("e", cancellation.Token);
                await context.WaitForExternalEvent<bool>("cancel");
                cancellation.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => abandoned);
                return await context.WaitForExternalEvent<string>("e");
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Listen");
        await harness.Client.RaiseEventAsync(id, "cancel", true);
        await harness.Client.RaiseEventAsync(id, "e", "kept");

        Assert.Equal("kept", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_latest_wait_gets_the_event_as_in_the_Durable_Task_libraries()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Listen", async context =>
            {
                Task<string> first = context.WaitForExternalEvent<string>("e");
                Task<string> second = context.WaitForExternalEvent<string>("e");
                return await Task.WhenAny(first, second) == second ? await second : "first";
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Listen");
        await harness.Client.RaiseEventAsync(id, "e", "second");

        Assert.Equal("second", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_wait_with_a_time_limit_is_cancelled_when_it_runs_out_and_leaves_no_timer_when_it_does_not()
    {
        var time = new FakeTimeProvider();
        await using var harness = await new EngineHarness(time)
            .Orchestrator("Wait", async context =>
            {
                try
                {
                    return await context.WaitForExternalEvent<string>("e", TimeSpan.FromHours(1));
                }
                catch (TaskCanceledException)
                {
                    return await context.WaitForExternalEvent<string>("late", TimeSpan.FromHours(1));
                }
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Wait");
        await harness.Client.WaitForInstanceStartAsync(id, Deadline.Token());
        time.Advance(TimeSpan.FromMinutes(61));
        await Deadline.UntilAsync(
            async () => (await harness.HistoryAsync(id)).Count(e => e.Type == HistoryEventType.TimerCreated) == 2, "time out");
        await harness.Client.RaiseEventAsync(id, "late", "ok");

        Assert.Equal("ok", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(0, await harness.Engine.Database.Readers.ReadAsync(sql => sql.Number("SELECT COUNT(*) FROM inbox")));
    }

    [Fact]
    public async Task An_orchestration_sends_events_to_another_and_to_itself()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Receiver", async context => await context.WaitForExternalEvent<string>("hello"))
            .Orchestrator("Sender", async context =>
            {
                context.SendEvent(context.GetInput<string>()!, "hello", "from sender");
                context.SendEvent(context.InstanceId, "self", 7);
                context.SendEvent("nobody", "hello", "lost");
                return await context.WaitForExternalEvent<int>("self");
            })
            .StartAsync();
        string receiver = await harness.ScheduleAsync("Receiver");

        Assert.Equal(7, await harness.ResultAsync<int>("Sender", receiver));
        Assert.Equal("from sender", (await harness.CompletionAsync(receiver)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_for_unknown_and_finished_instances_are_refused()
    {
        await using var harness = await new EngineHarness().Orchestrator("Done", _ => Task.FromResult<object?>(1)).StartAsync();
        OrchestrationMetadata done = await harness.RunAsync("Done");

        RpcException finished = await Assert.ThrowsAsync<RpcException>(() => harness.Client.RaiseEventAsync(done.InstanceId, "e", 1));
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(() => harness.Client.RaiseEventAsync("unknown", "e", 1));

        Assert.Equal([StatusCode.FailedPrecondition, StatusCode.NotFound], [finished.StatusCode, unknown.StatusCode]);
        Assert.Equal(0, await harness.Engine.Database.Readers.ReadAsync(sql => sql.Number("SELECT COUNT(*) FROM inbox")));
    }

    [Fact]
    public async Task Events_that_come_before_a_late_start_are_kept_for_it()
    {
        var time = new FakeTimeProvider();
        await using var harness = await new EngineHarness(time)
            .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("early"))
            .StartAsync();
        await harness.Client.ScheduleNewOrchestrationInstanceAsync(
            "Listen", null, new StartOrchestrationOptions("late", time.GetUtcNow().AddHours(1)));
        await harness.Client.RaiseEventAsync("late", "early", "bird");
        await Deadline.UntilAsync(async () => (await harness.HistoryAsync("late")).Count == 1, "it is received");
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await harness.Client.GetInstanceAsync("late"))!.RuntimeStatus);
        await harness.CrashAsync();
        await harness.StartAsync();
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("bird", (await harness.CompletionAsync("late")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Messages_left_when_an_orchestration_ends_are_dropped_and_counted()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Two", async context =>
            {
                await context.WaitForExternalEvent<bool>("resume");
                return await context.WaitForExternalEvent<int>("n");
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Two");
        await harness.Client.SuspendInstanceAsync(id);
        await harness.UntilAsync(id, metadata => metadata.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, "suspended");
        await harness.Client.RaiseEventAsync(id, "resume", true);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => harness.Client.RaiseEventAsync(id, "n", n)));
        await harness.Client.ResumeInstanceAsync(id);

        await harness.CompletionAsync(id);
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().DroppedMessages == 9, "nine were dropped");
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_as_what_is_waited_for_fails_the_wait()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Number", async context => await context.WaitForExternalEvent<int>("n"))
            .StartAsync();
        string id = await harness.ScheduleAsync("Number");
        await harness.Client.RaiseEventAsync(id, "n", "not a number");

        OrchestrationMetadata failed = await harness.CompletionAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Contains("Int32", failed.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thousands_of_events_are_taken_in_time_that_grows_with_their_number()
    {
        const int Count = 3000;
        await using var harness = await new EngineHarness()
            .Orchestrator("Sum", async context =>
            {
                long sum = 0;
                for (int i = 0; i < Count; i++)
                {
                    sum += await context.WaitForExternalEvent<int>("n");
                }

                return sum;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Sum");
        await Task.WhenAll(Enumerable.Range(0, Count).Select(n => harness.Client.RaiseEventAsync(id, "n", n)));

        Assert.Equal(Enumerable.Range(0, Count).Sum(n => (long)n), (await harness.CompletionAsync(id)).ReadOutputAs<long>());
    }
}
