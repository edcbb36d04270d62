using DurableTask.Sqlite.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

public sealed class BasicTests
{
    [Fact]
    public async Task An_orchestration_calls_activities_and_returns_its_output()
    {
        await using var harness = await new EngineHarness()
            .Activity("Double", input => input.Read<int>() * 2)
            .Orchestrator("Sum", async context =>
            {
                int first = await context.CallActivityAsync<int>("Double", context.GetInput<int>());
                int second = await context.CallActivityAsync<int>("double", first);
                return first + second;
            })
            .StartAsync();

        OrchestrationMetadata metadata = await harness.RunAsync("sum", 5, "one");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, metadata.RuntimeStatus);
        Assert.Equal(30, metadata.ReadOutputAs<int>());
        Assert.Equal(5, metadata.ReadInputAs<int>());
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.TaskScheduled, HistoryEventType.TaskCompleted,
                HistoryEventType.TaskScheduled, HistoryEventType.TaskCompleted, HistoryEventType.ExecutionCompleted,
            ],
            (await harness.HistoryAsync("one")).Select(happened => happened.Type));
    }

    [Fact]
    public async Task Activities_fan_out_and_in()
    {
        await using var harness = await new EngineHarness()
            .Activity("Square", input => input.Read<int>() * input.Read<int>())
            .Orchestrator("Squares", async context =>
                (await Task.WhenAll(
                    Enumerable.Range(1, context.GetInput<int>()).Select(n => context.CallActivityAsync<int>("Square", n)))).Sum())
            .StartAsync();

        Assert.Equal(Enumerable.Range(1, 500).Sum(n => n * n), await harness.ResultAsync<int>("Squares", 500));
    }

    [Fact]
    public async Task A_failed_activity_surfaces_with_its_type_and_fails_the_orchestration_that_does_not_catch_it()
    {
        await using var harness = await new EngineHarness()
            .Activity("Fail", _ => throw new InvalidDataException("no good", new FileNotFoundException("gone")))
            .Orchestrator("Catch", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Fail");
                    return "nothing";
                }
                catch (TaskFailedException failure)
                {
                    Assert.Equal("Fail", failure.TaskName);
                    Assert.True(failure.FailureDetails.IsCausedBy<SystemException>());
                    return $"{failure.FailureDetails.ErrorType}|{failure.FailureDetails.InnerFailure!.ErrorMessage}";
                }
            })
            .Orchestrator("Let", async context =>
            {
                await context.CallActivityAsync("Fail");
                return null;
            })
            .StartAsync();

        Assert.Equal("System.IO.InvalidDataException|gone", await harness.ResultAsync<string>("Catch"));
        OrchestrationMetadata failed = await harness.RunAsync("Let");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.True(failed.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.Equal(typeof(InvalidDataException).FullName, failed.FailureDetails.InnerFailure!.ErrorType);
        Assert.Contains("no good", failed.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Missing", "OrchestratorTaskNotFound")]
    [InlineData("CallsMissing", "ActivityTaskNotFound")]
    public async Task What_is_not_registered_fails_clearly_and_is_not_retried(string name, string errorType)
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("CallsMissing", async context =>
            {
                await context.CallActivityAsync("Missing", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1))));
                return null;
            })
            .StartAsync();

        OrchestrationMetadata failed = await harness.RunAsync(name);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Equal(errorType, (failed.FailureDetails!.InnerFailure ?? failed.FailureDetails).ErrorType);
    }

    [Fact]
    public async Task Options_given_as_an_input_are_refused()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Wrong", async context =>
            {
                await Assert.ThrowsAsync<ArgumentException>(() => context.CallActivityAsync<int>("A", (object)new TaskOptions()));
                return "refused";
            })
            .StartAsync();

        Assert.Equal("refused", await harness.ResultAsync<string>("Wrong"));
    }

    [Fact]
    public async Task The_clock_and_the_guids_of_an_orchestration_are_the_same_in_a_replay()
    {
        var seen = new List<(DateTime, Guid, Guid)>();
        await using var harness = await new EngineHarness(configure: options => options.MaxCachedOrchestrations = 0)
            .Activity("Nothing", _ => null)
            .Orchestrator("Seen", async context =>
            {
                seen.Add((context.CurrentUtcDateTime, context.NewGuid(), context.NewGuid()));
                await context.CallActivityAsync("Nothing");
                await context.CallActivityAsync("Nothing");
                return null;
            })
            .StartAsync();

        await harness.ResultAsync<object>("Seen");

        Assert.Equal(3, seen.Count);
        Assert.Single(seen.Distinct());
        Assert.NotEqual(seen[0].Item2, seen[0].Item3);
        Assert.Equal(DateTimeKind.Utc, seen[0].Item1.Kind);
    }

    [Fact]
    public async Task A_warm_orchestration_is_never_replayed_and_a_cold_one_always()
    {
        foreach ((int cached, long replays) in new[] { (10, 0L), (0, 20L) })
        {
            await using var harness = await new EngineHarness(configure: options => options.MaxCachedOrchestrations = cached)
                .Activity("Nothing", _ => null)
                .Orchestrator("Chain", async context =>
                {
                    for (int i = 0; i < 20; i++)
                    {
                        await context.CallActivityAsync("Nothing");
                    }

                    return null;
                })
                .StartAsync();

            await harness.ResultAsync<object>("Chain");

            Assert.Equal(replays, harness.Engine.GetStatistics().Replays);
        }
    }

    [Fact]
    public async Task An_orchestration_goes_on_after_a_crash_and_after_a_stop()
    {
        int ran = 0;
        await using var harness = await new EngineHarness()
            .Activity("Count", _ => Interlocked.Increment(ref ran))
            .Orchestrator("Steps", async context =>
            {
                for (int i = 0; i < 3; i++)
                {
                    await context.CallActivityAsync("Count");
                    await context.WaitForExternalEvent<string>("go");
                }

                return "done";
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Steps");
        await Deadline.UntilAsync(async () => (await harness.HistoryAsync(id)).Count == 3, "the first step");

        await harness.CrashAsync();
        await harness.StartAsync();
        await harness.Client.RaiseEventAsync(id, "go");
        await Deadline.UntilAsync(async () => (await harness.HistoryAsync(id)).Count == 6, "the second step");
        await harness.RestartAsync();
        await harness.Client.RaiseEventAsync(id, "go");
        await harness.Client.RaiseEventAsync(id, "go");

        Assert.Equal("done", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(3, ran);
    }
}
