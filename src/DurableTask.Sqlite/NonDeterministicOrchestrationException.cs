namespace DurableTask.Sqlite;

/// <summary>An orchestrator did not decide in a replay what its history says it had decided.</summary>
public sealed class NonDeterministicOrchestrationException : InvalidOperationException
{
    /// <summary>With a message of the framework's.</summary>
    public NonDeterministicOrchestrationException()
    {
    }

    /// <summary>With this message.</summary>
    public NonDeterministicOrchestrationException(string message)
        : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public NonDeterministicOrchestrationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
