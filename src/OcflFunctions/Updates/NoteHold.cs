using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Notify;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>Counts a hold, which an orchestrator cannot do, since it is replayed.</summary>
public sealed class NoteHold(HoldStore holds, Notifier notifier, UpdateTelemetry telemetry, TimeProvider time)
{
    // The update may be held because the storage does not answer, and the hold must be counted all the same.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Idempotent: a hold that is noted is not counted again.</summary>
    [Function(nameof(NoteHold))]
    public async Task RunAsync(
        [ActivityTrigger] HoldInput hold, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        if (await IsFirstAsync(hold, cancellationToken))
        {
            telemetry.Held();
        }

        await notifier.NotifyAsync(
            client,
            NotificationKind.UpdateHeld,
            string.Create(CultureInfo.InvariantCulture, $"{hold.Id} {hold.Created.UtcTicks} {hold.Number}"),
            new NotificationData { Id = hold.Id, ObjectId = hold.ObjectId, Status = nameof(UpdateStatus.Held) },
            cancellationToken);
    }

    private async Task<bool> IsFirstAsync(HoldInput hold, CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        try
        {
            return await holds.TryNoteAsync(hold.Id, hold.Created, hold.Number, either.Token);
        }
#pragma warning disable CA1031 // Rather counted twice than not at all.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
#pragma warning restore CA1031
    }
}

/// <summary>The input of <c>NoteHold</c>: what <see cref="UpdateIdentity"/> has, and which of the update's holds it is.</summary>
/// <param name="Id">The update's id.</param>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Created">The update's time, in UTC.</param>
/// <param name="Number">The hold's number within the update, from 1.</param>
public sealed record HoldInput(string Id, string ObjectId, DateTimeOffset Created, int Number);

/// <summary>The holds of updates that are counted: an empty file for each.</summary>
public sealed class HoldStore(WorkArea work)
{
    /// <summary>Notes a hold: of several calls, one succeeds.</summary>
    /// <param name="updateId">The update.</param>
    /// <param name="created">The update's time, which differs if an operator restarts the update.</param>
    /// <param name="number">The hold's number within the update.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False if it was noted before.</returns>
    /// <exception cref="StorageException">The work area cannot be written.</exception>
    public Task<bool> TryNoteAsync(
        string updateId, DateTimeOffset created, int number, CancellationToken cancellationToken) => work.TryCreateAsync(
        StoragePath.Combine(
            WorkArea.UpdateFolder(updateId),
            string.Create(CultureInfo.InvariantCulture, $"held-{created.UtcTicks}-{number}")), [], cancellationToken);
}
