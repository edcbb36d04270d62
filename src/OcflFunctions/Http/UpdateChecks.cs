using Microsoft.DurableTask.Client;
using Ocfl.Updates;
using OcflFunctions.Activities;
using OcflFunctions.Contracts;
using OcflFunctions.Work;

namespace OcflFunctions.Http;

/// <summary>Refuses at once what can be seen to fail, before anything is written.</summary>
public sealed class UpdateChecks(Sources sources, ObjectStore objects, ClaimStore claims)
{
    /// <summary>Looks at the source and the object.</summary>
    /// <exception cref="ProblemException">The update could not succeed.</exception>
    public async Task CheckAsync(UpdateRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (request.Source is { } source)
        {
            await CheckSourceAsync(source, cancellationToken);
        }

        UpdateTarget target = await GetTargetAsync(request.ObjectId, cancellationToken);

        // With others in the queue the object may have what is expected when its turn comes; then the plan looks again.
        if (!ExpectedHead.Holds(request, target.Inventory) && !await HasQueueAsync(request.ObjectId, client, cancellationToken))
        {
            throw new ProblemException(ProblemKind.HeadMismatch, [ProblemKind.HeadMismatch.At("expectedHead", ExpectedHead.Describe(request, target.Inventory))]);
        }
    }

    private async Task CheckSourceAsync(UpdateSource source, CancellationToken cancellationToken)
    {
        try
        {
            await sources.ResolveAsync(source, cancellationToken);
        }
        catch (SourceRefusedException refusal)
        {
            ProblemKind kind = refusal.IsForbidden ? ProblemKind.SourceNotAllowed : ProblemKind.SourceNotFound;
            throw new ProblemException(kind, [kind.At(refusal.Field, refusal.Message)]);
        }
    }

    private async Task<UpdateTarget> GetTargetAsync(string objectId, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.GetTargetAsync(objectId, cancellationToken);
        }
        catch (InvalidUpdateException refusal)
        {
            throw new ProblemException(ProblemKind.InvalidObject, [ProblemKind.InvalidObject.At("objectId", refusal.Message)]);
        }
    }

    private async Task<bool> HasQueueAsync(string objectId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (string update in await claims.GetAsync(objectId, cancellationToken))
        {
            if (await client.IsRunningAsync(update, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
