namespace Microsoft.DurableTask;

/// <summary>Decides whether to try a failed task again. It is orchestrator code: it may await durable timers, and nothing foreign.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
