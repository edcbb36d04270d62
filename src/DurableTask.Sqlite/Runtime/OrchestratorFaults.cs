namespace DurableTask.Sqlite.Runtime;

/// <summary>An orchestrator awaited something that is not a task of its context, or left its own thread.</summary>
public sealed class ForeignWaitException(string message) : InvalidOperationException(message);

/// <summary>An orchestrator did not decide in a replay what its history says it had decided.</summary>
public sealed class NonDeterministicOrchestrationException(string message) : InvalidOperationException(message);
