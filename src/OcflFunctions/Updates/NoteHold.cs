using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>Counts a hold, which an orchestrator that is replayed cannot do itself.</summary>
public sealed class NoteHold(HoldStore holds, UpdateTelemetry telemetry, TimeProvider time)
{
    // A storage that does not answer may be what the update is held for, and somebody wants to know.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Run again, it finds the hold noted, and counts nothing.</summary>
    [Function(nameof(NoteHold))]
    public async Task RunAsync([ActivityTrigger] HoldInput hold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        if (await IsFirstAsync(hold, cancellationToken))
        {
            telemetry.Held();
        }
    }

    private async Task<bool> IsFirstAsync(HoldInput hold, CancellationToken cancellationToken)
    {
        if (hold.Number is not { } number)
        {
            return true;
        }

        using CancellationTokenSource enough = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        try
        {
            return await holds.TryNoteAsync(hold.Id, hold.Created, number, either.Token);
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
/// <param name="Number">The hold's number within the update, from 1; null when it was scheduled by a build that did not count them.</param>
public sealed record HoldInput(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("objectId")] string ObjectId,
    [property: JsonPropertyName("created")] DateTimeOffset Created,
    [property: JsonPropertyName("number"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Number = null);

/// <summary>Which holds of updates are noted: an empty file for each.</summary>
public sealed class HoldStore(WorkArea work)
{
    /// <summary>Notes a hold, which is done once however many try.</summary>
    /// <param name="updateId">The update.</param>
    /// <param name="created">The update's time, which is another one when an operator has the engine run it again from its
    /// beginning.</param>
    /// <param name="number">The hold's number within the update.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when it was noted before.</returns>
    /// <exception cref="StorageException">The work area cannot be written.</exception>
    public Task<bool> TryNoteAsync(
        string updateId, DateTimeOffset created, int number, CancellationToken cancellationToken) => work.TryCreateAsync(
        StoragePath.Combine(
            WorkArea.UpdateFolder(updateId),
            string.Create(CultureInfo.InvariantCulture, $"held-{created.UtcTicks}-{number}")), [], cancellationToken);
}
