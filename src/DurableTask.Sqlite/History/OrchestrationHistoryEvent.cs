using Microsoft.DurableTask;

namespace DurableTask.Sqlite.History;

/// <summary>One event of an orchestration's history, in the order in which they were recorded.</summary>
/// <param name="Sequence">The event's number in the present execution, from 0.</param>
/// <param name="Type">What happened.</param>
/// <param name="Timestamp">When, by the orchestration's clock.</param>
public sealed record OrchestrationHistoryEvent(int Sequence, HistoryEventType Type, DateTimeOffset Timestamp)
{
    /// <summary>The number of the task that the event is about; null if it is not about a task.</summary>
    public int? TaskId { get; init; }

    /// <summary>The name of the orchestrator, activity or event; for a result, the name of the task. Null if there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The instance that was called or sent to; null for other events.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The requested version; null if there is none.</summary>
    public string? Version { get; init; }

    /// <summary>The input or event payload as JSON. The input of a sub-orchestration is in the history of that instance.</summary>
    public string? Input { get; init; }

    /// <summary>The result as JSON.</summary>
    public string? Result { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>When a timer fires; null for other events.</summary>
    public DateTimeOffset? FireAt { get; init; }

    /// <summary>When the task was scheduled, for results; null for other events.</summary>
    public DateTimeOffset? ScheduledTime { get; init; }

    /// <summary>Why it was suspended, resumed or rewound; null if no reason was given.</summary>
    public string? Reason { get; init; }
}

/// <summary>What happened to an orchestration. The numbers are recorded: they never change.</summary>
public enum HistoryEventType
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>The orchestration started.</summary>
    ExecutionStarted = 1,

    /// <summary>An activity was called.</summary>
    TaskScheduled = 2,

    /// <summary>An activity returned.</summary>
    TaskCompleted = 3,

    /// <summary>An activity failed.</summary>
    TaskFailed = 4,

    /// <summary>A durable timer was created.</summary>
    TimerCreated = 5,

    /// <summary>A durable timer fired.</summary>
    TimerFired = 6,

    /// <summary>A sub-orchestration was called.</summary>
    SubOrchestrationInstanceCreated = 7,

    /// <summary>A sub-orchestration returned.</summary>
    SubOrchestrationInstanceCompleted = 8,

    /// <summary>A sub-orchestration failed or was terminated.</summary>
    SubOrchestrationInstanceFailed = 9,

    /// <summary>An external event was received.</summary>
    EventRaised = 10,

    /// <summary>An event was sent to another orchestration.</summary>
    EventSent = 11,

    /// <summary>The orchestration was suspended.</summary>
    ExecutionSuspended = 12,

    /// <summary>The orchestration was resumed.</summary>
    ExecutionResumed = 13,

    /// <summary>The orchestration returned.</summary>
    ExecutionCompleted = 14,

    /// <summary>The orchestration failed.</summary>
    ExecutionFailed = 15,

    /// <summary>The orchestration was terminated.</summary>
    ExecutionTerminated = 16,

    /// <summary>The orchestration was rewound to before its failures.</summary>
    ExecutionRewound = 17,
}
