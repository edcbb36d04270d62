using System.Diagnostics.Metrics;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>The engine's instruments. They read what the engine counts anyway, and only when they are collected.</summary>
internal sealed class EngineMeter : IDisposable
{
    public const string MeterName = "DurableTask.Sqlite";

    private readonly Meter _meter = new(MeterName);

    /// <param name="read">Reads the present numbers; null while the engine is not running.</param>
    public EngineMeter(Func<EngineStatistics?> read)
    {
        Gauge("durabletask.orchestrations.active", "{orchestration}", "Orchestrations that run or commit.", s => s.ActiveOrchestrations);
        Gauge("durabletask.orchestrations.queued", "{orchestration}", "Orchestrations that are ready.", s => s.QueuedOrchestrations);
        Gauge("durabletask.orchestrations.cached", "{orchestration}", "Waiting orchestrations in memory.", s => s.CachedOrchestrations);
        Gauge("durabletask.activities.running", "{activity}", "Activities that run.", s => s.RunningActivities);
        Gauge("durabletask.activities.queued", "{activity}", "Activities in memory that wait for their turn.", s => s.QueuedActivities);
        Counter("durabletask.turns", "{turn}", "Turns of orchestrations that were committed.", s => s.Episodes);
        Counter("durabletask.replays", "{replay}", "Orchestrations that were rebuilt from their histories.", s => s.Replays);
        Counter("durabletask.commits", "{commit}", "Transactions of the database.", s => s.Commits);
        Counter("durabletask.writes", "{write}", "Writes in those transactions.", s => s.Writes);
        Counter("durabletask.messages.dropped", "{message}", "Messages that arrived after the end.", s => s.DroppedMessages);

        void Gauge(string name, string unit, string description, Func<EngineStatistics, int> value) =>
            _meter.CreateObservableGauge(name, () => Read(value), unit, description);

        void Counter(string name, string unit, string description, Func<EngineStatistics, long> value) =>
            _meter.CreateObservableCounter(name, () => Read(value), unit, description);

        IEnumerable<Measurement<T>> Read<T>(Func<EngineStatistics, T> value)
            where T : struct => read() is { } statistics ? [new Measurement<T>(value(statistics))] : [];
    }

    public void Dispose() => _meter.Dispose();
}
