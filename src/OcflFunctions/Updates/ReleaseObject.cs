using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Notify;

namespace OcflFunctions.Updates;

/// <summary>Releases the update's place in the queue of its object, and notifies the next update.</summary>
public sealed class ReleaseObject(ClaimStore claims, NextUpdate next, Notifier notifier, UpdateTelemetry telemetry)
{
    /// <summary>Idempotent: a repeated event makes the first update check its turn again.</summary>
    [Function(nameof(ReleaseObject))]
    public async Task RunAsync(
        [ActivityTrigger] ReleaseInput update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ReleasedPlace released = await claims.ReleaseAsync(update.ObjectId, update.Id, client.GetLifeAsync, cancellationToken);
        if (released.WasHeld && update.IsCounted)
        {
            telemetry.Ended(update);
        }

        await next.NotifyAsync(update.ObjectId, update.Id, released, client, cancellationToken);
        if (update.IsCounted)
        {
            await notifier.NotifyAsync(
                client,
                NotificationKind.UpdateEnded,
                string.Create(CultureInfo.InvariantCulture, $"{update.Id} {update.Created.UtcTicks}"),
                new NotificationData { Id = update.Id, ObjectId = update.ObjectId, Status = update.Ended.ToString() },
                cancellationToken);
        }
    }
}

/// <summary>The input of <c>ReleaseObject</c>: what <see cref="UpdateIdentity"/> has, and the update's final status.</summary>
/// <param name="Id">The update's id.</param>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Created">The update's time, in UTC.</param>
/// <param name="Ended">The update's final status.</param>
/// <param name="Granted">When its turn with the object came, in UTC; null if it did not.</param>
/// <param name="IsPurge">Whether it is a purge, which no figure of updates counts.</param>
/// <param name="IsImport">Whether it is an import of the object, which none counts, too.</param>
public sealed record ReleaseInput(
    string Id,
    string ObjectId,
    DateTimeOffset Created,
    UpdateStatus Ended,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Granted = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsPurge = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsImport = false)
{
    /// <summary>Whether the figures of updates count it.</summary>
    [JsonIgnore]
    public bool IsCounted => !IsPurge && !IsImport;
}

/// <summary>Raises the event for the next update in the queue of an object.</summary>
public sealed class NextUpdate(ClaimStore claims, UpdateLeftovers leftovers)
{
    // Those that can have a place that they have not released.
    private static readonly OrchestrationQuery Ended = new(
        Statuses: [OrchestrationRuntimeStatus.Terminated, OrchestrationRuntimeStatus.Failed], FetchInputsAndOutputs: true);

    /// <summary>Releases the places of those that ended without doing so and do not run again.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="objectIdOf">The object of an instance; null for an instance that is not meant.</param>
    /// <param name="tryAsync">Runs a release, given the id of the instance.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task ReleaseEndedAsync(
        DurableTaskClient client,
        Func<OrchestrationMetadata, string?> objectIdOf,
        Func<string, Func<Task>, Task> tryAsync,
        CancellationToken cancellationToken)
    {
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(Ended).WithCancellation(cancellationToken))
        {
            if (objectIdOf(instance) is { } objectId)
            {
                await tryAsync(
                    instance.InstanceId, () => ReleaseIfEndedAsync(objectId, instance.InstanceId, client, cancellationToken));
            }
        }
    }

    /// <summary>Releases a place, and notifies the next update.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update whose place it is.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ReleaseAsync(string objectId, string updateId, DurableTaskClient client, CancellationToken cancellationToken) =>
        await NotifyAsync(
            objectId,
            updateId,
            await claims.ReleaseAsync(objectId, updateId, client.GetLifeAsync, cancellationToken),
            client,
            cancellationToken);

    /// <summary>Notifies the next update after a place was released, and clears what the updates left that lost their places.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update that released its place.</param>
    /// <param name="released">The queue after that.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task NotifyAsync(
        string objectId, string updateId, ReleasedPlace released, DurableTaskClient client, CancellationToken cancellationToken)
    {
        List<string> passedOver = [.. released.PassedOver];
        while (released.Next is { } next && !await TryNotifyAsync(client, next, updateId, cancellationToken))
        {
            // The next update finished before the event arrived, and loses its place now.
            released = await claims.ReleaseAsync(objectId, updateId, client.GetLifeAsync, cancellationToken);
            passedOver.AddRange(released.PassedOver);
        }

        await leftovers.TryClearAsync(passedOver, client, cancellationToken);
    }

    private async Task ReleaseIfEndedAsync(string objectId, string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if ((await claims.GetAsync(objectId, cancellationToken)).Contains(id, StringComparer.Ordinal)
            && !await client.IsRunningAsync(id, cancellationToken))
        {
            await ReleaseAsync(objectId, id, client, cancellationToken);
        }
    }

    /// <returns>False if an engine refuses it because the update has finished.</returns>
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
