using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.Tests.Faults;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Tests;

/// <summary>The database cannot be written for a while.</summary>
public sealed class OutageTests
{
    /// <summary>A disk that is full may have the log too.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_idle_engine_is_unhealthy_until_a_commit_succeeds(bool loggingFails)
    {
        var faults = new WriterFaults();
        using var logs = new Logs(loggingFails);
        using var loggers = new LoggerFactory([logs]);
        await using EngineHarness harness = await StartAsync(faults, loggers);
        await ForbidWritesAsync(harness);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.ScheduleAsync("Echo", "x"));

        int attempts = faults.Commits;
        await Deadline.UntilAsync(() => faults.Commits > attempts + 2, "it tries again by itself");

        Assert.Equal((false, StoreProblem.ReadOnly), (harness.Engine.Health.IsHealthy, harness.Engine.Health.Problem));
        faults.BeforeNextCommit(sql => sql.Script("PRAGMA query_only = 0"));
        await Deadline.UntilAsync(
            () => harness.Engine.Health is { IsHealthy: true, Problem: StoreProblem.None, Reason: null }, "healthy without a call");
        Assert.Equal("go", (await harness.RunAsync("Echo", "go")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_command_that_is_refused_for_another_reason_does_not_end_it()
    {
        var faults = new WriterFaults();
        await using EngineHarness harness = await StartAsync(faults);
        await ForbidWritesAsync(harness);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.ScheduleAsync("Echo", "x"));

        await Assert.ThrowsAnyAsync<Exception>(() => harness.Client.RaiseEventAsync("nobody", "e"));

        Assert.False(harness.Engine.Health.IsHealthy);
    }

    [Fact]
    public async Task However_many_calls_are_refused_the_next_one_is_refused_too_and_none_waits()
    {
        var faults = new WriterFaults();
        await using EngineHarness harness = await StartAsync(faults);
        await ForbidWritesAsync(harness);

        // More than the writer's queue holds.
        StoreUnavailableException[] refusals = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(
            n => Assert.ThrowsAsync<StoreUnavailableException>(() => harness.ScheduleAsync("Echo", n, $"e{n}")))).InTime();

        Assert.All(refusals, refusal => Assert.Equal(StoreProblem.ReadOnly, refusal.Problem));
        faults.BeforeNextCommit(sql => sql.Script("PRAGMA query_only = 0"));
        await Deadline.UntilAsync(() => harness.Engine.Health.IsHealthy, "healthy again");
        Assert.Empty(await harness.Client.GetAllInstancesAsync().ToListAsync());
        Assert.Equal("go", (await harness.RunAsync("Echo", "go", "e1")).ReadOutputAs<string>());
    }

    [SmallDiskFact]
    [Trait("Category", "Slow")]
    public async Task On_a_real_disk_that_is_full_nothing_acknowledged_is_lost_and_work_continues_once_there_is_space()
    {
        DirectoryInfo ledger = Directory.CreateTempSubdirectory("durable-full-");
        DirectoryInfo disk = ledger.CreateSubdirectory("disk");
        try
        {
            using HostProcess host = HostProcess.Start(
                [Path.Combine(disk.FullName, "engine.db"), Path.Combine(ledger.FullName, "ledger"), "1000"],
                SmallDisk.Mount(disk.FullName));
            await host.AnswersAsync("ready", 1);
            List<string> acknowledged = await FillAsync(host);
            await host.SendAsync("health");
            Assert.Equal("health False DiskFull", (await host.AnswersAsync("health", 1))[0]);

            await host.SendAsync("free");
            await host.AnswersAsync("ok free", 1);
            await Deadline.UntilAsync(
                async () =>
                {
                    await host.SendAsync("health");
                    return (await host.AnswersAsync("health", 1))[0] == "health True None";
                },
                "healthy again");

            foreach (string id in acknowledged)
            {
                for (int number = 0; number < TestHost.KillWork.Events; number++)
                {
                    await host.SendAsync($"raise {id} {number}");
                }

                await host.SendAsync($"wait {id}");
            }

            List<string> done = await host.AnswersAsync("done", acknowledged.Count);
            Assert.All(done, line => Assert.Contains("Completed 0a,0b,1a,1b|", line, StringComparison.Ordinal));
            await host.StopAsync();
        }
        finally
        {
            ledger.Delete(recursive: true);
        }
    }

    /// <summary>Starts orchestrations on a full disk until one is refused.</summary>
    /// <returns>Those that were acknowledged.</returns>
    private static async Task<List<string>> FillAsync(HostProcess host)
    {
        List<string> acknowledged = [];
        await host.SendAsync("start before 2");
        await host.AnswersAsync("ok start before", 1);
        acknowledged.Add("before");
        await host.SendAsync("fill");
        await host.AnswersAsync("ok fill", 1);
        for (int n = 0; n < 10_000; n++)
        {
            await host.SendAsync($"start n{n} 2");
            string answer = await host.AnswerAsync("start");
            if (answer == $"refused start n{n} {StoreProblem.DiskFull}")
            {
                return acknowledged;
            }

            Assert.Equal($"ok start n{n}", answer);
            acknowledged.Add($"n{n}");
        }

        throw new InvalidOperationException("The disk is never full.");
    }

    // With another write in its group the statement is never reported as done: the group cannot be committed.
    private static Task ForbidWritesAsync(EngineHarness harness)
    {
        Task forbidden = harness.Engine.Database.Writer.WriteAsync(new SqlWrite(sql => sql.Script("PRAGMA query_only = 1")));
        return Deadline.UntilAsync(() => forbidden.IsCompleted || !harness.Engine.Health.IsHealthy, "writes are forbidden");
    }

    private static Task<EngineHarness> StartAsync(WriterFaults faults, ILoggerFactory? loggers = null) =>
        new EngineHarness(configure: options => options.Faults = faults, loggers: loggers)
            .Orchestrator("Echo", context => Task.FromResult(context.GetInput<object>())).StartAsync();
}
