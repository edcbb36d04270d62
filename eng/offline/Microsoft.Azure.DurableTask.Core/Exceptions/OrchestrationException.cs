namespace DurableTask.Core.Exceptions;

/// <summary>The base of what an orchestration's tasks fail with inside the engine.</summary>
public class OrchestrationException : Exception
{
    public OrchestrationException()
    {
    }

    public OrchestrationException(string message)
        : base(message)
    {
    }

    public OrchestrationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public int EventId { get; set; }

    /// <summary>What is known of the failure; null where nothing was collected.</summary>
    public FailureDetails? FailureDetails { get; set; }
}
