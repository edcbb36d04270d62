using DurableTask.Sqlite.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class RetryTests
{
    [Fact]
    public async Task Attempts_and_delays_are_events_of_the_orchestration_and_survive_a_crash()
    {
        var time = new FakeTimeProvider();
        int attempts = 0;
        var policy = new RetryPolicy(4, TimeSpan.FromMinutes(1), 2.0, TimeSpan.FromMinutes(3));
        await using var harness = await new EngineHarness(time)
            .Activity("Flaky", _ => Interlocked.Increment(ref attempts) < 4 ? throw new TimeoutException("slow") : "ok")
            .Orchestrator(
                "Try", async context => await context.CallActivityAsync<string>("Flaky", options: TaskOptions.FromRetryPolicy(policy)))
            .StartAsync();
        string id = await harness.ScheduleAsync("Try");
        for (int timers = 1; timers <= 3; timers++)
        {
            await UntilTimersAsync(harness, id, timers);
            await harness.CrashAsync();
            await harness.StartAsync();
            time.Advance(TimeSpan.FromMinutes(timers == 3 ? 3 : timers));
        }

        Assert.Equal("ok", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(4, attempts);
        List<OrchestrationHistoryEvent> history = await harness.HistoryAsync(id);
        Assert.Equal(
            [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3)],
            history.Where(e => e.Type == HistoryEventType.TimerCreated).Select(e => e.FireAt!.Value - e.Timestamp));
    }

    [Fact]
    public async Task After_the_last_attempt_the_failure_stands()
    {
        int attempts = 0;
        await using var harness = await new EngineHarness()
            .Activity("Fail", _ => throw new InvalidOperationException($"attempt {Interlocked.Increment(ref attempts)}"))
            .Orchestrator("Try", async context =>
            {
                await context.CallActivityAsync("Fail", options: new TaskOptions(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))));
                return null;
            })
            .StartAsync();

        OrchestrationMetadata failed = await harness.RunAsync("Try");

        Assert.Contains("attempt 3", failed.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task HandleFailure_decides_by_what_caused_the_failure()
    {
        int attempts = 0;
        var policy = new RetryPolicy(5, TimeSpan.FromMilliseconds(1)) { HandleFailure = failure => failure.IsCausedBy<IOException>() };
        await using var harness = await new EngineHarness()
            .Activity("Fail", _ => Interlocked.Increment(ref attempts) < 3
                ? throw new FileNotFoundException("try")
                : throw new FormatException("stop"))
            .Orchestrator("Try", async context =>
            {
                await context.CallActivityAsync("Fail", options: TaskOptions.FromRetryPolicy(policy));
                return null;
            })
            .StartAsync();

        OrchestrationMetadata failed = await harness.RunAsync("Try");

        Assert.Equal(typeof(FormatException).FullName, failed.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task A_handler_that_throws_lets_the_failure_stand()
    {
        int attempts = 0;
        var policy = new RetryPolicy(5, TimeSpan.FromMilliseconds(1))
        {
            HandleFailure = _ => throw new InvalidOperationException("handler"),
        };
        await using var harness = await new EngineHarness()
            .Activity("Fail", _ => throw new FormatException(Interlocked.Increment(ref attempts) + "st"))
            .Orchestrator("Try", async context =>
            {
                await context.CallActivityAsync("Fail", options: TaskOptions.FromRetryPolicy(policy));
                return null;
            })
            .StartAsync();

        Assert.Contains("1st", (await harness.RunAsync("Try")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task The_retry_time_limit_counts_from_the_first_attempt()
    {
        var time = new FakeTimeProvider();
        int attempts = 0;
        var policy = new RetryPolicy(100, TimeSpan.FromMinutes(1), retryTimeout: TimeSpan.FromMinutes(2));
        await using var harness = await new EngineHarness(time)
            .Activity("Fail", _ => throw new InvalidOperationException($"attempt {Interlocked.Increment(ref attempts)}"))
            .Orchestrator("Try", async context =>
            {
                await context.CallActivityAsync("Fail", options: TaskOptions.FromRetryPolicy(policy));
                return null;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Try");
        await UntilTimersAsync(harness, id, 1);
        time.Advance(TimeSpan.FromMinutes(1));
        await UntilTimersAsync(harness, id, 2);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("attempt 3", (await harness.CompletionAsync(id)).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_handler_runs_in_the_orchestrator_and_may_wait_on_its_timers()
    {
        int attempts = 0;
        var asked = new List<(int, string)>();
        await using var harness = await new EngineHarness(configure: options => options.MaxCachedOrchestrations = 0)
            .Activity("Flaky", _ => Interlocked.Increment(ref attempts) < 3 ? throw new TimeoutException("slow") : "ok")
            .Orchestrator("Try", async context => await context.CallActivityAsync<string>("Flaky", options: TaskOptions.FromRetryHandler(async retry =>
            {
                if (!retry.OrchestrationContext.IsReplaying)
                {
                    asked.Add((retry.LastAttemptNumber, retry.LastFailure.ErrorMessage));
                }

                await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                return retry.LastAttemptNumber < 5;
            })))
            .StartAsync();

        Assert.Equal("ok", await harness.ResultAsync<string>("Try"));
        Assert.Equal([(1, "slow"), (2, "slow")], asked);
    }

    [Fact]
    public async Task Sub_orchestrations_are_retried_too()
    {
        int attempts = 0;
        await using var harness = await new EngineHarness()
            .Orchestrator("Child", context => Interlocked.Increment(ref attempts) < 3
                ? throw new TimeoutException("slow")
                : Task.FromResult<object?>(context.Parent!.InstanceId))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
                "Child", options: TaskOptions.FromRetryPolicy(
                    new RetryPolicy(3, TimeSpan.FromMilliseconds(1)) { HandleFailure = f => f.IsCausedBy<TimeoutException>() })))
            .StartAsync();

        OrchestrationMetadata done = await harness.RunAsync("Parent");

        Assert.Equal(done.InstanceId, done.ReadOutputAs<string>());
    }

    private static Task UntilTimersAsync(EngineHarness harness, string id, int count) => Deadline.UntilAsync(
        async () => (await harness.HistoryAsync(id)).Count(e => e.Type == HistoryEventType.TimerCreated) == count, $"timer {count}");
}
