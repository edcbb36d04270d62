using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Orchestrations;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Gives up the update's place in the queue for its object, and tells the next.</summary>
public sealed class ReleaseObject(ClaimStore claims)
{
    /// <summary>Run again, it tells whoever is first again, who then looks and finds it is so.</summary>
    [Function(nameof(ReleaseObject))]
    public async Task RunAsync(
        [ActivityTrigger] UpdateIdentity update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        string? next = await claims.ReleaseAsync(update.ObjectId, update.Id, client.IsRunningAsync, cancellationToken);
        if (next is not null)
        {
            await client.RaiseEventAsync(next, UpdateObject.ClaimGrantedEvent, update.Id, cancellationToken);
        }
    }
}
