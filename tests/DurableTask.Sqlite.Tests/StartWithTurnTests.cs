using DurableTask.Core.Exceptions;
using DurableTask.Sqlite.History;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

/// <summary>A start is committed together with the first turn.</summary>
public sealed class StartWithTurnTests
{
    [Fact]
    public async Task An_orchestration_of_one_activity_takes_two_commits()
    {
        await using EngineHarness harness = await OneActivity(static _ => "done").StartAsync();
        await harness.RunAsync("One");
        long before = harness.Engine.GetStatistics().Commits;
        OrchestrationMetadata end = await harness.RunAsync("One");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(2, harness.Engine.GetStatistics().Commits - before);
    }

    [Fact]
    public async Task What_the_first_turn_decided_is_there_when_the_start_is_acknowledged_and_survives_a_crash()
    {
        using var crashed = new CancellationTokenSource();
        await using EngineHarness harness = new EngineHarness()
            .Orchestrator("One", async context => await context.CallActivityAsync<string>("Activity", "input"))
            .Activity("Activity", async (input, cancellation) =>
            {
                // The first delivery never ends.
                await Task.Delay(crashed.IsCancellationRequested ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellation);
                return input.Read<string>();
            });
        await harness.StartAsync();
        string id = await harness.ScheduleAsync("One");
        List<OrchestrationHistoryEvent> history = await harness.HistoryAsync(id);
        Assert.Equal([HistoryEventType.ExecutionStarted, HistoryEventType.TaskScheduled], history.Select(happened => happened.Type));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await harness.Client.GetInstanceAsync(id))!.RuntimeStatus);

        await harness.CrashAsync();
        await crashed.CancelAsync();
        await harness.StartAsync();
        Assert.Equal("input", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(history, (await harness.HistoryAsync(id)).Take(history.Count));
    }

    [Fact]
    public async Task A_refused_start_leaves_no_trace_of_its_first_turn()
    {
        await using EngineHarness harness = new EngineHarness()
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("go"))
            .Orchestrator("Other", async context => await context.CallActivityAsync<string>("Activity"))
            .Activity("Activity", static _ => throw new InvalidOperationException("It must not run."));
        await harness.StartAsync();
        string id = await harness.ScheduleAsync("Wait", id: "used");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => harness.ScheduleAsync("Other", id: id));
        await harness.Client.RaiseEventAsync(id, "go", "on");
        OrchestrationMetadata end = await harness.CompletionAsync(id);
        Assert.Equal(("Wait", "on"), (end.Name, end.ReadOutputAs<string>()));
        Assert.DoesNotContain(await harness.HistoryAsync(id), happened => happened.Type == HistoryEventType.TaskScheduled);
        Assert.Equal(0, harness.Engine.GetStatistics().QueuedActivities);
    }

    [Fact]
    public async Task An_orchestrator_that_fails_in_its_first_turn_is_started_and_has_failed()
    {
        await using EngineHarness harness = new EngineHarness()
            .Orchestrator("Fails", static _ => throw new InvalidOperationException("No."));
        await harness.StartAsync();
        string id = await harness.ScheduleAsync("Fails");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await harness.CompletionAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task The_log_is_moved_into_the_database_while_the_engine_runs()
    {
        await using EngineHarness harness = await OneActivity(static _ => "done").StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => harness.RunAsync("One")));
        await Deadline.UntilAsync(
            () => Task.FromResult(new FileInfo(harness.Path).Length > 16 * 4096), "The log is not in the database.");
    }

    private static EngineHarness OneActivity(Func<SerializedInput, object?> run) => new EngineHarness()
        .Orchestrator("One", async context => await context.CallActivityAsync<string>("Activity"))
        .Activity("Activity", run);
}
