using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Tests;

/// <summary>An engine on a file of its own, which can be stopped, abandoned as if killed, and started again on the same file.</summary>
internal sealed class EngineHarness : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-");
    private readonly Action<SqliteDurableTaskOptions>? _configure;
    private SqliteDurableTaskEngine? _engine;

    public EngineHarness(TimeProvider? time = null, Action<SqliteDurableTaskOptions>? configure = null, ILoggerFactory? loggers = null)
    {
        Time = time ?? TimeProvider.System;
        Loggers = loggers;
        _configure = configure;
    }

    public TimeProvider Time { get; }

    public ILoggerFactory? Loggers { get; }

    public SqliteDurableTaskRegistry Registry { get; set; } = new();

    public SqliteDurableTaskEngine Engine => _engine ?? throw new InvalidOperationException("Not started.");

    public SqliteDurableTaskClient Client => Engine.Client;

    public string Path => System.IO.Path.Combine(_folder.FullName, "engine.db");

    public SqliteDurableTaskOptions Options()
    {
        var options = new SqliteDurableTaskOptions
        {
            DatabasePath = Path,
            ShutdownTimeout = TimeSpan.FromSeconds(10),
            HolderName = "the test",
        };
        _configure?.Invoke(options);
        return options;
    }

    public EngineHarness Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        Registry.AddOrchestrator(name, run);
        return this;
    }

    public EngineHarness Activity(string name, Func<SerializedInput, object?> run)
    {
        Registry.AddActivity(name, (_, input, _) => Task.FromResult(run(input)));
        return this;
    }

    public EngineHarness Activity(string name, Func<SerializedInput, CancellationToken, Task<object?>> run)
    {
        Registry.AddActivity(name, (_, input, cancellation) => run(input, cancellation));
        return this;
    }

    public async Task<EngineHarness> StartAsync()
    {
        _engine = new SqliteDurableTaskEngine(Options(), Registry, null, Time, Loggers);
        await _engine.StartAsync(CancellationToken.None);
        return this;
    }

    public async Task StopAsync()
    {
        await Engine.DisposeAsync();
        _engine = null;
    }

    /// <summary>As if the process had been killed.</summary>
    public async Task CrashAsync()
    {
        await Engine.AbandonAsync();
        _engine = null;
    }

    public async Task<EngineHarness> RestartAsync(SqliteDurableTaskRegistry? registry = null)
    {
        await StopAsync();
        Registry = registry ?? Registry;
        return await StartAsync();
    }

    public Task<string> ScheduleAsync(string name, object? input = null, string? id = null) => Client.ScheduleNewOrchestrationInstanceAsync(
        name, input, new StartOrchestrationOptions(id), Deadline.Token());

    public Task<OrchestrationMetadata> CompletionAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true, Deadline.Token());

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null) =>
        await CompletionAsync(await ScheduleAsync(name, input, id));

    public async Task<T?> ResultAsync<T>(string name, object? input = null)
    {
        OrchestrationMetadata metadata = await RunAsync(name, input);
        Assert.True(metadata.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{metadata.RuntimeStatus}: {metadata.FailureDetails}");
        return metadata.ReadOutputAs<T>();
    }

    public async Task<List<OrchestrationHistoryEvent>> HistoryAsync(string id)
    {
        var events = new List<OrchestrationHistoryEvent>();
        await foreach (OrchestrationHistoryEvent happened in Engine.GetHistoryAsync(id))
        {
            events.Add(happened);
        }

        return events;
    }

    public Task UntilAsync(string id, Func<OrchestrationMetadata, bool> condition, string what) => Deadline.UntilAsync(
        async () => await Client.GetInstanceAsync(id, true) is { } metadata && condition(metadata), what);

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
