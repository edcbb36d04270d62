using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Ocfl.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class TracingTests
{
    /// <summary>A harness whose orchestrations leave the cache after each turn, or stay in it.</summary>
    private static EngineHarness NewHarness(bool replays) =>
        new(configure: options => options.MaxCachedOrchestrations = replays ? 0 : 1000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_trace_from_the_caller_through_orchestration_activity_and_child_each_span_once(bool replays)
    {
        using var spans = new SpanRecorder(SqliteDurableTaskEngine.ActivitySourceName);
        await using var harness = await NewHarness(replays)
            .Activity("Echo", input => input.Read<int>())
            .Orchestrator("Child", async context => await context.CallActivityAsync<int>("Echo", 3))
            .Orchestrator("Parent", async context =>
            {
                await context.CallActivityAsync("Echo", 1);
                await context.CallActivityAsync("Echo", 2);
                return await context.CallSubOrchestratorAsync<int>(
                    "Child", options: new SubOrchestrationOptions(instanceId: "the-child") { Version = "2.0" });
            })
            .StartAsync();

        OrchestrationMetadata metadata = await harness.RunAsync("Parent", id: "p");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, metadata.RuntimeStatus);
        Activity parent = await spans.SpanAsync("orchestration:Parent");
        Activity child = await spans.SpanAsync("orchestration:Child@(2.0)");
        Activity create = await spans.SpanAsync("create_orchestration:Parent");
        Activity[] echoes = [.. spans.Ended.Where(span => span.OperationName.StartsWith("activity:", StringComparison.Ordinal))];
        Assert.Equal(6, spans.Ended.Count);
        Assert.Equal(
            [(create.SpanId, spans.Root.SpanId), (parent.SpanId, create.SpanId), (child.SpanId, parent.SpanId)],
            new[] { create, parent, child }.Select(span => (span.SpanId, span.ParentSpanId)));
        Assert.Equal([parent.SpanId, parent.SpanId, child.SpanId], echoes.Select(span => span.ParentSpanId));
        Assert.Equal(
            [ActivityKind.Producer, ActivityKind.Server, ActivityKind.Server, ActivityKind.Server],
            new[] { create, parent, child, echoes[0] }.Select(span => span.Kind));
        Assert.All(spans.Ended, span => Assert.Equal("vendor=1", span.TraceStateString));
        Assert.Equal(
            [
                "durabletask.task.execution_id",
                "durabletask.task.instance_id=the-child",
                "durabletask.task.name=Child",
                "durabletask.task.status=Completed",
                "durabletask.task.version=2.0",
                "durabletask.type=orchestration",
            ],
            Tags(child));
        Assert.Equal(
            ["durabletask.task.instance_id=p", "durabletask.task.name=Echo", "durabletask.task.task_id=1", "durabletask.type=activity"],
            Tags(echoes[1]));
        Assert.True(parent.StartTimeUtc <= echoes[0].StartTimeUtc
            && parent.StartTimeUtc + parent.Duration >= echoes[1].StartTimeUtc + echoes[1].Duration);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_in_the_middle_does_not_break_the_trace(bool crashes)
    {
        using var spans = new SpanRecorder(SqliteDurableTaskEngine.ActivitySourceName);
        await using var harness = await new EngineHarness()
            .Activity("Before", _ => null)
            .Activity("After", _ => null)
            .Orchestrator("Wait", async context =>
            {
                await context.CallActivityAsync("Before");
                context.SetCustomStatus("waiting");
                await context.WaitForExternalEvent<object?>("go");
                await context.CallActivityAsync("After");
                return null;
            })
            .StartAsync();
        await harness.ScheduleAsync("Wait", id: "w");
        await harness.UntilAsync("w", metadata => metadata.SerializedCustomStatus is not null, "it waits");

        await (crashes ? harness.CrashAsync() : harness.StopAsync());
        await harness.StartAsync();
        Activity.Current = null;
        await harness.Client.RaiseEventAsync("w", "go");
        await harness.CompletionAsync("w");

        Activity whole = await spans.SpanAsync("orchestration:Wait");
        Activity create = await spans.SpanAsync("create_orchestration:Wait");
        Activity before = await spans.SpanAsync("activity:Before");
        Activity after = await spans.SpanAsync("activity:After");
        Assert.Equal(create.SpanId, whole.ParentSpanId);
        Assert.Equal([whole.SpanId, whole.SpanId], new[] { before, after }.Select(span => span.ParentSpanId));
        Assert.True(whole.StartTimeUtc <= before.StartTimeUtc);
    }

    [Fact]
    public async Task Each_run_of_an_orchestration_that_starts_over_is_a_span_of_its_own()
    {
        using var spans = new SpanRecorder(SqliteDurableTaskEngine.ActivitySourceName);
        await using var harness = await new EngineHarness()
            .Activity("Work", _ => null)
            .Orchestrator("Loop", async context =>
            {
                await context.CallActivityAsync("Work");
                int left = context.GetInput<int>() - 1;
                if (left > 0)
                {
                    context.ContinueAsNew(left);
                }

                return null;
            })
            .StartAsync();

        await harness.RunAsync("Loop", 3);

        await Deadline.UntilAsync(() => spans.Ended.Count == 7, "all spans");
        // A run's span is reported after its commit, which may already have let the next run begin: their ends are in any order.
        Activity[] runs = [.. spans.Ended.Where(span => span.OperationName == "orchestration:Loop").OrderBy(span => span.StartTimeUtc)];
        Assert.Equal(["ContinuedAsNew", "ContinuedAsNew", "Completed"], runs.Select(span => span.GetTagItem("durabletask.task.status")));
        Assert.Equal(3, runs.Select(span => span.SpanId).Distinct().Count());
        Assert.Equal(
            runs.Select(span => span.SpanId),
            spans.Ended.Where(span => span.OperationName == "activity:Work")
                .OrderBy(span => span.StartTimeUtc)
                .Select(span => span.ParentSpanId));
    }

    [Fact]
    public async Task Failures_are_errors_and_a_rewound_orchestration_is_another_span()
    {
        using var spans = new SpanRecorder(SqliteDurableTaskEngine.ActivitySourceName);
        bool succeeds = false;
        await using var harness = await new EngineHarness()
            .Activity("Fail", _ => Volatile.Read(ref succeeds) ? null : throw new TimeoutException("too slow"))
            .Orchestrator("Try", async context =>
            {
                await context.CallActivityAsync("Fail");
                return null;
            })
            .StartAsync();

        await harness.RunAsync("Try", id: "t");
        Activity failed = await spans.SpanAsync("orchestration:Try");
        Activity activity = await spans.SpanAsync("activity:Fail");
        Volatile.Write(ref succeeds, true);
        await harness.Client.RewindInstanceAsync("t", "again");
        await harness.CompletionAsync("t");
        await Deadline.UntilAsync(() => spans.Ended.Count(span => span.OperationName == "orchestration:Try") == 2, "the second span");

        Assert.Equal((ActivityStatusCode.Error, "too slow"), (activity.Status, activity.StatusDescription));
        Assert.Equal("System.TimeoutException", activity.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, failed.Status);
        Activity again = spans.Ended.Last(span => span.OperationName == "orchestration:Try");
        Assert.Equal((ActivityStatusCode.Unset, failed.ParentSpanId), (again.Status, again.ParentSpanId));
        Assert.NotEqual(failed.SpanId, again.SpanId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_orchestrator_does_is_in_its_own_span(bool replays)
    {
        using var spans = new SpanRecorder(SqliteDurableTaskEngine.ActivitySourceName);
        var seen = new ConcurrentQueue<(ActivityTraceId, ActivitySpanId)>();
        await using var harness = await NewHarness(replays)
            .Activity("Work", _ => Activity.Current?.OperationName)
            .Orchestrator("Look", async context =>
            {
                seen.Enqueue((Activity.Current!.TraceId, Activity.Current.SpanId));
                string? within = await context.CallActivityAsync<string?>("Work");
                seen.Enqueue((Activity.Current!.TraceId, Activity.Current.SpanId));
                return within;
            })
            .StartAsync();

        Assert.Equal("activity:Work", await harness.ResultAsync<string>("Look"));

        Activity whole = await spans.SpanAsync("orchestration:Look");
        Assert.Equal(replays ? 3 : 2, seen.Count);
        Assert.All(seen, place => Assert.Equal((whole.TraceId, whole.SpanId), place));
    }

    private static IEnumerable<string> Tags(Activity span) => span.TagObjects
        .Select(tag => tag.Key == "durabletask.task.execution_id" ? tag.Key : $"{tag.Key}={tag.Value}")
        .Order(StringComparer.Ordinal);
}
