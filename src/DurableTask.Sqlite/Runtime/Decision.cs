using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Runtime;

/// <summary>Something the orchestrator decided: the event that records it, and for sub-orchestrations what they start with.</summary>
internal sealed record Decision(HistoryRow Row)
{
    public string? ChildInput { get; init; }

    public string ChildVersion { get; init; } = string.Empty;

    public string? ChildTags { get; init; }
}
