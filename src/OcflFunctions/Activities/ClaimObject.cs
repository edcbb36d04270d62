using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Telemetry;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Takes the update's place in the queue for its object, or finds the one it has.</summary>
public sealed class ClaimObject(ClaimStore claims, UpdateTelemetry telemetry)
{
    /// <summary>Run again, it takes no second place.</summary>
    [Function(nameof(ClaimObject))]
    public async Task<ClaimResult> RunAsync(
        [ActivityTrigger] UpdateIdentity update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ClaimedPlace place = await claims.ClaimAsync(update.ObjectId, update.Id, client.IsRunningAsync, cancellationToken);
        if (place.IsNew)
        {
            telemetry.Started(update);
        }

        return new ClaimResult(place.Queue.Count - 1, place.Queue[0]);
    }
}
