using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.Tests.Faults;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

/// <summary>Rows that are not as the engine writes them fail their instance, and no other.</summary>
public sealed class DamagedRowTests
{
    [Theory]
    [InlineData("UPDATE history SET name = NULL WHERE run = $1 AND type = 10")]
    [InlineData("UPDATE history SET type = 'x' WHERE run = $1 AND seq = 0")]
    [InlineData("UPDATE history SET type = 99 WHERE run = $1 AND type = 10")]
    [InlineData("UPDATE history SET type = 4, payload = 'no JSON' WHERE run = $1 AND type = 3")]
    [InlineData("UPDATE history SET task = 7 WHERE run = $1 AND type = 2")]
    [InlineData("DELETE FROM history WHERE run = $1 AND type = 2")]
    [InlineData("UPDATE instances SET name = x'' WHERE run = $1")]
    [InlineData("INSERT INTO inbox (id, run, kind, due) VALUES (1000, $1, 'x', 0)")]
    public async Task The_instance_fails_with_the_reason_and_the_others_go_on(string harm)
    {
        await using EngineHarness harness = await StartAsync();
        string damaged = await ReadyAsync(harness);
        string other = await ReadyAsync(harness);
        await HarmAsync(harness, damaged, harm);
        await harness.CrashAsync();
        await harness.StartAsync();

        await UnlessFinishedAsync(harness.Client.RaiseEventAsync(damaged, "end", "now"));
        await harness.Client.RaiseEventAsync(other, "end", "now");

        Assert.Equal("first now", (await harness.CompletionAsync(other)).ReadOutputAs<string>());
        OrchestrationMetadata end = await harness.CompletionAsync(damaged);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.NotEmpty(end.FailureDetails!.ErrorMessage);
        Assert.True(harness.Engine.Health.IsHealthy);
        await Deadline.UntilAsync(
            () => harness.Engine.GetStatistics() is { QueuedOrchestrations: 0, ActiveOrchestrations: 0 }, "nothing stays queued");
    }

