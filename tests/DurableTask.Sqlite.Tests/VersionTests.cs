using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

public sealed class VersionTests
{
    [Theory]
    [InlineData(VersionMatchStrategy.None, "2", "9", true)]
    [InlineData(VersionMatchStrategy.Strict, "2", "2", true)]
    [InlineData(VersionMatchStrategy.Strict, "2", "2.0", false)]
    [InlineData(VersionMatchStrategy.Strict, "2.0", "2.0.0", false)]
    [InlineData(VersionMatchStrategy.Strict, "2", "", false)]
    [InlineData(VersionMatchStrategy.Strict, null, "", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2", "1", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2", "2", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2", "3", false)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2", "", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2.0", "2", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "1.9", "1.10", false)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "beta", "alpha", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "beta", "GAMMA", false)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, null, "1", false)]
    public async Task A_strategy_decides_which_versions_run(VersionMatchStrategy match, string? own, string version, bool runs)
    {
        await using EngineHarness harness = await StartAsync(own, match, VersionFailureStrategy.Fail);

        string id = await harness.Client.ScheduleNewOrchestrationInstanceAsync(
            "Version", null, new StartOrchestrationOptions { Version = version }, Deadline.Token());

        OrchestrationMetadata end = await harness.CompletionAsync(id);
        Assert.Equal(runs ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(runs ? null : "VersionMismatch", end.FailureDetails?.ErrorType);
        Assert.Equal(runs ? version : null, end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task What_is_rejected_waits_for_an_engine_of_its_version_with_its_events()
    {
        string own = "1";
        await using var harness = new EngineHarness(configure: options =>
        {
            options.DefaultVersion = own;
            options.VersionMatchStrategy = VersionMatchStrategy.CurrentOrOlder;
        });
        await Register(harness).StartAsync();
        string newer = await ScheduleAsync(harness, "Listen", "2");
        await harness.Client.RaiseEventAsync(newer, "e", "early");
        Assert.Equal("1", (await harness.CompletionAsync(await ScheduleAsync(harness, "Version", "1"))).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await harness.Client.GetInstanceAsync(newer))!.RuntimeStatus);

        own = "2";
        await harness.RestartAsync();

        Assert.Equal("early", (await harness.CompletionAsync(newer)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task What_has_run_and_is_rejected_keeps_its_activity_and_can_be_terminated()
    {
        string own = "2";
        var gate = new TaskCompletionSource();
        await using var harness = new EngineHarness(configure: options =>
        {
            options.DefaultVersion = own;
            options.VersionMatchStrategy = VersionMatchStrategy.Strict;
        });
        harness.Activity("Slow", async (_, cancellation) =>
        {
            await gate.Task.WaitAsync(cancellation);
            return "slow";
        });
        Register(harness).Orchestrator("Call", async context => await context.CallActivityAsync<string>("Slow"));
        await harness.StartAsync();
        string kept = await ScheduleAsync(harness, "Call", "2");
        string terminated = await ScheduleAsync(harness, "Call", "2");
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().RunningActivities == 2, "both call");
        await harness.CrashAsync();

        own = "1";
        await harness.StartAsync();
        gate.SetResult();
        await Deadline.UntilAsync(
            async () => await harness.Engine.Database.Readers.ReadAsync(sql => sql.Number("SELECT COUNT(*) FROM activities")) == 0,
            "both results are kept");
        await harness.Client.TerminateInstanceAsync(terminated, (object?)"no longer needed");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await harness.CompletionAsync(terminated)).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await harness.Client.GetInstanceAsync(kept))!.RuntimeStatus);

        own = "2";
        await harness.RestartAsync();
        Assert.Equal("slow", (await harness.CompletionAsync(kept)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task What_is_rejected_is_terminated_behind_many_other_messages()
    {
        await using EngineHarness harness = await StartAsync("1", VersionMatchStrategy.CurrentOrOlder, VersionFailureStrategy.Reject);
        string newer = await ScheduleAsync(harness, "Listen", "2");
        await Task.WhenAll(Enumerable.Range(0, 1100).Select(number => harness.Client.RaiseEventAsync(newer, "other", number)));

        await harness.Client.TerminateInstanceAsync(newer, (object?)"no longer needed");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await harness.CompletionAsync(newer)).RuntimeStatus);
        Assert.Equal(0, await harness.Engine.Database.Readers.ReadAsync(sql => sql.Number("SELECT COUNT(*) FROM inbox")));
    }

    private static Task<string> ScheduleAsync(EngineHarness harness, string name, string version) =>
        harness.Client.ScheduleNewOrchestrationInstanceAsync(
            name, null, new StartOrchestrationOptions { Version = version }, Deadline.Token());

    private static Task<EngineHarness> StartAsync(string? own, VersionMatchStrategy match, VersionFailureStrategy failure) =>
        Register(new EngineHarness(configure: options =>
        {
            options.DefaultVersion = own;
            options.VersionMatchStrategy = match;
            options.VersionFailureStrategy = failure;
        })).StartAsync();

    private static EngineHarness Register(EngineHarness harness) => harness
        .Orchestrator("Version", context => Task.FromResult<object?>(context.Version))
        .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("e"));
}
