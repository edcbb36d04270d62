using Microsoft.DurableTask;
using Ocfl.Updates;
using OcflFunctions.Work;

namespace OcflFunctions.Orchestrations;

/// <summary>What is tried again.</summary>
internal static class RetryPolicies
{
    /// <summary>Tries again, with growing waits, what may be transient; fails at once with what is permanent.</summary>
    /// <param name="attempts">How many attempts there are at most.</param>
    /// <param name="firstDelay">How long to wait before the second attempt; each further wait is twice as long.</param>
    /// <param name="maxDelay">The longest wait between two attempts.</param>
    /// <param name="onTransient">Takes each failure that is not permanent; some engines do not ask about that of the last attempt.</param>
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