    [Theory]
    [InlineData("DELETE FROM history WHERE run = $1 AND seq = 1", "The event #1 is missing")]
    [InlineData("DELETE FROM history WHERE run = $1 AND seq = 0", "The event #0 is missing")]
    [InlineData("UPDATE history SET type = 99 WHERE run = $1 AND seq = 1", "unknown type")]
    [InlineData("UPDATE history SET name = NULL WHERE run = $1 AND type = 10", "has no name")]
    [InlineData("UPDATE history SET time = -1 WHERE run = $1 AND seq = 1", "is not a time")]
    [InlineData("UPDATE history SET time = 9000000000000000000 WHERE run = $1 AND seq = 1", "is not a time")]
    [InlineData("UPDATE history SET task = 9000000000000000000 WHERE run = $1 AND seq = 1", "cannot be read")]
    [InlineData("UPDATE history SET type = 4, payload = 'null' WHERE run = $1 AND type = 3", "failure of the event")]
    [InlineData("UPDATE instances SET created = -1 WHERE run = $1", "is not a time")]
    [InlineData("INSERT INTO inbox (id, run, kind, due) VALUES (1000, $1, 9, 0)", "unknown kind")]
    public async Task The_reason_names_what_is_damaged(string harm, string reason)
    {
        await using EngineHarness harness = await StartAsync();
        string id = await ReadyAsync(harness);
        await HarmAsync(harness, id, "INSERT INTO inbox (id, run, kind, name, due) VALUES (999, $1, 7, 'other', 0)");
        await HarmAsync(harness, id, harm);
        await harness.CrashAsync();
        await harness.StartAsync();

        OrchestrationMetadata? end = null;
        await Deadline.UntilAsync(
            async () => (end = await FindAsync(harness, id)) is { RuntimeStatus: OrchestrationRuntimeStatus.Failed }, "it fails");

        Assert.Equal(typeof(DamagedInstanceException).FullName, end!.FailureDetails!.ErrorType);
        Assert.Contains(reason, end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE history SET name = NULL WHERE run = $1 AND type = 2")]
    [InlineData("UPDATE activities SET seq = 99 WHERE run = $1")]
    public async Task An_activity_without_its_event_fails_and_nothing_hangs(string harm)
    {
        var gate = new TaskCompletionSource();
        await using var harness = await new EngineHarness()
            .Activity("Slow", async (_, cancellation) =>
            {
                await gate.Task.WaitAsync(cancellation);
                return null;
            })
            .Orchestrator("Call", async context => await context.CallActivityAsync<string>("Slow"))
            .StartAsync();
        string id = await harness.ScheduleAsync("Call");
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().RunningActivities == 1, "it runs");
        await HarmAsync(harness, id, harm);
        await harness.CrashAsync();

        await harness.StartAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await harness.CompletionAsync(id)).RuntimeStatus);
    }

    [Theory]
    [InlineData("UPDATE history SET type = 'x' WHERE run = $1")]
    [InlineData("UPDATE instances SET parent_name = NULL WHERE run = $1")]
    public async Task A_parent_sees_the_failure_of_its_damaged_child(string harm)
    {
        await using EngineHarness harness = await StartAsync();
        harness.Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
            "Work", options: new SubOrchestrationOptions(instanceId: "child")));
        string parent = await harness.ScheduleAsync("Parent");
        await harness.UntilAsync("child", metadata => metadata.IsRunning, "the child runs");
        await harness.Client.RaiseEventAsync("child", "begin", "now");
        await harness.UntilAsync("child", metadata => metadata.SerializedCustomStatus == "\"ready\"", "the child waits");
        await HarmAsync(harness, "child", harm);
        await harness.CrashAsync();
        await harness.StartAsync();

        await HarmAsync(harness, "child", "INSERT INTO inbox (id, run, kind, name, due) VALUES (999, $1, 7, 'other', 0)");
        await harness.RestartAsync();

        OrchestrationMetadata end = await harness.CompletionAsync(parent);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await harness.CompletionAsync("child")).RuntimeStatus);
        Assert.Contains("damaged", end.FailureDetails!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE instances SET parent_name = NULL WHERE run = $1")]
    [InlineData("UPDATE instances SET parent_run = NULL WHERE run = $1")]
    [InlineData("UPDATE instances SET parent_task = 9000000000000000000 WHERE run = $1")]
    [InlineData("UPDATE instances SET tags = 'no JSON' WHERE run = $1")]
    [InlineData("UPDATE instances SET created = -1 WHERE run = $1")]
    [InlineData("UPDATE instances SET updated = 9000000000000000000 WHERE run = $1")]
    [InlineData("UPDATE instances SET status = 9000000000000000000 WHERE run = $1")]
    [InlineData("INSERT OR REPLACE INTO payloads (id, data) VALUES ($1 * 4 + 3, 'no JSON')")]
    public async Task Lists_and_queries_show_a_damaged_instance_and_all_the_others(string harm)
    {
        await using EngineHarness harness = await StartAsync();
        harness.Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
            "Work", options: new SubOrchestrationOptions(instanceId: "child")));
        string parent = await harness.ScheduleAsync("Parent");
        await harness.UntilAsync("child", metadata => metadata.IsRunning, "the child runs");
        await harness.Client.RaiseEventAsync("child", "begin", "now");
        await harness.Client.RaiseEventAsync("child", "end", "now");
        await harness.CompletionAsync(parent);
        string other = await harness.ScheduleAsync("Work");
        await HarmAsync(harness, "child", harm);

        foreach (OrchestrationQuery query in new[]
        {
            new OrchestrationQuery(PageSize: 1),
            new OrchestrationQuery(PageSize: 1, FetchInputsAndOutputs: true),
        })
        {
            List<OrchestrationMetadata> all = await harness.Client.GetAllInstancesAsync(query).ToListAsync();
            Assert.Equal(
                new[] { parent, "child", other }.Order(StringComparer.Ordinal),
                all.Select(instance => instance.InstanceId).Order(StringComparer.Ordinal));
            AssertDamaged(all.Single(instance => instance.InstanceId == "child"));
        }

        AssertDamaged((await harness.Client.GetInstanceAsync("child"))!);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await harness.Client.GetInstanceAsync(parent))!.RuntimeStatus);
    }

    [Fact]
    public async Task Commands_that_need_the_damaged_rows_are_refused_with_the_reason()
    {
        await using EngineHarness harness = await StartAsync();
        string id = await ReadyAsync(harness);
        await harness.Client.TerminateInstanceAsync(id);
        await harness.CompletionAsync(id);
        await HarmAsync(harness, id, "UPDATE instances SET updated = -1 WHERE run = $1");
        await HarmAsync(harness, id, "UPDATE history SET time = -1 WHERE run = $1 AND seq = 1");

        await Assert.ThrowsAsync<DamagedInstanceException>(() => harness.Client.RestartAsync(id));
        await Assert.ThrowsAsync<DamagedInstanceException>(() => harness.Client.RewindInstanceAsync(id, "again"));
        await Assert.ThrowsAsync<DamagedInstanceException>(() => harness.HistoryAsync(id));
        Assert.Equal(1, (await harness.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);
    }

    private static void AssertDamaged(OrchestrationMetadata instance)
    {
        Assert.Equal(OrchestrationRuntimeStatus.Failed, instance.RuntimeStatus);
        Assert.Equal(typeof(DamagedInstanceException).FullName, instance.FailureDetails!.ErrorType);
    }

    private static Task<EngineHarness> StartAsync() => new EngineHarness()
        .Activity("Say", input => input.Read<string>())
        .Orchestrator("Work", async context =>
        {
            string first = await context.CallActivityAsync<string>("Say", "first");
            await context.WaitForExternalEvent<string>("begin");
            context.SetCustomStatus("ready");
            return $"{first} {await context.WaitForExternalEvent<string>("end")}";
        })
        .StartAsync();

    // Until the engine has found the damage, the instance cannot be read.
    private static async Task<OrchestrationMetadata?> FindAsync(EngineHarness harness, string id)
    {
        try
        {
            return await harness.Client.GetInstanceAsync(id);
        }
        catch (DamagedRowException)
        {
            return null;
        }
    }

    private static async Task UnlessFinishedAsync(Task command)
    {
        try
        {
            await command;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition)
        {
            // The damage was found at the start.
        }
    }

    private static async Task<string> ReadyAsync(EngineHarness harness)
    {
        string id = await harness.ScheduleAsync("Work");
        await harness.Client.RaiseEventAsync(id, "begin", "now");
        await harness.UntilAsync(id, metadata => metadata.SerializedCustomStatus == "\"ready\"", "it waits");
        return id;
    }

    private static Task HarmAsync(EngineHarness harness, string id, string harm) => harness.Engine.Database.Writer.WriteAsync(
        new SqlWrite(sql => sql.Execute(harm, sql.Number("SELECT run FROM instances WHERE id = $1", id))));
}
