using DurableTask.Sqlite.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

public sealed class RewindTests
{
    private readonly Dictionary<string, int> _calls = [];
    private bool _broken = true;

    [Fact]
    public async Task What_failed_is_done_again_and_what_was_completed_stays()
    {
        await using EngineHarness harness = await StartAsync(async context =>
        {
            string a = await context.CallActivityAsync<string>("Good", "a");
            string[] both = await Task.WhenAll(
                context.CallActivityAsync<string>("Good", "b"),
                context.CallActivityAsync<string>("Bad", "c"),
                context.CallActivityAsync<string>("Good", "d"));
            return a + string.Concat(both);
        });
        OrchestrationMetadata failed = await harness.RunAsync("Work", id: "w");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        _broken = false;

        await harness.Client.RewindInstanceAsync("w", "fixed");

        OrchestrationMetadata done = await harness.CompletionAsync("w");
        Assert.Equal("abcd", done.ReadOutputAs<string>());
        Assert.Null(done.FailureDetails);
        Assert.Equal(1, _calls["a"]);
        Assert.Equal(2, _calls["c"]);
        List<OrchestrationHistoryEvent> history = await harness.HistoryAsync("w");
        Assert.DoesNotContain(history, e => e.Type is HistoryEventType.TaskFailed or HistoryEventType.ExecutionFailed);
        Assert.Equal("fixed", Assert.Single(history, e => e.Type == HistoryEventType.ExecutionRewound).Reason);
        Assert.Equal(Enumerable.Range(0, history.Count), history.Select(e => e.Sequence));
    }

    [Fact]
    public async Task What_a_caught_failure_led_to_is_taken_back_too_and_the_new_history_can_be_replayed()
    {
        await using EngineHarness harness = await StartAsync(async context =>
        {
            string a = await context.CallActivityAsync<string>("Good", "a");
            try
            {
                a += await context.CallActivityAsync<string>(
                    "Bad", "b", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))));
            }
            catch (TaskFailedException)
            {
                await context.CallActivityAsync<string>("Good", "undo");
                throw;
            }

            return a + await context.WaitForExternalEvent<string>("end");
        });
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await harness.RunAsync("Work", id: "w")).RuntimeStatus);
        await harness.Client.RewindInstanceAsync("w", "still broken");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await harness.CompletionAsync("w")).RuntimeStatus);
        Assert.Equal(2, _calls["undo"]);
        _broken = false;
        await harness.Client.RewindInstanceAsync("w", "fixed");
        await Deadline.UntilAsync(() => _calls["b"] == 7, "it ran once more");
        await harness.CrashAsync();
        await harness.StartAsync();
        await harness.Client.RaiseEventAsync("w", "end", "!");

        OrchestrationMetadata done = await harness.CompletionAsync("w");
        Assert.True(done.RuntimeStatus == OrchestrationRuntimeStatus.Completed, done.FailureDetails?.ToString());
        Assert.Equal("ab!", done.ReadOutputAs<string>());
        Assert.Equal(1, _calls["a"]);
        Assert.Equal(2, _calls["undo"]);
    }

    [Fact]
    public async Task Failed_children_are_rewound_with_their_parent_and_completed_ones_stay()
    {
        await using var harness = await Add(new EngineHarness())
            .Orchestrator("Child", async context => await context.CallActivityAsync<string>(
                context.GetInput<string>() == "bad" ? "Bad" : "Good", context.GetInput<string>()))
            .Orchestrator("Work", async context => string.Concat(await Task.WhenAll(
                context.CallSubOrchestratorAsync<string>("Child", "good"), context.CallSubOrchestratorAsync<string>("Child", "bad"))))
            .StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await harness.RunAsync("Work", id: "w")).RuntimeStatus);
        _broken = false;

        await harness.Client.RewindInstanceAsync("w", "fixed");

        Assert.Equal("goodbad", (await harness.CompletionAsync("w")).ReadOutputAs<string>());
        Assert.Equal(1, _calls["good"]);
        Assert.Equal(2, _calls["bad"]);
    }

    [Fact]
    public async Task Code_that_was_mended_goes_on_where_it_threw_and_events_stay()
    {
        await using EngineHarness harness = await StartAsync(async context =>
        {
            string e = await context.WaitForExternalEvent<string>("e");
            return _broken ? throw new FormatException("bug") : e;
        });
        await harness.ScheduleAsync("Work", id: "w");
        await harness.Client.RaiseEventAsync("w", "e", "kept");
        await harness.CompletionAsync("w");
        _broken = false;

        await harness.Client.RewindInstanceAsync("w", "fixed");

        Assert.Equal("kept", (await harness.CompletionAsync("w")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Only_failed_instances_can_be_rewound()
    {
        await using EngineHarness harness = await StartAsync(_ => Task.FromResult<object?>(1));
        await harness.RunAsync("Work", id: "w");

        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Client.RewindInstanceAsync("w", "no"));
        await Assert.ThrowsAsync<ArgumentException>(() => harness.Client.RewindInstanceAsync("unknown", "no"));
    }

    private Task<EngineHarness> StartAsync(Func<TaskOrchestrationContext, Task<object?>> run) =>
        Add(new EngineHarness()).Orchestrator("Work", run).StartAsync();

    private EngineHarness Add(EngineHarness harness) => harness
        .Activity("Good", input => Call(input.Read<string>()!))
        .Activity("Bad", input => Call(input.Read<string>()!) is { } name && _broken
            ? throw new InvalidOperationException(name)
            : input.Read<string>());

    private string Call(string name)
    {
        lock (_calls)
        {
            _calls[name] = _calls.GetValueOrDefault(name) + 1;
            return name;
        }
    }
}
