using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

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

/// <summary>The input of <c>ReleaseObject</c>: what <see cref="UpdateIdentity"/> has, and how the update came out.</summary>
/// <param name="Id">The update's id.</param>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Created">The update's time, in UTC.</param>
/// <param name="Ended">How it ended.</param>
/// <param name="Granted">When its turn with the object came, in UTC; null when it never did.</param>
public sealed record ReleaseInput(
    string Id,
    string ObjectId,
    DateTimeOffset Created,
    UpdateStatus Ended,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Granted = null);

/// <summary>Raises the event for the update that is next in the queue for an object.</summary>
public sealed class NextUpdate(ClaimStore claims, UpdateLeftovers leftovers)
{
    /// <summary>Notifies whoever is next after a place was given up, and clears what those left that were passed over.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update that gave its place up.</param>
    /// <param name="released">What it left behind.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task NotifyAsync(
        string objectId, string updateId, ReleasedPlace released, DurableTaskClient client, CancellationToken cancellationToken)
    {
        List<string> passedOver = [.. released.PassedOver];
        while (released.Next is { } next && !await TryNotifyAsync(client, next, updateId, cancellationToken))
        {
            // Whoever was next has ended before the event came, and is passed over now.
            released = await claims.ReleaseAsync(objectId, updateId, client.GetLifeAsync, cancellationToken);
            passedOver.AddRange(released.PassedOver);
        }

        await leftovers.TryClearAsync(passedOver, client, cancellationToken);
    }

    /// <returns>False where an engine refuses it because the update has ended.</returns>
    private static async Task<bool> TryNotifyAsync(
        DurableTaskClient client, string next, string released, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(next, UpdateObject.ClaimGrantedEvent, released, cancellationToken);
            return true;
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            if (await client.IsRunningAsync(next, cancellationToken))
            {
                throw;
            }

            return false;
        }
    }
}
