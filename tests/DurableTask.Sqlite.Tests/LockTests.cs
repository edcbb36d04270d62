using System.Diagnostics;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

/// <summary>Another process, which is no engine, has the database locked: a backup tool, or a shell.</summary>
public sealed class LockTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_start_is_refused_and_names_the_process_and_since_when_it_runs()
    {
        await using EngineHarness harness = await StartAsync(Short);
        await harness.StopAsync();
        using HostProcess holder = await HostProcess.LockAsync(harness.Path);

        DatabaseInUseException refusal = await Assert.ThrowsAsync<DatabaseInUseException>(harness.StartAsync);

        Assert.Contains(harness.Path, refusal.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Matches($@"process {holder.Id} \(dotnet\) on {Environment.MachineName}, which runs since \d{{4}}-", refusal.Message);
        }

        holder.Kill();
        await holder.RemainingAnswersAsync();
        await harness.StartAsync();
        Assert.Equal("go", (await harness.RunAsync("Echo", "go")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_that_lasts_is_reported_and_the_engine_continues_once_it_ends(bool killed)
    {
        var gate = new TaskCompletionSource();
        await using EngineHarness harness = await StartAsync(Short, gate);
        string running = await harness.ScheduleAsync("Work");
        string waiting = await harness.ScheduleAsync("Listen");
        await Deadline.UntilAsync(() => harness.Engine.GetStatistics().RunningActivities == 1, "it runs");
        await harness.Client.RaiseEventAsync(waiting, "first", "acknowledged");
        using HostProcess holder = await HostProcess.LockAsync(harness.Path);
        gate.SetResult();

        StoreUnavailableException refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.ScheduleAsync("Echo", "x"));
        await Deadline.UntilAsync(() => harness.Engine.Health is { IsHealthy: false, Problem: StoreProblem.Locked }, "unhealthy");

        Assert.Equal(StoreProblem.Locked, refusal.Problem);
        Assert.Contains("is locked by", harness.Engine.Health.Reason, StringComparison.Ordinal);
        Assert.True(
            !OperatingSystem.IsLinux() || refusal.Message.Contains($"process {holder.Id} ", StringComparison.Ordinal), refusal.Message);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.Client.RaiseEventAsync(waiting, "second", "refused"));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await harness.Client.GetInstanceAsync(running))!.RuntimeStatus);

        if (killed)
        {
            holder.Kill();
        }
        else
        {
            await holder.SendAsync("release");
        }

        Assert.Equal("done", (await harness.CompletionAsync(running)).ReadOutputAs<string>());
        await Deadline.UntilAsync(() => harness.Engine.Health.IsHealthy, "healthy again");
        await harness.Client.RaiseEventAsync(waiting, "second", "accepted");
        Assert.Equal("acknowledged accepted", (await harness.CompletionAsync(waiting)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_short_lock_only_delays_what_is_written()
    {
        await using EngineHarness harness = await StartAsync(TimeSpan.FromMinutes(1));
        using HostProcess holder = await HostProcess.LockAsync(harness.Path);

        Task<string> start = harness.ScheduleAsync("Echo", "go");
        await holder.SendAsync("release");

        Assert.Equal("go", (await harness.CompletionAsync(await start)).ReadOutputAs<string>());
        Assert.True(harness.Engine.Health.IsHealthy);
    }

    [Fact]
    public async Task A_commit_on_the_callers_thread_does_not_wait_for_a_lock()
    {
        await using EngineHarness harness = await StartAsync(TimeSpan.FromMinutes(1));
        using HostProcess holder = await HostProcess.LockAsync(harness.Path);

        long begin = Stopwatch.GetTimestamp();
        Task write = harness.Engine.Database.Writer.WriteHereAsync(new CommitProbe(default));
        Assert.InRange(Stopwatch.GetElapsedTime(begin), TimeSpan.Zero, TimeSpan.FromSeconds(20));

        Assert.False(write.IsCompleted);
        await holder.SendAsync("release");
        await write.InTime();
    }

    private static Task<EngineHarness> StartAsync(TimeSpan lockTimeout, TaskCompletionSource? gate = null) =>
        new EngineHarness(configure: options => options.LockTimeout = lockTimeout)
            .Activity("Wait", async (_, _) =>
            {
                await gate!.Task;
                return "done";
            })
            .Orchestrator("Work", async context => await context.CallActivityAsync<string>("Wait"))
            .Orchestrator("Echo", context => Task.FromResult(context.GetInput<object>()))
            .Orchestrator("Listen", async context =>
                $"{await context.WaitForExternalEvent<string>("first")} {await context.WaitForExternalEvent<string>("second")}")
            .StartAsync();
}
