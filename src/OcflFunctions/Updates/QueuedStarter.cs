using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

/// <summary>Starts orchestrations that have a place in the queue of an object.</summary>
/// <typeparam name="TRequest">The request.</typeparam>
public abstract class QueuedStarter<TRequest>(NextUpdate next, TimeProvider time) : OrchestrationStarter<TRequest>(time)
    where TRequest : class
{
    /// <summary>The id of the object of a request.</summary>
    protected abstract string ObjectIdOf(TRequest request);

    /// <summary>Releases what is reserved beside the place in the queue; nothing by default.</summary>
    protected virtual Task ReleaseAsync(TRequest request, string id) => Task.CompletedTask;

    /// <summary>Logs that a place is not released yet.</summary>
    protected abstract void NoteNotWithdrawn(Exception failure, string id);

    /// <inheritdoc/>
    protected override async Task WithdrawAsync(DurableTaskClient client, TRequest request, string id)
    {
        try
        {
            // The id may be that of an instance for another object, which has its place in the queue of that one.
            string objectId = ObjectIdOf(request);
            OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, CancellationToken.None);
            if (instance is not { IsCompleted: false } || RequestOf(instance) is not { } running || ObjectIdOf(running) != objectId)
            {
                await ReleaseAsync(request, id);
                await next.ReleaseAsync(objectId, id, client, CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // The caller needs to see why it could not be scheduled. The place is passed over after a while.
        catch (Exception failure)
        {
            NoteNotWithdrawn(failure, id);
        }
#pragma warning restore CA1031
    }
}
