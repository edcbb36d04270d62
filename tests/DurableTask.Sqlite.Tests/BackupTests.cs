using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DurableTask.Sqlite.Tests;

public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_of_a_running_engine_continues_where_it_was()
    {
        await using EngineHarness harness = await StartAsync();
        string waiting = await harness.ScheduleAsync("Listen");
        await harness.UntilAsync(waiting, metadata => metadata.IsRunning, "it waits");
        OrchestrationMetadata done = await harness.RunAsync("Echo", "text");
        using var stop = new CancellationTokenSource();
        Task<int> load = LoadAsync(harness, stop.Token);
        string copy = Path.Combine(Path.GetDirectoryName(harness.Path)!, "backups", "copy.db");

        await harness.Engine.BackUpAsync(copy);

        await stop.CancelAsync();
        Assert.True(await load > 0);
        await using var restored = new SqliteDurableTaskEngine(new SqliteDurableTaskOptions { DatabasePath = copy }, harness.Registry);
        await restored.StartAsync(CancellationToken.None);
        Assert.Equal("text", (await restored.Client.GetInstanceAsync(done.InstanceId, true))!.ReadOutputAs<string>());
        await restored.Client.RaiseEventAsync(waiting, "e", "late");
        OrchestrationMetadata end = await restored.Client.WaitForInstanceCompletionAsync(waiting, true, Deadline.Token());
        Assert.Equal("late", end.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await harness.Client.GetInstanceAsync(waiting))!.RuntimeStatus);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        }
    }

    [Fact]
    public async Task A_backup_never_overwrites_and_leaves_no_parts()
    {
        await using EngineHarness harness = await StartAsync();
        string folder = Path.GetDirectoryName(harness.Path)!;
        string copy = Path.Combine(folder, "copy.db");
        await File.WriteAllTextAsync(copy, "mine");

        await Assert.ThrowsAsync<IOException>(() => harness.Engine.BackUpAsync(copy));

        Assert.Equal("mine", await File.ReadAllTextAsync(copy));
        Assert.Empty(Directory.EnumerateFiles(folder, "*.part"));
        await using var stopped = new SqliteDurableTaskEngine(
            new SqliteDurableTaskOptions { DatabasePath = copy }, new SqliteDurableTaskRegistry());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stopped.BackUpAsync(Path.Combine(folder, "other.db")));
    }

    [Fact]
    public async Task The_health_check_reports_the_reason()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("durable-");
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSqliteDurableTask((_, options) => options.DatabasePath = Path.Combine(folder.FullName, "engine.db"), (_, _) => { });
        services.AddHealthChecks().AddSqliteDurableTask();
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            var health = provider.GetRequiredService<HealthCheckService>();
            HealthReport before = await health.CheckHealthAsync();
            await provider.GetRequiredService<SqliteDurableTaskEngine>().StartAsync(CancellationToken.None);
            HealthReport after = await health.CheckHealthAsync();

            Assert.Equal("The engine is not started.", before.Entries[SqliteDurableTaskHealthCheck.Name].Description);
            Assert.Equal([HealthStatus.Unhealthy, HealthStatus.Healthy], [before.Status, after.Status]);
        }

        folder.Delete(recursive: true);
    }

    private static async Task<int> LoadAsync(EngineHarness harness, CancellationToken stop)
    {
        int runs = 0;
        do
        {
            await harness.RunAsync("Echo", runs++);
        }
        while (!stop.IsCancellationRequested);

        return runs;
    }

    private static Task<EngineHarness> StartAsync() => new EngineHarness()
        .Orchestrator("Echo", context => Task.FromResult<object?>(context.GetInput<object>()))
        .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("e"))
        .StartAsync();
}
