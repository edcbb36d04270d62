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

    /// <summary>Why its row cannot be read; null if it can. The other columns are then what could be read.</summary>
    public DamagedRowException? Damage { get; init; }

    public static bool IsFinal(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated;
}

/// <summary>Which task of which run waits for a sub-orchestration.</summary>
internal sealed record ParentLink(string Id, long Run, int Task, string Name);

/// <summary>An instance to create.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The orchestrator.</param>
/// <param name="Version">The version; empty if unversioned.</param>
/// <param name="Input">JSON; null if there is none.</param>
/// <param name="Tags">JSON; null if there are none.</param>
/// <param name="StartAt">When it starts, ticks of UTC; zero is at once.</param>
/// <param name="Parent">The caller; null if there is none.</param>
/// <param name="Trace">The trace it belongs to; null for none.</param>
internal sealed record NewInstance(
    string Id, string Name, string Version, string? Input, string? Tags, long StartAt, ParentLink? Parent, TraceLink? Trace);

/// <summary>The payloads of an instance in the table payloads. The numbers are recorded.</summary>
internal enum PayloadKind
{
    Input = 0,
    Output = 1,
    CustomStatus = 2,
    Failure = 3,
}
