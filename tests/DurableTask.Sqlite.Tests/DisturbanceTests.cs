using System.Collections.Concurrent;
using DurableTask.Core.Exceptions;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Tests.Faults;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

/// <summary>A disturbed engine delivers late, twice and in another order, and still keeps what the programming model promises.</summary>
[Trait("Category", "Slow")]
public sealed class DisturbanceTests
{
    private const int Instances = 12;
    private const int Parts = 8;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(40);

    public static TheoryData<int, bool> Seeds => new() { { 1, false }, { 2, true }, { 3, false }, { 4, true } };

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_task_has_one_result_and_every_orchestration_its_end(int seed, bool crashes)
    {
        Disturber Disturber() => new(new EngineDisturbance { Seed = seed, LongestDelay = Short }, TimeProvider.System);
        var runs = new ConcurrentDictionary<(string Id, int Part), int>();
        await using EngineHarness harness = await Create(Disturber, runs).StartAsync();
        string[] ids = await Task.WhenAll(
            Enumerable.Range(0, Instances).Select(number => harness.ScheduleAsync("Rounds", 0, $"rounds-{seed}-{number}")));
        await Deadline.UntilAsync(() => runs.Count >= Parts, "some activities");
        await (crashes ? CrashAsync(harness) : harness.RestartAsync());
        await Task.WhenAll(ids.Select(id => harness.Client.RaiseEventAsync(id, "Go", id, Deadline.Token())));

        foreach (string id in ids)
        {
            OrchestrationMetadata metadata = await harness.CompletionAsync(id);
            Assert.True(
                metadata.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{metadata.RuntimeStatus}: {metadata.FailureDetails}");
            Assert.Equal(
                $"{id}: {string.Join(',', Enumerable.Range(0, Parts).Select(part => part * part))} and {id} of a child",
                metadata.ReadOutputAs<string>());
            RequireOneResultEach(await harness.HistoryAsync(id));
            Assert.All(Enumerable.Range(0, Parts), part => Assert.True(runs[(id, part)] >= 1));
        }

        await RequireSettledAsync(harness);
    }

    [Fact]
    public async Task Everything_is_disturbed()
    {
        var runs = new ConcurrentDictionary<(string Id, int Part), int>();
        var disturber = new Disturber(new EngineDisturbance { Seed = 7, LongestDelay = Short }, TimeProvider.System);
        await using EngineHarness harness = await Create(() => disturber, runs).StartAsync();
        string[] ids = await Task.WhenAll(
            Enumerable.Range(0, Instances).Select(number => harness.ScheduleAsync("Rounds", 0, $"all-{number}")));
        await Task.WhenAll(ids.Select(id => harness.Client.RaiseEventAsync(id, "Go", id, Deadline.Token())));
        await Task.WhenAll(ids.Select(harness.CompletionAsync));

        Assert.All(
            Enum.GetValues<DisturbanceKind>().Where(kind => kind != DisturbanceKind.LostStart),
            kind => Assert.True(disturber.Count(kind) > 0, $"There was no {kind}."));
        Assert.Contains(runs.Values, times => times > 2);
    }

    [Fact]
    public async Task A_second_start_at_once_can_be_dropped_without_a_word_and_the_first_one_counts()
    {
        var rules = new EngineDisturbance
        {
            Seed = 1,
            LostStart = 1,
            LongestDelay = TimeSpan.FromDays(1),
            LateMessage = 0,
            SecondMessage = 0,
        };
        var disturber = new Disturber(rules, TimeProvider.System);
        await using EngineHarness harness = await new EngineHarness(configure: options => options.Faults = disturber)
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("Go") + " " + context.GetInput<string>())
            .StartAsync();
        await harness.ScheduleAsync("Wait", "first", "once");
        await harness.ScheduleAsync("Wait", "second", "once");
        await harness.Client.RaiseEventAsync("once", "Go", "went", Deadline.Token());

        Assert.Equal("went first", (await harness.CompletionAsync("once")).ReadOutputAs<string>());
        Assert.Equal(1, disturber.Count(DisturbanceKind.LostStart));
    }

