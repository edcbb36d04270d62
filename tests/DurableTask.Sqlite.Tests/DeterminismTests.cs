using DurableTask.Sqlite.Runtime;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Sqlite.Tests;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData("other name", "event #3 TaskScheduled 'B' (task 1), but the orchestrator now decided TaskScheduled 'C' (task 1)")]
    [InlineData("other kind", "event #3 TaskScheduled 'B' (task 1), but the orchestrator now decided TimerCreated (task 1)")]
    [InlineData("removed", "event #3 TaskScheduled 'B' (task 1), but the orchestrator now decided nothing")]
    [InlineData("added", "has no event #4, but the orchestrator now decided TaskScheduled 'C' (task 2)")]
    [InlineData("swapped", "event #1 TaskScheduled 'A' (task 0), but the orchestrator now decided TaskScheduled 'B' (task 0)")]
    public async Task A_changed_orchestrator_is_found_and_named_by_event_expected_and_found(string change, string message)
    {
        await using EngineHarness harness = await new EngineHarness { Registry = Registry(string.Empty) }.StartAsync();
        string id = await harness.ScheduleAsync("Changed");
        await Deadline.UntilAsync(async () => (await harness.HistoryAsync(id)).Count == 4, "B is running");
        await harness.CrashAsync();
        harness.Registry = Registry(change);
        await harness.StartAsync();
        await harness.Client.RaiseEventAsync(id, "go", true);

        OrchestrationMetadata failed = await harness.CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, failed.FailureDetails!.ErrorType);
        Assert.Contains(message, failed.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'Changed'", failed.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("run")]
    [InlineData("configure")]
    [InlineData("configure and call")]
    [InlineData("delay beside an activity")]
    [InlineData("never")]
    public async Task Waiting_for_something_foreign_fails_and_is_told_so(string how)
    {
        await using var harness = await new EngineHarness()
            .Activity("Nothing", _ => null)
            .Activity("Never", async (_, cancellation) =>
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                return null;
            })
            .Orchestrator("Foreign", async context =>
            {
                switch (how)
                {
                    case "delay":
                        await Task.Delay(20);
                        break;
                    case "run":
                        await Task.Run(() => Thread.Sleep(20));
                        break;
                    case "configure":
                        await context.CallActivityAsync("Nothing").ConfigureAwait(false);
                        break;
                    case "configure and call":
                        await context.CallActivityAsync("Nothing").ConfigureAwait(false);
                        await context.CallActivityAsync("Nothing");
                        break;
                    case "delay beside an activity":
                        Task never = context.CallActivityAsync("Never");
                        await Task.Delay(20);
                        await never;
                        break;
                    default:
                        await new TaskCompletionSource().Task;
                        break;
                }

                return null;
            })
            .StartAsync();

        OrchestrationMetadata failed = await harness.RunAsync("Foreign");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Equal(typeof(ForeignWaitException).FullName, failed.FailureDetails!.ErrorType);
        Assert.Contains("'Foreign'", failed.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrator_code_runs_one_continuation_at_a_time_also_with_ContinueWith_and_Yield()
    {
        int inside = 0;
        int most = 0;
        void Enter()
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.SpinWait(1000);
            Interlocked.Decrement(ref inside);
        }

        await using var harness = await new EngineHarness()
            .Activity("Nothing", _ => null)
            .Orchestrator("Many", async context =>
            {
                async Task Branch()
                {
                    for (int i = 0; i < 5; i++)
                    {
                        await context.CallActivityAsync("Nothing");
                        Enter();
                        await Task.Yield();
                        Enter();
                    }
                }

                Task continued = context.CallActivityAsync("Nothing").ContinueWith(_ => Enter(), TaskScheduler.Current);
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Branch()).Append(continued));
                return "ok";
            })
            .StartAsync();

        Assert.Equal("ok", await harness.ResultAsync<string>("Many"));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Logging_through_the_context_is_silent_in_a_replay()
    {
        using var log = new CountingLoggerFactory();
        await using var harness = await new EngineHarness(configure: options => options.MaxCachedOrchestrations = 0, loggers: log)
            .Activity("Nothing", _ => null)
            .Orchestrator("Log", async context =>
            {
                ILogger logger = context.CreateReplaySafeLogger("orchestrator");
                logger.LogInformation("one");
                await context.CallActivityAsync("Nothing");
                logger.LogInformation("two");
                await context.CallActivityAsync("Nothing");
                context.ReplaySafeLoggerFactory.CreateLogger("orchestrator").LogInformation("three");
                return null;
            })
            .StartAsync();

        await harness.ResultAsync<object>("Log");

        Assert.Equal(3, log.Count);
    }

    [Fact]
    public async Task Random_orchestrations_come_to_the_same_end_warm_cold_and_across_crashes()
    {
        for (int seed = 0; seed < 6; seed++)
        {
            int steps = 8 + seed;
            Task<object?> Run(TaskOrchestrationContext context) => RandomWork(context, seed, steps);
            await using var warm = await new EngineHarness().Activity("Add", input => input.Read<int>() + 1)
                .Orchestrator("Random", Run)
                .StartAsync();
            await using var cold = await new EngineHarness(configure: o => o.MaxCachedOrchestrations = 0)
                .Activity("Add", input => input.Read<int>() + 1).Orchestrator("Random", Run).StartAsync();
            string expected = (await warm.ResultAsync<string>("Random"))!;
            string id = await cold.ScheduleAsync("Random", id: "r");
            for (int crash = 0; crash < 2; crash++)
            {
                await cold.CrashAsync();
                await cold.StartAsync();
            }

            OrchestrationMetadata done = await cold.CompletionAsync(id);
            Assert.True(done.RuntimeStatus == OrchestrationRuntimeStatus.Completed, done.FailureDetails?.ToString());
            Assert.Equal(expected, done.ReadOutputAs<string>());
        }
    }

    private static async Task<object?> RandomWork(TaskOrchestrationContext context, int seed, int steps)
    {
        var random = new Random(seed);
        int total = 0;
        for (int step = 0; step < steps; step++)
        {
            int width = random.Next(1, 5);
            bool timer = random.Next(3) == 0;
            int[] results = await Task.WhenAll(
                Enumerable.Range(0, width).Select(n => context.CallActivityAsync<int>("Add", (step * 10) + n)));
            if (timer)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            }

            total = (total * 31) + results.Sum();
        }

        return $"{seed}:{total}";
    }

    private static SqliteDurableTaskRegistry Registry(string change)
    {
        var registry = new SqliteDurableTaskRegistry();
        foreach (string name in new[] { "A", "C" })
        {
            registry.AddActivity(name, (_, _, _) => Task.FromResult<object?>(null));
        }

        registry.AddActivity("B", async (_, _, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return null;
        });
        registry.AddOrchestrator("Changed", async context =>
        {
            await context.CallActivityAsync(change == "swapped" ? "B" : "A");
            Task go = context.WaitForExternalEvent<bool>("go");
            Task second = change switch
            {
                "other name" => context.CallActivityAsync("C"),
                "other kind" => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None),
                "removed" => Task.CompletedTask,
                _ => context.CallActivityAsync("B"),
            };
            Task third = change == "added" ? context.CallActivityAsync("C") : Task.CompletedTask;
            await Task.WhenAll(go, second, third);
            return null;
        });
        return registry;
    }

    private sealed class CountingLoggerFactory : ILoggerFactory, ILogger
    {
        private int _count;

        public int Count => _count;

        public ILogger CreateLogger(string categoryName) => categoryName == "orchestrator" ? this : NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Interlocked.Increment(ref _count);

        public void Dispose()
        {
        }
    }
}
