namespace DurableTask.Sqlite;

/// <summary>Whether the engine can work.</summary>
/// <param name="IsHealthy">False while nothing can be recorded: the engine is stopped, or its database cannot be written.</param>
/// <param name="Reason">Why not, in words for an operator; null while healthy.</param>
/// <param name="Since">When this became so.</param>
public sealed record EngineHealth(bool IsHealthy, string? Reason, DateTimeOffset Since);
