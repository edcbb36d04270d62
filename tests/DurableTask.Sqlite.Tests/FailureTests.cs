using System.Text.Json;
using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.Tests.Faults;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Tests;

/// <summary>What user code may throw, and faults of the engine itself, are not damage.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exception_with_many_inner_exceptions_keeps_the_outer_ones(bool inActivity)
    {
        Exception deep = new InvalidOperationException("100");
        for (int i = 99; i >= 0; i--)
        {
            deep = new InvalidOperationException($"{i}", deep);
        }

        TaskFailureDetails failure = await ThrowAsync(deep, inActivity);

        for (int i = 0; i <= 20; i++)
        {
            Assert.Equal($"{i}", failure.ErrorMessage);
            failure = failure.InnerFailure!;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exception_whose_message_throws_fails_only_its_task(bool inActivity)
    {
        TaskFailureDetails failure = await ThrowAsync(new SecretException(), inActivity);

        Assert.Equal(typeof(SecretException).FullName, failure.ErrorType);
        Assert.Contains(nameof(NotSupportedException), failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_fault_of_the_engine_is_retried_and_fails_nothing(bool inActivities, bool loggingFails)
    {
        var faults = new EngineFaults(
            inActivities,
            new InvalidOperationException("A fault."),
            new InvalidCastException(),
            new JsonException(),
            new ArgumentException("A fault."),
            new InsufficientMemoryException());
        using var logs = new Logs(loggingFails);
        using var loggers = new LoggerFactory([logs]);
        await using var harness = await new EngineHarness(configure: options => options.Faults = faults, loggers: loggers)
            .Activity("Say", input => input.Read<string>())
            .Orchestrator("Work", async context => string.Join(
                ' ', await Task.WhenAll(new[] { "it", "works" }.Select(word => context.CallActivityAsync<string>("Say", word)))))
            .StartAsync();

        Assert.Equal("it works", await harness.ResultAsync<string>("Work"));
        Assert.Equal(0, faults.Left);
    }

    [Fact]
    public async Task An_activity_that_runs_out_of_memory_fails() =>
        Assert.Equal(
            typeof(InsufficientMemoryException).FullName,
            (await ThrowAsync(new InsufficientMemoryException(), inActivity: true)).ErrorType);

    /// <summary>It is deterministic, and the memory of a process is not.</summary>
    [Fact]
    public async Task An_orchestrator_that_runs_out_of_memory_is_replayed()
    {
        int left = 2;
        Exception shortage = new InsufficientMemoryException();
        await using var harness = await new EngineHarness()
            .Orchestrator("Work", async context =>
            {
                string word = await context.WaitForExternalEvent<string>("e");
                return Interlocked.Decrement(ref left) >= 0 ? throw shortage : word;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Work");
        await harness.Client.RaiseEventAsync(id, "e", "it works");

        Assert.Equal("it works", (await harness.CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(-1, left);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    public void What_is_no_failure_is_not_read_as_one(string json) => Assert.ThrowsAny<JsonException>(() => FailureRecord.Parse(json));

    /// <returns>The failure of the activity, or of the orchestration.</returns>
    private static async Task<TaskFailureDetails> ThrowAsync(Exception exception, bool inActivity)
    {
        using var logs = new Logs(fails: false);
        using var loggers = new LoggerFactory([logs]);
        await using var harness = await new EngineHarness(loggers: loggers)
            .Activity("Throw", (_, _) => Task.FromException<object?>(exception))
            .Orchestrator("Work", async context =>
                inActivity ? await context.CallActivityAsync<string>("Throw") : throw exception)
            .StartAsync();

        OrchestrationMetadata end = await harness.RunAsync("Work");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        return inActivity ? end.FailureDetails!.InnerFailure! : end.FailureDetails!;
    }

    private sealed class SecretException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
