using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Updates;

/// <summary>
/// Finds the oldest unfinished update, for the metric <c>ocfl.updates.oldest_age</c>. One instance of the app does so.
/// </summary>
public sealed class ObserveUpdates(UpdateTelemetry telemetry)
{
    private const string EveryFiveMinutes = "0 */5 * * * *";
    private const int PageSize = 1000;

    private static readonly OrchestrationQuery NotEnded = new(
        Statuses: [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended],
        PageSize: PageSize);

    /// <summary>Idempotent.</summary>
    [Function(nameof(ObserveUpdates))]
    public async Task RunAsync(
        [TimerTrigger(EveryFiveMinutes, UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        // No engine guarantees an order.
        DateTimeOffset? oldest = null;
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(NotEnded).WithCancellation(cancellationToken))
        {
            if (UpdateInstances.IsUpdate(instance) && !(instance.CreatedAt >= oldest))
            {
                oldest = instance.CreatedAt;
            }
        }

        telemetry.Observed(oldest);
    }
}