    [Fact]
    public async Task The_orchestration_sees_an_event_twice()
    {
        var disturber = new Disturber(new EngineDisturbance { Seed = 1, SecondMessage = 1, LongestDelay = Short }, TimeProvider.System);
        await using EngineHarness harness = await new EngineHarness(configure: options => options.Faults = disturber)
            .Orchestrator(
                "Twice",
                async context => await context.WaitForExternalEvent<string>("Go") + await context.WaitForExternalEvent<string>("Go"))
            .StartAsync();
        string id = await harness.ScheduleAsync("Twice");
        await harness.Client.RaiseEventAsync(id, "Go", "a", Deadline.Token());

        Assert.Equal("aa", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Nothing_is_disturbed_unless_it_is_asked_for()
    {
        await using EngineHarness harness = await new EngineHarness().StartAsync();

        Assert.Null(new SqliteDurableTaskOptions().Faults);
        await harness.Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("Go")).RestartAsync();
        await harness.ScheduleAsync("Wait", id: "once");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => harness.ScheduleAsync("Wait", id: "once"));
    }

    [Fact]
    public void The_seed_decides()
    {
        static bool[] Decisions(int seed) =>
            [.. Enumerable.Range(0, 200).Select(
                number => new Disturber(new EngineDisturbance { Seed = seed }, TimeProvider.System).Decides(
                    DisturbanceKind.LostTurn, 1, number))];

        Assert.Equal(Decisions(5), Decisions(5));
        Assert.NotEqual(Decisions(5), Decisions(6));
        Assert.InRange(Decisions(5).Count(does => does), 5, 45);
    }

    private static EngineHarness Create(Func<Disturber> disturber, ConcurrentDictionary<(string Id, int Part), int> runs)
    {
        var harness = new EngineHarness(configure: options => options.Faults = disturber());
        harness.Registry.AddActivity("Square", (context, input, _) =>
        {
            int part = input.Read<int>();
            runs.AddOrUpdate((context.InstanceId, part), 1, (_, times) => times + 1);
            return Task.FromResult<object?>(part * part);
        });
        return harness
            .Orchestrator("Rounds", async context => context.GetInput<int>() == 0
                ? await FirstRoundAsync(context)
                : await SecondRoundAsync(context))
            .Orchestrator("Child", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
                return context.GetInput<string>() + " of a child";
            });
    }

    private static async Task<object?> FirstRoundAsync(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>("Square", 0);
        context.ContinueAsNew(1);
        return null;
    }

    // The event may come in either round, and more than once; a timer that is cancelled may come after all.
    private static async Task<object?> SecondRoundAsync(TaskOrchestrationContext context)
    {
        Task<int[]> squares = Task.WhenAll(Enumerable.Range(0, Parts).Select(part => context.CallActivityAsync<int>("Square", part)));
        string? gone = null;
        using (CancellationTokenSource enough = new())
        {
            Task timer = context.CreateTimer(TimeSpan.FromMinutes(10), enough.Token);
            Task<string> go = context.WaitForExternalEvent<string>("Go");
            await Task.WhenAny(timer, go);
            enough.Cancel();
            gone = await go;
        }

        string child = await context.CallSubOrchestratorAsync<string>("Child", gone);
        return $"{context.InstanceId}: {string.Join(',', await squares)} and {child}";
    }

    private static async Task CrashAsync(EngineHarness harness)
    {
        await harness.CrashAsync();
        await harness.StartAsync();
    }

    private static void RequireOneResultEach(List<OrchestrationHistoryEvent> history)
    {
        Assert.Equal(
            history.Where(happened => happened.Type == HistoryEventType.TaskScheduled).Select(happened => happened.TaskId).Order(),
            history.Where(happened => happened.Type == HistoryEventType.TaskCompleted).Select(happened => happened.TaskId).Order());
        Assert.Single(history, happened => happened.Type == HistoryEventType.ExecutionStarted);
        Assert.Single(history, happened => happened.Type == HistoryEventType.SubOrchestrationInstanceCompleted);
    }

    private static Task RequireSettledAsync(EngineHarness harness) => Deadline.UntilAsync(
        () => harness.Engine.GetStatistics() is { RunningActivities: 0, QueuedActivities: 0 }, "the end of all activities");
}
