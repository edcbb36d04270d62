using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Takes the update's place in the queue for its object, or finds the one it has.</summary>
public sealed class ClaimObject(ClaimStore claims)
{
    /// <summary>Run again, it takes no second place.</summary>
    [Function(nameof(ClaimObject))]
    public async Task<ClaimResult> RunAsync(
        [ActivityTrigger] UpdateIdentity update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> queue = await claims.ClaimAsync(update.ObjectId, update.Id, client.IsRunningAsync, cancellationToken);
        return new ClaimResult(queue.Count - 1, queue[0]);
    }
}
