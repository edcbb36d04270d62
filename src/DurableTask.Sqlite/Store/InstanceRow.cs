using DurableTask.Sqlite.Tracing;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>One instance as it is stored. Times are ticks of UTC.</summary>
internal sealed record InstanceRow(
    long Run,
    string Id,
    string Execution,
    string Name,
    string Version,
    OrchestrationRuntimeStatus Status,
    ParentLink? Parent,
    string? Tags,
    long Created,
    long Updated,
    long? Completed)
{
    public bool IsFinished => IsFinal(Status);

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public string? Failure { get; init; }

    /// <summary>The trace it belongs to; null for none.</summary>
    public TraceLink? Trace { get; init; }

    public static bool IsFinal(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated;
}
