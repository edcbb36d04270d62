using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Orchestrations;
using OcflFunctions.Telemetry;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Gives up the update's place in the queue for its object, and tells the next.</summary>
public sealed class ReleaseObject(ClaimStore claims, UpdateTelemetry telemetry)
{
    /// <summary>Run again, it tells whoever is first again, who then looks and finds it is so.</summary>
    [Function(nameof(ReleaseObject))]
    public async Task RunAsync(
        [ActivityTrigger] ReleaseInput update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ReleasedPlace released = await claims.ReleaseAsync(update.ObjectId, update.Id, client.IsRunningAsync, cancellationToken);
        if (released.WasHeld)
        {
            telemetry.Ended(update);
        }

        if (released.Next is { } next)
        {
            await client.RaiseEventAsync(next, UpdateObject.ClaimGrantedEvent, update.Id, cancellationToken);
        }
    }
}
