namespace DurableTask.Sqlite.Runtime;

/// <summary>An orchestrator awaited something that is not a task of its context, or left its own thread.</summary>
public sealed class ForeignWaitException : InvalidOperationException
{
    /// <summary>With a message of the framework's.</summary>
    public ForeignWaitException()
    {
    }

    /// <summary>With this message.</summary>
    public ForeignWaitException(string message)
        : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public ForeignWaitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

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
