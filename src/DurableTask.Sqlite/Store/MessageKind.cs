namespace DurableTask.Sqlite.Store;

/// <summary>What a message in an inbox says. The numbers are recorded. From <see cref="Suspend"/> on they go to suspended instances too.</summary>
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
