using Microsoft.DurableTask;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

/// <summary>How an orchestration waits for its turn with an object.</summary>
internal static class ObjectTurn
{
    /// <summary>Waits until the place in the queue of the object is the first.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="pollInterval">The first time between two checks.</param>
    /// <param name="claimAsync">Checks the place.</param>
    /// <param name="waiting">Receives a place that is not the first.</param>
    /// <param name="interruption">Leads to a check at once when it completes; null for none.</param>
    public static async Task WaitAsync(
        TaskOrchestrationContext context,
        TimeSpan pollInterval,
        Func<Task<ClaimResult>> claimAsync,
        Action<ClaimResult> waiting,
        Task? interruption = null)
    {
        Task granted = context.WaitForExternalEvent<object?>(UpdateObject.ClaimGrantedEvent);
        TimeSpan wait = pollInterval;
        ClaimResult claim = await claimAsync();
        while (!claim.IsGranted)
        {
            waiting(claim);

            // The timer is for the case that the update before it raises no event: terminated, or lost with its host.
            await context.WaitForNewsAsync(wait, interruption is null ? [granted] : [granted, interruption]);

            // Each check adds a few events to the history, and an update can wait for days.
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, pollInterval.Ticks * 10));
            granted = granted.IsCompleted ? context.WaitForExternalEvent<object?>(UpdateObject.ClaimGrantedEvent) : granted;
            claim = await claimAsync();
        }
    }
}
