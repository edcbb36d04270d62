using DurableTask.Sqlite.History;

namespace DurableTask.Sqlite.Store;

/// <summary>One event as it is stored.</summary>
/// <param name="Sequence">Its number in the run.</param>
/// <param name="Type">What happened.</param>
/// <param name="Task">The task it is about, or -1.</param>
/// <param name="Name">The name of the orchestrator, activity or event.</param>
/// <param name="Payload">JSON: input, result, failure, event; or a reason.</param>
/// <param name="Extra">For sub-orchestrations and sent events the other instance, for activities the version.</param>
/// <param name="Time">The orchestration's clock, ticks of UTC.</param>
/// <param name="Due">When a timer fires, ticks of UTC; zero for other events.</param>
internal sealed record HistoryRow(
    int Sequence,
    HistoryEventType Type,
    int Task,
    string? Name,
    string? Payload,
    string? Extra,
    long Time,
    long Due);
