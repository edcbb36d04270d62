using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;

namespace OcflFunctions.Durable;

/// <summary>
/// Calls activities, retries those that fail for a reason that may be transient, and reports which are being retried. The engine does
/// the retries; their policy decides here whether there is another, once for each failure and the same in every replay.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="attempts">How many attempts an activity has at most.</param>
/// <param name="firstDelay">How long to wait before the second attempt; each further wait is twice as long.</param>
/// <param name="maxDelay">The longest wait between two attempts.</param>
/// <param name="report">Receives the activities that are being retried, the first few, whenever they change.</param>
internal sealed class ActivityCalls(
    TaskOrchestrationContext context, int attempts, TimeSpan firstDelay, TimeSpan maxDelay, Action<IReadOnlyList<ActivityRetry>> report)
{
    private const int Shown = 4;
    private const int ClippedName = 100;
    private const int ClippedError = 200;

    private readonly SortedDictionary<int, ActivityRetry> _retrying = [];
    private int _calls;

    /// <summary>Calls an activity.</summary>
    /// <param name="activity">Its name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="step">What it is reported as; null for its name.</param>
    /// <exception cref="TaskFailedException">It failed permanently, or its attempts are used up.</exception>
    public async Task<T> CallAsync<T>(string activity, object input, string? step = null)
    {
        int call = _calls++;
        int failed = 0;
        TaskOptions options = RetryPolicies.For(attempts, firstDelay, maxDelay, failure =>
        {
            if (++failed < attempts)
            {
                Report(call, new ActivityRetry(
                    step ?? activity, failed, attempts, InstanceErrors.Describe(failure, activity), NextAttempt(failed)));
            }
        });
        try
        {
            return await context.CallActivityAsync<T>(activity, input, options);
        }
        finally
        {
            if (_retrying.Remove(call))
            {
                Report();
            }
        }
    }

    private DateTimeOffset NextAttempt(int failed)
    {
        double wait = Math.Min(firstDelay.TotalMilliseconds * Math.Pow(2, failed - 1), maxDelay.TotalMilliseconds);
        return context.UtcNow() + TimeSpan.FromMilliseconds(wait);
    }

    private void Report(int call, ActivityRetry retry)
    {
        UpdateError error = retry.LastError;
        _retrying[call] = retry with
        {
            Step = StatusText.Clip(retry.Step, ClippedName),
            LastError = error with
            {
                Type = StatusText.Clip(error.Type, ClippedName),
                Message = StatusText.Clip(error.Message, ClippedError),
            },
        };
        Report();
    }

    private void Report() => report([.. _retrying.Values.Take(Shown)]);
}

/// <summary>Which failures are retried.</summary>
internal static class RetryPolicies
{
    private static readonly string[] Permanent =
        [nameof(InvalidUpdateException), nameof(ObjectConflictException), nameof(
            ContentMismatchException), nameof(ObjectNotFoundException)];

    /// <summary>Retries, with growing waits, failures that may be transient; fails at once on permanent ones.</summary>
    /// <param name="attempts">How many attempts there are at most.</param>
    /// <param name="firstDelay">How long to wait before the second attempt; each further wait is twice as long.</param>
    /// <param name="maxDelay">The longest wait between two attempts.</param>
    /// <param name="onTransient">Receives each failure that is not permanent. Some engines do not report that of the last attempt.</param>
    public static TaskOptions For(int attempts, TimeSpan firstDelay, TimeSpan maxDelay, Action<TaskFailureDetails> onTransient) =>
        TaskOptions.FromRetryPolicy(new RetryPolicy(attempts, firstDelay, backoffCoefficient: 2, maxRetryInterval: maxDelay)
        {
            HandleFailure = failure =>
            {
                if (IsPermanent(failure))
                {
                    return false;
                }

                onTransient(failure);
                return true;
            },
        });

    /// <summary>Whether a failure, or one that caused it, is permanent: a retry would fail again.</summary>
    public static bool IsPermanent(TaskFailureDetails failure)
    {
        for (TaskFailureDetails? cause = failure; cause is not null; cause = cause.InnerFailure)
        {
            if (Permanent.Any(type => IsNamed(cause, type)))
            {
                return true;
            }
        }

        return false;
    }

    // Histories have the full name of a type, which changes with its namespace.
    private static bool IsNamed(TaskFailureDetails failure, string type) =>
        failure.ErrorType.EndsWith("." + type, StringComparison.Ordinal);
}
