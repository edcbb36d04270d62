using DurableTask.Core.Exceptions;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task A_start_with_the_id_of_an_unfinished_instance_is_refused_and_a_finished_one_is_replaced()
    {
        await using EngineHarness harness = await StartAsync();
        await harness.ScheduleAsync("Wait", 1, "x");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => harness.ScheduleAsync("Wait", 2, "x"));
        await harness.Client.WaitForInstanceStartAsync("x", Deadline.Token());
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => harness.ScheduleAsync("Wait", 2, "x"));
        await harness.Client.SuspendInstanceAsync("x");
        await harness.UntilAsync("x", metadata => metadata.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, "suspended");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => harness.ScheduleAsync("Wait", 2, "x"));
        await harness.Client.TerminateInstanceAsync("x");
        await harness.CompletionAsync("x");
        await harness.ScheduleAsync("Wait", 3, "x");
        await harness.Client.RaiseEventAsync("x", "e", "new");

        OrchestrationMetadata metadata = await harness.CompletionAsync("x");
        Assert.Equal("new", metadata.ReadOutputAs<string>());
        Assert.Equal(3, metadata.ReadInputAs<int>());
    }

    [Fact]
    public async Task Of_many_starts_with_one_id_at_once_one_wins()
    {
        await using EngineHarness harness = await StartAsync();

        int[] outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async n =>
        {
            try
            {
                await harness.ScheduleAsync("Wait", n, "same");
                return 1;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return 0;
            }
        }));

        Assert.Equal(1, outcomes.Sum());
    }

    [Fact]
    public async Task DedupeStatuses_say_what_is_not_replaced()
    {
        await using EngineHarness harness = await StartAsync();
        await harness.ScheduleAsync("Wait", 1, "x");
        await harness.Client.WaitForInstanceStartAsync("x", Deadline.Token());
        StartOrchestrationOptions all = new StartOrchestrationOptions("x").WithDedupeStatuses();
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => harness.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 2, all));
        await harness.Client.RaiseEventAsync("x", "e", "first");
        Assert.Equal(1, (await harness.CompletionAsync("x")).ReadInputAs<int>());

        StartOrchestrationOptions completed = new StartOrchestrationOptions("x").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => harness.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 3, completed));
        StartOrchestrationOptions contradictory = new StartOrchestrationOptions("x").WithDedupeStatuses(
            OrchestrationRuntimeStatus.Terminated);
        await Assert.ThrowsAsync<ArgumentException>(() => harness.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 3, contradictory));
        var unknown = new StartOrchestrationOptions("x") { DedupeStatuses = ["Lost"] };
        await Assert.ThrowsAsync<ArgumentException>(() => harness.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 3, unknown));
    }

    [Fact]
    public async Task Tags_and_versions_are_kept()
    {
        await using EngineHarness harness = await StartAsync(options => options.DefaultVersion = "1.2");
        await harness.Client.ScheduleNewOrchestrationInstanceAsync(
            "Version", null, new StartOrchestrationOptions("tagged")
            {
                Tags = new Dictionary<string, string>
                {
                    ["team"] = "archive",
                },
                Version = "3.4"
            });
        OrchestrationMetadata tagged = await harness.CompletionAsync("tagged");
        OrchestrationMetadata plain = await harness.RunAsync("Version");

        Assert.Equal("archive", tagged.Tags["team"]);
        Assert.Equal("3.4 3.4 1", tagged.ReadOutputAs<string>());
        Assert.Equal("1.2 1.2 -1", plain.ReadOutputAs<string>());
        Assert.Empty(plain.Tags);
    }

    [Fact]
    public async Task Restart_runs_a_finished_instance_again_with_its_input_under_its_own_or_a_new_id()
    {
        await using EngineHarness harness = await StartAsync();
        OrchestrationMetadata first = await harness.RunAsync("Echo", "hello", "echo");

        Assert.Equal("echo", await harness.Client.RestartAsync("echo"));
        OrchestrationMetadata again = await harness.CompletionAsync("echo");
        string other = await harness.Client.RestartAsync("echo", restartWithNewInstanceId: true);

        Assert.NotEqual("echo", other);
        Assert.Equal("hello", again.ReadOutputAs<string>());
        Assert.True(again.CreatedAt >= first.LastUpdatedAt);
        Assert.Equal("hello", (await harness.CompletionAsync(other)).ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => harness.Client.RestartAsync("unknown"));
        await harness.ScheduleAsync("Wait", id: "busy");
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Client.RestartAsync("busy"));
    }

    [Fact]
    public async Task Waiting_for_an_unknown_instance_lasts_until_it_is_started()
    {
        await using EngineHarness harness = await StartAsync();
        Task<OrchestrationMetadata> start = harness.Client.WaitForInstanceStartAsync("later", Deadline.Token());
        Task<OrchestrationMetadata> end = harness.Client.WaitForInstanceCompletionAsync("later", true, Deadline.Token());
        Assert.False(start.IsCompleted || end.IsCompleted);

        await harness.ScheduleAsync("Echo", "here", "later");

        Assert.Equal("later", (await start).InstanceId);
        Assert.Equal("here", (await end).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Waiting_ends_with_the_token_and_with_the_engine()
    {
        await using EngineHarness harness = await StartAsync();
        await harness.ScheduleAsync("Wait", id: "x");
        using var cancellation = new CancellationTokenSource();
        Task<OrchestrationMetadata> waiting = harness.Client.WaitForInstanceCompletionAsync("x", cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Task<OrchestrationMetadata> untilTheEnd = harness.Client.WaitForInstanceCompletionAsync("x", Deadline.Token());
        await harness.StopAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => untilTheEnd);
    }

    private static Task<EngineHarness> StartAsync(Action<SqliteDurableTaskOptions>? configure = null)
    {
        var harness = new EngineHarness(configure: configure);
        harness.Registry.AddActivity("Version", (context, _, _) => Task.FromResult<object?>(context.Version));
        return harness
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("e"))
            .Orchestrator("Echo", context => Task.FromResult<object?>(context.GetInput<string>()))
            .Orchestrator("Version", async context =>
                $"{context.Version} {await context.CallActivityAsync<string>("Version")} {context.CompareVersionTo("2.0")}")
            .StartAsync();
    }
}
