using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

/// <summary>Claims the update's place in the queue of its object. Removes what terminated updates before it left.</summary>
public sealed class ClaimObject(
    ClaimStore claims, UpdateLeftovers leftovers, IEnumerable<IClaimObstacle> obstacles, UpdateTelemetry telemetry)
{
    /// <summary>Idempotent: an update has one place.</summary>
    [Function(nameof(ClaimObject))]
    public async Task<ClaimResult> RunAsync(
        [ActivityTrigger] UpdateIdentity update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ClaimedPlace place = await claims.ClaimAsync(update.ObjectId, update.Id, client.GetLifeAsync, cancellationToken);
        if (place.IsNew && update.IsCounted)
        {
            telemetry.Started(update);
        }

        await leftovers.TryClearAsync(place.PassedOver, client, cancellationToken);
        ClaimResult claim = new(place.Queue.Count - 1);
        if (claim.IsGranted)
        {
            foreach (IClaimObstacle obstacle in obstacles)
            {
                await obstacle.ClearAsync(update, client, cancellationToken);
            }
        }

        return claim;
    }
}

/// <summary>The result of <c>ClaimObject</c>.</summary>
/// <param name="Ahead">How many updates of the object are before this one: 0 if it is this one's turn.</param>
public sealed record ClaimResult(int Ahead)
{
    /// <summary>Whether it is this update's turn.</summary>
    [JsonIgnore]
    public bool IsGranted => Ahead == 0;
}
