using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Ocfl.Testing;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Tests.Telemetry;

/// <summary>One trace an update, from the request to the steps.</summary>
public sealed class UpdateTraceTests
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "DurableTask.Sqlite", "OcflFunctions"];

    [Theory]
    [InlineData("1000")]
    [InlineData("0")]
    public async Task An_update_is_one_trace_and_each_span_of_it_comes_once(string cached)
    {
        using TemporaryFolder folder = Folder();
        using SpanRecorder spans = new(Sources);
        await using ProductHost host = await ProductHost.StartAsync(folder, $"--DurableTask:MaxCachedOrchestrations={cached}");
        using MeterRecorder meters = new(host.Services.GetRequiredService<IMeterFactory>());

        string id = await host.UpdateAsync("urn:example:one");
        await host.UntilAsync(id, "Completed");

        Activity whole = await spans.SpanAsync("orchestration:UpdateObject@(2)");
        Activity create = await spans.SpanAsync("create_orchestration:UpdateObject@(2)");
        Activity request = Assert.Single(spans.Ended, span => span.GetTagItem("ocfl.update.id") is string named
            && named == id
            && span.Source.Name == "Microsoft.AspNetCore");
        Assert.Equal((create.SpanId, request.SpanId), (whole.ParentSpanId, create.ParentSpanId));
        Activity[] activities = [.. spans.Ended.Where(span => span.OperationName.StartsWith("activity:", StringComparison.Ordinal))];
        Assert.All(activities, activity => Assert.Equal(whole.SpanId, activity.ParentSpanId));
        Assert.Equal(
            [
                "activity:ApplyPlan@(2)",
                "activity:BuildStage@(2)",
                "activity:ClaimObject@(2)",
                "activity:CreatePlan@(2)",
                "activity:ListSource@(2)",
                "activity:ReleaseObject@(2)",
            ],
            activities.Select(activity => activity.OperationName)
                .Where(name => !name.Contains("Execute", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        Activity[] steps = [.. spans.Ended.Where(span => span.OperationName == "ocfl.step")];
        Assert.Equal(
            Ids(activities.Where(activity => activity.OperationName == "activity:ExecuteOcflActivity@(2)").Select(
                activity => activity.SpanId)),
            Ids(steps.Select(step => step.ParentSpanId)));
        Assert.Equal(
            meters.Sums.Where(sum => sum.Key.StartsWith("ocfl.steps.executed", StringComparison.Ordinal)).Sum(sum => sum.Value),
            steps.Length);
        Assert.Contains("copy v1/content/b.txt", steps.Select(step => step.GetTagItem("ocfl.step.name")));
        Assert.All(steps, step => Assert.Equal(id, step.GetTagItem("ocfl.update.id")));
        Assert.All(steps, step => Assert.Equal("Done", step.GetTagItem("ocfl.step.outcome")));
        Assert.Equal(meters.Sums["ocfl.bytes.written"], steps.Sum(step => (long)step.GetTagItem("ocfl.bytes")!));
        Assert.Equal(
            (1, 1, 1),
            (meters.Sums["ocfl.updates.started"], meters.Sums["ocfl.updates.ended outcome=Completed"], meters.Counts["ocfl.update.duration outcome=Completed"]));
    }

    [Fact]
    public async Task A_restart_in_the_middle_does_not_break_the_trace()
    {
        const string Object = "urn:example:two";
        using TemporaryFolder folder = Folder();
        using SpanRecorder spans = new(Sources);
        string id;
        await using (ProductHost host = await ProductHost.StartAsync(folder))
        {
            // Another update, which will not start for a long time and is of no trace, is first in the queue.
            Activity.Current = null;
            await host.Engine.ScheduleNewOrchestrationInstanceAsync(
                nameof(UpdateObject), input: null, new StartOrchestrationOptions("first", DateTimeOffset.UtcNow.AddDays(1)));
            await host.Services.GetRequiredService<ClaimStore>().ClaimAsync(
                Object, "first", static (_, _) => Task.FromResult(UpdateLife.Running), default);
            Activity.Current = spans.Root;
            id = await host.UpdateAsync(Object);
            await spans.SpansAsync("activity:ClaimObject@(2)");
        }

        Activity.Current = null;
        await using ProductHost again = await ProductHost.StartAsync(folder);
        await again.Engine.TerminateInstanceAsync("first");
        await again.UntilAsync(id, "Completed");

        Activity whole = await spans.SpanAsync("orchestration:UpdateObject@(2)");
        Activity claimed = (await spans.SpansAsync("activity:ClaimObject@(2)", 2))[0];
        Activity released = await spans.SpanAsync("activity:ReleaseObject@(2)");
        Assert.Equal([whole.SpanId, whole.SpanId], new[] { claimed, released }.Select(span => span.ParentSpanId));
        Assert.Equal((await spans.SpanAsync("create_orchestration:UpdateObject@(2)")).SpanId, whole.ParentSpanId);
        Assert.Equal(id, whole.GetTagItem("durabletask.task.instance_id"));
        Assert.NotEmpty(await spans.SpansAsync("ocfl.step"));
    }

    /// <summary>In an order of their own: steps run side by side, and a span comes when it ends.</summary>
    private static IEnumerable<string> Ids(IEnumerable<ActivitySpanId> spans) =>
        spans.Select(span => span.ToHexString()).Order(StringComparer.Ordinal);

    private static TemporaryFolder Folder()
    {
        TemporaryFolder folder = new();
        string source = Directory.CreateDirectory(Path.Combine(folder.Path, "incoming", "source")).FullName;
        File.WriteAllText(Path.Combine(source, "a.txt"), "a");
        File.WriteAllText(Path.Combine(source, "b.txt"), "bb");
        return folder;
    }
}
