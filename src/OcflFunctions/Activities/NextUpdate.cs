using Microsoft.DurableTask.Client;
using OcflFunctions.Orchestrations;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Raises the event for the update that is next in the queue for an object.</summary>
public sealed class NextUpdate(ClaimStore claims, UpdateLeftovers leftovers)
{
    /// <summary>Notifies whoever is next after a place was given up, and clears what those left that were passed over.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update that gave its place up.</param>
    /// <param name="released">What it left behind.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task NotifyAsync(string objectId, string updateId, ReleasedPlace released, DurableTaskClient client, CancellationToken cancellationToken)
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
    private static async Task<bool> TryNotifyAsync(DurableTaskClient client, string next, string released, CancellationToken cancellationToken)
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
