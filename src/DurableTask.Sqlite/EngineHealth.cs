using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite;

/// <summary>Whether the engine can work.</summary>
/// <param name="IsHealthy">False while nothing can be recorded: the engine is stopped, or its database cannot be written.</param>
/// <param name="Reason">Why not, in words for an operator; null while healthy.</param>
/// <param name="Since">Since when.</param>
public sealed record EngineHealth(bool IsHealthy, string? Reason, DateTimeOffset Since)
{
    /// <summary>What is wrong; <see cref="StoreProblem.None"/> while healthy.</summary>
    public StoreProblem Problem { get; init; }
}

/// <summary>What the engine is doing and has done since it was started.</summary>
/// <param name="ActiveOrchestrations">Orchestrations that run code or commit now.</param>
/// <param name="QueuedOrchestrations">Orchestrations in memory that have messages and wait for their turn.</param>
/// <param name="CachedOrchestrations">Waiting orchestrations that are in memory.</param>
/// <param name="RunningActivities">Activities that run now.</param>
/// <param name="QueuedActivities">Activities in memory that wait for their turn. More may be in the database.</param>
/// <param name="Episodes">Episodes of orchestrations that were committed.</param>
/// <param name="Replays">How often an orchestration was rebuilt from its history.</param>
/// <param name="Commits">Transactions.</param>
/// <param name="Writes">Writes in those transactions; writes divided by commits is the average size of a group.</param>
/// <param name="DroppedMessages">Messages that came too late for their orchestration.</param>
internal sealed record EngineStatistics(
    int ActiveOrchestrations,
    int QueuedOrchestrations,
    int CachedOrchestrations,
    int RunningActivities,
    int QueuedActivities,
    long Episodes,
    long Replays,
    long Commits,
    long Writes,
    long DroppedMessages);
