namespace DurableTask.Sqlite.Store;

/// <summary>A message for an orchestration.</summary>
/// <param name="Id">Its row in the inbox; zero for an activity's result that is only in memory.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Task">The task it is about, or -1; for <see cref="MessageKind.Terminate"/> 1 if children are terminated too.</param>
/// <param name="Name">The name of an event.</param>
/// <param name="Payload">JSON, or a reason.</param>
internal sealed record InboxMessage(long Id, MessageKind Kind, int Task, string? Name, string? Payload)
{
    /// <summary>Starts a run whose first turn is committed with it: no row of the inbox.</summary>
    public static readonly InboxMessage FirstTurn = new(0, MessageKind.Start, -1, null, null);

    public static bool IsControl(MessageKind kind) => kind >= MessageKind.Suspend;
}

/// <summary>
/// The kinds of messages. The numbers are recorded. <see cref="Suspend"/> and those above are also delivered to suspended instances.
/// </summary>
internal enum MessageKind
{
    Start = 1,
    ActivityCompleted = 2,
    ActivityFailed = 3,
    SubOrchestrationCompleted = 4,
    SubOrchestrationFailed = 5,
    Timer = 6,
    Event = 7,
    Suspend = 16,
    Resume = 17,
    Terminate = 18,
}
