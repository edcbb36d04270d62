namespace DurableTask.Sqlite.History;

/// <summary>What happened to an orchestration. The numbers are recorded: they never change.</summary>
public enum HistoryEventType
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>The orchestration began.</summary>
    ExecutionStarted = 1,

    /// <summary>An activity was called.</summary>
    TaskScheduled = 2,

    /// <summary>An activity returned.</summary>
    TaskCompleted = 3,

    /// <summary>An activity failed.</summary>
    TaskFailed = 4,

    /// <summary>A durable timer was created.</summary>
    TimerCreated = 5,

    /// <summary>A durable timer's time came.</summary>
    TimerFired = 6,

    /// <summary>A sub-orchestration was called.</summary>
    SubOrchestrationInstanceCreated = 7,

    /// <summary>A sub-orchestration returned.</summary>
    SubOrchestrationInstanceCompleted = 8,

    /// <summary>A sub-orchestration failed or was terminated.</summary>
    SubOrchestrationInstanceFailed = 9,

    /// <summary>An external event came in.</summary>
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

    /// <summary>The orchestration was taken back to before its failures.</summary>
    ExecutionRewound = 17,
}
