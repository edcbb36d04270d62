namespace Microsoft.DurableTask.Client;

/// <summary>Which finished orchestrations to purge. What is null does not narrow.</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long the purge may take before it stops short; null is as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }
}
