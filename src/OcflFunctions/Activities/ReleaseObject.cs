using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Telemetry;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Gives up the update's place in the queue for its object, and notifies the next.</summary>
public sealed class ReleaseObject(ClaimStore claims, NextUpdate next, UpdateTelemetry telemetry)
{
    /// <summary>Run again, it notifies whoever is first again, who then looks and finds it is so.</summary>
    [Function(nameof(ReleaseObject))]
    public async Task RunAsync(
        [ActivityTrigger] ReleaseInput update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ReleasedPlace released = await claims.ReleaseAsync(update.ObjectId, update.Id, client.GetLifeAsync, cancellationToken);
        if (released.WasHeld)
        {
            telemetry.Ended(update);
        }

        await next.NotifyAsync(update.ObjectId, update.Id, released, client, cancellationToken);
    }
}
