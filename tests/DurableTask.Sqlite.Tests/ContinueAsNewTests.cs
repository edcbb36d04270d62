using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class ContinueAsNewTests
{
    [Fact]
    public async Task It_starts_over_with_a_new_input_and_a_fresh_history()
    {
        await using var harness = await new EngineHarness()
            .Activity("Next", input => input.Read<int>() + 1)
            .Orchestrator("Loop", async context =>
            {
                int n = await context.CallActivityAsync<int>("Next", context.GetInput<int>());
                if (n < 50)
                {
                    context.ContinueAsNew(n);
                    return null;
                }

                return n;
            })
            .StartAsync();

        OrchestrationMetadata done = await harness.RunAsync("Loop", 0, "loop");

        Assert.Equal(50, done.ReadOutputAs<int>());
        Assert.Equal(49, done.ReadInputAs<int>());
        Assert.Equal(4, (await harness.HistoryAsync("loop")).Count);
        Assert.Equal(4, await harness.Engine.Database.Readers.ReadAsync(sql => sql.Number("SELECT COUNT(*) FROM history")));
    }

    [Theory]
    [InlineData(true, "a,b,c")]
    [InlineData(false, "c")]
    public async Task Events_nobody_took_go_along_unless_told_not_to(bool preserve, string expected)
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Loop", async context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    await context.WaitForExternalEvent<bool>("over");
                    context.ContinueAsNew(1, preserve);
                    return null;
                }

                var got = new List<string>();
                while (got.LastOrDefault() != "c")
                {
                    got.Add(await context.WaitForExternalEvent<string>("e"));
                }

                return string.Join(',', got);
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Loop", 0);
        await harness.Client.RaiseEventAsync(id, "e", "a");
        await harness.Client.RaiseEventAsync(id, "E", "b");
        await harness.Client.RaiseEventAsync(id, "over", true);
        await harness.UntilAsync(id, metadata => metadata.SerializedInput == "1", "it started over");
        await harness.Client.RaiseEventAsync(id, "e", "c");

        Assert.Equal(expected, (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task It_starts_over_once_its_activities_have_ended()
    {
        var gate = new TaskCompletionSource();
        await using var harness = await new EngineHarness()
            .Activity("Slow", async (input, _) =>
            {
                await gate.Task;
                return input.Read<string>();
            })
            .Orchestrator("Loop", async context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    _ = context.CallActivityAsync<string>("Slow", "old");
                    context.ContinueAsNew(1);
                    return null;
                }

                return await context.CallActivityAsync<string>("Slow", "new");
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Loop", 0);
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().RunningActivities == 1, "the old one runs");
        await harness.UntilAsync(id, metadata => metadata is { SerializedInput: "0", IsRunning: true }, "the old execution waits");
        gate.SetResult();

        Assert.Equal("new", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(0, harness.Engine.GetStatistics().DroppedMessages);
        Assert.Equal(4, await harness.Engine.Database.Readers.ReadAsync(sql => sql.Number("SELECT COUNT(*) FROM history")));
    }

    [Fact]
    public async Task It_has_a_new_time_of_creation_and_no_custom_status()
    {
        var time = new FakeTimeProvider();
        await using var harness = await new EngineHarness(time)
            .Orchestrator("Loop", async context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    context.SetCustomStatus("before");
                    await context.WaitForExternalEvent<bool>("over");
                    context.ContinueAsNew(1);
                    return null;
                }

                await context.WaitForExternalEvent<bool>("over");
                return null;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Loop", 0);
        await harness.UntilAsync(id, metadata => metadata.SerializedCustomStatus == "\"before\"", "the first execution");
        time.Advance(TimeSpan.FromHours(1));

        await harness.Client.RaiseEventAsync(id, "over", true);

        await harness.UntilAsync(id, metadata => metadata.SerializedInput == "1", "it started over");
        OrchestrationMetadata next = (await harness.Client.GetInstanceAsync(id, true))!;
        Assert.Null(next.SerializedCustomStatus);
        Assert.Equal(time.GetUtcNow(), next.CreatedAt);
    }

    [Fact]
    public async Task A_new_version_can_be_taken_and_the_child_still_returns_to_its_parent()
    {
        await using var harness = await new EngineHarness(configure: options => options.DefaultVersion = "1.0")
            .Orchestrator("Child", async context =>
            {
                if (context.Version == "1.0")
                {
                    await context.WaitForExternalEvent<bool>("over");
                    context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2.0" });
                    return null;
                }

                return context.Version;
            })
            .Orchestrator("Parent", async context =>
                await context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions(instanceId: "c")))
            .StartAsync();
        string parent = await harness.ScheduleAsync("Parent");
        await harness.UntilAsync("c", metadata => metadata.IsRunning, "the child runs");
        await harness.Client.RaiseEventAsync("c", "over", true);

        Assert.Equal("2.0", (await harness.CompletionAsync(parent)).ReadOutputAs<string>());
    }
}
