using Microsoft.DurableTask;
using OcflFunctions.Contracts;

namespace OcflFunctions.Orchestrations;

/// <summary>
/// Calls activities, each again when it fails for a reason that may be transient, and reports which are being tried again. The engine
/// owns the retries; their policy asks here whether there is another, once for each failure and the same in every replay.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="attempts">How many attempts an activity has at most.</param>
/// <param name="firstDelay">How long to wait before the second attempt; each further wait is twice as long.</param>
/// <param name="maxDelay">The longest wait between two attempts.</param>
/// <param name="report">Takes what is being tried again, the first few, whenever that changes.</param>
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
    /// <exception cref="TaskFailedException">It failed for good, or as often as it may.</exception>
    public async Task<T> CallAsync<T>(string activity, object input, string? step = null)
    {
        int call = _calls++;
        int failed = 0;
        TaskOptions options = RetryPolicies.For(attempts, firstDelay, maxDelay, failure =>
        {
            if (++failed < attempts)
            {
                Report(call, new ActivityRetry(step ?? activity, failed, attempts, Failures.Describe(failure, activity), NextAttempt(failed)));
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
        return new DateTimeOffset(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc)) + TimeSpan.FromMilliseconds(wait);
    }

    private void Report(int call, ActivityRetry retry)
    {
        UpdateError error = retry.LastError;
        _retrying[call] = retry with
        {
            Step = StatusText.Clip(retry.Step, ClippedName),
            LastError = error with { Type = StatusText.Clip(error.Type, ClippedName), Message = StatusText.Clip(error.Message, ClippedError) },
        };
        Report();
    }

    private void Report() => report([.. _retrying.Values.Take(Shown)]);
}
