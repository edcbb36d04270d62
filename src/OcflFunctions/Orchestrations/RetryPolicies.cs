using Microsoft.DurableTask;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Work;

namespace OcflFunctions.Orchestrations;

/// <summary>What is tried again.</summary>
internal static class RetryPolicies
{
    /// <summary>Tries again, with growing waits, whatever may heal; fails at once with what cannot.</summary>
    public static TaskOptions For(UpdateSettings settings) => For(settings.Attempts, settings.FirstRetryDelay, settings.MaxRetryDelay);

    /// <summary>The same, by numbers.</summary>
    public static TaskOptions For(int attempts, TimeSpan firstDelay, TimeSpan maxDelay) =>
        TaskOptions.FromRetryPolicy(new RetryPolicy(attempts, firstDelay, backoffCoefficient: 2, maxRetryInterval: maxDelay)
        {
            HandleFailure = static failure => !IsPermanent(failure),
        });

    /// <summary>Whether a failure, or one that it was caused by, would come again however often it is tried.</summary>
    public static bool IsPermanent(TaskFailureDetails failure)
    {
        for (TaskFailureDetails? cause = failure; cause is not null; cause = cause.InnerFailure)
        {
            if (cause.IsCausedBy<InvalidUpdateException>()
                || cause.IsCausedBy<ObjectConflictException>()
                || cause.IsCausedBy<ContentMismatchException>()
                || cause.IsCausedBy<ObjectNotFoundException>())
            {
                return true;
            }
        }

        return false;
    }
}
