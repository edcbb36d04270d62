using DurableTask.Sqlite.History;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class ControlTests
{
    [Fact]
    public async Task Suspended_messages_wait_running_activities_are_recorded_and_nothing_reaches_the_orchestrator_until_resume()
    {
        var gate = new TaskCompletionSource();
        int ran = 0;
        int went = 0;
        await using var harness = await new EngineHarness()
            .Activity("Slow", async (_, _) =>
            {
                Interlocked.Increment(ref ran);
                await gate.Task;
                return "slow";
            })
            .Orchestrator("Work", async context =>
            {
                string slow = await context.CallActivityAsync<string>("Slow");
                Interlocked.Increment(ref went);
                return slow + await context.WaitForExternalEvent<string>("e");
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        await Deadline.UntilAsync(() => Volatile.Read(ref ran) == 1, "the activity runs");
        await harness.Client.SuspendInstanceAsync(id, "lunch");
        await harness.UntilAsync(id, metadata => metadata.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, "suspended");
        gate.SetResult();
        await harness.Client.RaiseEventAsync(id, "e", "+event");
        await Deadline.UntilAsync(async () => await Count(harness, "inbox") == 2
            && await Count(harness, "activities") == 0, "the result is recorded");
        await harness.CrashAsync();
        await harness.StartAsync();
        Assert.Equal(0, went);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await harness.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await harness.Client.ResumeInstanceAsync(id, "back");

        Assert.Equal("slow+event", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, ran);
        List<OrchestrationHistoryEvent> history = await harness.HistoryAsync(id);
        Assert.Equal("lunch", Assert.Single(history, e => e.Type == HistoryEventType.ExecutionSuspended).Reason);
        Assert.Equal("back", Assert.Single(history, e => e.Type == HistoryEventType.ExecutionResumed).Reason);
    }

    [Fact]
    public async Task A_suspended_instance_can_be_terminated()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("e"))
            .StartAsync();
        string id = await harness.ScheduleAsync("Wait");
        await harness.Client.SuspendInstanceAsync(id);
        await harness.UntilAsync(id, metadata => metadata.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, "suspended");

        await harness.Client.TerminateInstanceAsync(id, (object)"over");

        OrchestrationMetadata metadata = await harness.CompletionAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, metadata.RuntimeStatus);
        Assert.Equal("over", metadata.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_instance_suspended_before_its_start_starts_when_resumed()
    {
        var time = new FakeTimeProvider();
        await using var harness = await new EngineHarness(time).Orchestrator("Later", _ => Task.FromResult<object?>("ran")).StartAsync();
        string id = await harness.Client.ScheduleNewOrchestrationInstanceAsync(
            "Later", null, new StartOrchestrationOptions("later", time.GetUtcNow().AddHours(1)));
        await harness.Client.SuspendInstanceAsync(id);
        await harness.UntilAsync(id, metadata => metadata.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, "suspended");
        time.Advance(TimeSpan.FromHours(2));
        await Deadline.UntilAsync(async () => await harness.Engine.Database.Readers.ReadAsync(
            sql => sql.Number("SELECT COUNT(*) FROM inbox WHERE due = 0")) == 1, "the start is due");
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await harness.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await harness.Client.ResumeInstanceAsync(id);

        Assert.Equal("ran", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Termination_cancels_running_activities_drops_waiting_ones_and_late_results()
    {
        int started = 0;
        var cancelled = new TaskCompletionSource();
        await using var harness = await new EngineHarness(configure: options => options.MaxConcurrentActivities = 1)
            .Activity("Slow", async (_, cancellation) =>
            {
                Interlocked.Increment(ref started);
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    cancelled.SetResult();
                }

                return null;
            })
            .Orchestrator("Work", async context =>
            {
                await Task.WhenAll(context.CallActivityAsync("Slow"), context.CallActivityAsync("Slow"));
                return null;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        await Deadline.UntilAsync(() => Volatile.Read(ref started) == 1, "the activity runs");
        await harness.Client.TerminateInstanceAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await harness.CompletionAsync(id)).RuntimeStatus);
        await cancelled.Task.InTime();
        await Deadline.UntilAsync(
            () => harness.Engine.GetStatistics() is { RunningActivities: 0, DroppedMessages: 1, ActiveOrchestrations: 0 },
            "the late result is dropped");
        Assert.Equal(1, started);
        Assert.Equal(0, await Count(harness, "activities") + await Count(harness, "inbox"));
    }

    [Fact]
    public async Task Commands_for_what_is_finished_or_unknown_are_refused()
    {
        await using var harness = await new EngineHarness().Orchestrator("Done", _ => Task.FromResult<object?>(1)).StartAsync();
        OrchestrationMetadata done = await harness.RunAsync("Done");
        foreach ((string id, StatusCode code) in new[]
        {
            (done.InstanceId, StatusCode.FailedPrecondition), ("unknown", StatusCode.NotFound),
        })
        {
            Func<Task>[] commands =
            [
                () => harness.Client.SuspendInstanceAsync(id),
                () => harness.Client.ResumeInstanceAsync(id),
                () => harness.Client.TerminateInstanceAsync(id),
            ];
            foreach (Func<Task> command in commands)
            {
                Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(command)).StatusCode);
            }
        }

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await harness.Client.GetInstanceAsync(done.InstanceId))!.RuntimeStatus);
        Assert.Null(await harness.Client.GetInstanceAsync("unknown"));
    }

    [Fact]
    public async Task An_activity_that_nobody_awaits_still_runs_after_the_orchestration_has_ended()
    {
        var ran = new TaskCompletionSource<string?>();
        await using var harness = await new EngineHarness()
            .Activity("Log", input =>
            {
                ran.SetResult(input.Read<string>());
                return null;
            })
            .Orchestrator("Forget", context =>
            {
                _ = context.CallActivityAsync("Log", "kept");
                return Task.FromResult<object?>("done");
            })
            .StartAsync();

        Assert.Equal("done", await harness.ResultAsync<string>("Forget"));
        Assert.Equal("kept", await ran.Task.InTime());
        await Deadline.UntilAsync(async () => await Count(harness, "activities") == 0, "the row is gone");
    }

    [Fact]
    public async Task The_custom_status_is_seen_while_it_runs_and_has_a_limit()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Status", async context =>
            {
                context.SetCustomStatus(new { step = 1 });
                await context.WaitForExternalEvent<bool>("go");
                context.SetCustomStatus(new string('x', 8 * 1024));
                context.SetCustomStatus("two");
                await context.WaitForExternalEvent<bool>("go");
                context.SetCustomStatus(null);
                return null;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Status");
        await harness.UntilAsync(id, metadata => metadata.SerializedCustomStatus == """{"step":1}""", "the first status");
        await harness.Client.RaiseEventAsync(id, "go", true);
        await harness.UntilAsync(id, metadata => metadata.SerializedCustomStatus == "\"two\"", "the second status");
        await harness.CrashAsync();
        await harness.StartAsync();
        await harness.Client.RaiseEventAsync(id, "go", true);

        Assert.Null((await harness.CompletionAsync(id)).SerializedCustomStatus);
    }

    [Theory]
    [InlineData((8 * 1024) - 2, OrchestrationRuntimeStatus.Completed)]
    [InlineData((8 * 1024) - 1, OrchestrationRuntimeStatus.Failed)]
    public async Task A_custom_status_that_is_too_long_fails_the_orchestration_past_its_handlers(
        int characters, OrchestrationRuntimeStatus expected)
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Status", async context =>
            {
                try
                {
                    context.SetCustomStatus(new string('x', characters));
                    await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                }
                catch (ArgumentException)
                {
                    return "caught";
                }

                return "set";
            })
            .StartAsync();

        Assert.Equal(expected, (await harness.RunAsync("Status")).RuntimeStatus);
    }

    private static Task<long> Count(EngineHarness harness, string table) =>
        harness.Engine.Database.Readers.ReadAsync(sql => sql.Number($"SELECT COUNT(*) FROM {table}"));
}
