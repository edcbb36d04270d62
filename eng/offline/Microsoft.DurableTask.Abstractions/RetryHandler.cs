namespace Microsoft.DurableTask;

/// <summary>Decides whether to try a failed task again.</summary>
public delegate bool RetryHandler(RetryContext retryContext);
