namespace DurableTask.Sqlite.Runtime;

/// <summary>An orchestrator awaited something that is not a task of its context, or left its own thread.</summary>
public sealed class ForeignWaitException(string message) : InvalidOperationException(message);

/// <summary>The decisions of an orchestrator in a replay differ from those in its history.</summary>
public sealed class NonDeterministicOrchestrationException(string message) : InvalidOperationException(message);
