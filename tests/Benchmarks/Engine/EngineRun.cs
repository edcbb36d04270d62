using System.Diagnostics.Metrics;
using DurableTask.Sqlite;
using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Benchmarks.Engine;

/// <summary>An engine with its defaults on a database of its own, and the work that the rows give it.</summary>
internal sealed class EngineRun : IAsyncDisposable
{
    public const string FanOut = "FanOut";
    public const string Three = "Three";
    public const string Row = "Row";
    public const string One = "One";
    public const string Wait = "Wait";
    private const string Nothing = "Nothing";

    private readonly SqliteDurableTaskEngine _engine;

    private EngineRun(SqliteDurableTaskEngine engine)
    {
        _engine = engine;
    }

    public SqliteDurableTaskClient Client => _engine.Client;

    public static async Task<EngineRun> StartAsync(string folder, CancellationToken cancellationToken)
    {
        EngineRun run = Create(folder);
        await run.StartAsync(cancellationToken);
        return run;
    }

    /// <summary>An engine that is not started yet.</summary>
    public static EngineRun Create(string folder) =>
        new(new SqliteDurableTaskEngine(new SqliteDurableTaskOptions { DatabasePath = PathIn(folder) }, Registry()));

    public static string PathIn(string folder) => Path.Combine(folder, "engine.db");

    public Task StartAsync(CancellationToken cancellationToken) => _engine.StartAsync(cancellationToken);

    /// <summary>Runs one orchestration to its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input, CancellationToken cancellationToken)
    {
        string id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, cancellationToken);
        OrchestrationMetadata end = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellationToken);
        return end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? end
            : throw new InvalidOperationException($"{name} is {end.RuntimeStatus}: {end.FailureDetails}");
    }

    /// <summary>The transactions since the start. Each flushes the log once.</summary>
    public static long Commits()
    {
        long commits = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Name == SqliteDurableTaskEngine.MeterName && instrument.Name == "durabletask.commits")
            {
                all.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => commits += value);
        listener.Start();
        listener.RecordObservableInstruments();
        return commits;
    }

    /// <summary>When the activities of an orchestration were completed, by its clock.</summary>
    public async Task<List<DateTime>> CompletionTimesAsync(string id, CancellationToken cancellationToken)
    {
        List<DateTime> times = [];
        await foreach (OrchestrationHistoryEvent happened in _engine.GetHistoryAsync(id, cancellationToken))
        {
            if (happened.Type == HistoryEventType.TaskCompleted)
            {
                times.Add(happened.Timestamp.UtcDateTime);
            }
        }

        return times;
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static SqliteDurableTaskRegistry Registry() => new SqliteDurableTaskRegistry()
        .AddActivity(Nothing, static (_, _, _) => Task.FromResult<object?>(null))
        .AddOrchestrator(FanOut, static async (context, input) =>
        {
            await Task.WhenAll(Enumerable.Range(0, input.Read<int>()).Select(_ => context.CallActivityAsync(Nothing)));
            return null;
        })
        .AddOrchestrator(Three, static context => InARowAsync(context, 3))
        .AddOrchestrator(Row, static (context, input) => InARowAsync(context, input.Read<int>()))
        .AddOrchestrator(One, static context => InARowAsync(context, 1))
        .AddOrchestrator(Wait, static async context => await context.WaitForExternalEvent<string>("go"));

    private static async Task<object?> InARowAsync(TaskOrchestrationContext context, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await context.CallActivityAsync(Nothing);
        }

        return null;
    }
}
