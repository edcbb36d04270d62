namespace DurableTask.Sqlite;

/// <summary>What the engine is doing and has done since it was started.</summary>
/// <param name="ActiveOrchestrations">Orchestrations that run code or commit now.</param>
/// <param name="QueuedOrchestrations">Orchestrations in memory that have messages and wait for their turn.</param>
/// <param name="CachedOrchestrations">Waiting orchestrations that are in memory.</param>
/// <param name="RunningActivities">Activities that run now.</param>
/// <param name="QueuedActivities">Activities in memory that wait for their turn. More may be in the database.</param>
/// <param name="Episodes">Episodes of orchestrations that were committed.</param>
/// <param name="Replays">How often an orchestration was rebuilt from its history.</param>
/// <param name="ActivitiesRun">Activities that came to an end, whichever.</param>
/// <param name="Commits">Transactions.</param>
/// <param name="Writes">Writes in those transactions; the ratio is the size of a group.</param>
/// <param name="DroppedMessages">Messages that came too late for their orchestration.</param>
public sealed record EngineStatistics(
    int ActiveOrchestrations,
    int QueuedOrchestrations,
    int CachedOrchestrations,
    int RunningActivities,
    int QueuedActivities,
    long Episodes,
    long Replays,
    long ActivitiesRun,
    long Commits,
    long Writes,
    long DroppedMessages);
