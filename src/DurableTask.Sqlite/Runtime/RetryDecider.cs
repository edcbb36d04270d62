using DurableTask.Sqlite.Store;
using Microsoft.DurableTask;

namespace DurableTask.Sqlite.Runtime;

/// <summary>Counts the attempts of one call and decides whether and when to retry. Every replay decides the same.</summary>
internal sealed class RetryDecider(TaskOrchestrationContext context, TaskRetryOptions? options, string name, bool isActivity)
{
    private readonly DateTime _first = context.CurrentUtcDateTime;
    private int _attempts;

    /// <returns>How long to wait before the next attempt; null for no further attempt.</returns>
    public async Task<TimeSpan?> DecideAsync(TaskFailure thrown)
    {
        _attempts++;
        FailureRecord failure = thrown.Failure;
        if (options is null || failure.IsNonRetriable)
        {
            return null;
        }

        if (options.Policy is { } policy)
        {
            return Ask(policy, thrown);
        }

        var asked = new RetryContext(
            context, _attempts, failure.ToDetails(), context.CurrentUtcDateTime.Subtract(_first), CancellationToken.None);
        return options.Handler is { } handler && await handler(asked).ConfigureAwait(true) ? TimeSpan.Zero : null;
    }

    private TimeSpan? Ask(RetryPolicy policy, TaskFailure failure) =>
        _attempts >= policy.MaxNumberOfAttempts || TimeIsUp(policy) || !IsHandled(policy, failure) ? null : Delay(policy);

    private bool TimeIsUp(RetryPolicy policy) =>
        policy.RetryTimeout != Timeout.InfiniteTimeSpan
        && policy.RetryTimeout != TimeSpan.MaxValue
        && context.CurrentUtcDateTime - _first >= policy.RetryTimeout;

    /// <summary>A policy takes the exceptions of DurableTask.Core. If the policy itself throws, there is no retry.</summary>
    private bool IsHandled(RetryPolicy policy, TaskFailure failure)
    {
        try
        {
            return policy.Handle(failure.Failure.ToCoreException(name, failure.Task, isActivity));
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return false;
        }
    }

    private TimeSpan Delay(RetryPolicy policy)
    {
        TimeSpan longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        double milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, _attempts - 1);
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }
}

/// <summary>How a scheduled task reports its failure inside the engine, before retries are decided.</summary>
internal sealed class TaskFailure(int task, FailureRecord failure) : Exception(failure.ErrorMessage)
{
    public int Task { get; } = task;

    public FailureRecord Failure { get; } = failure;
}
