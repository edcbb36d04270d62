using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

/// <summary>Places in queues whose holders ended without releasing them.</summary>
internal static class EndedClaims
{
    /// <summary>Finds those that can have such a place.</summary>
    public static readonly OrchestrationQuery Query = new(
        Statuses: [OrchestrationRuntimeStatus.Terminated, OrchestrationRuntimeStatus.Failed], FetchInputsAndOutputs: true);

    /// <summary>Releases the place, if there is one and its holder does not run again, and notifies the next update.</summary>
    public static async Task ReleaseAsync(
        ClaimStore claims, NextUpdate next, string objectId, string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if ((await claims.GetAsync(objectId, cancellationToken)).Contains(id, StringComparer.Ordinal)
            && !await client.IsRunningAsync(id, cancellationToken))
        {
            await next.ReleaseAsync(objectId, id, client, cancellationToken);
        }
    }
}
