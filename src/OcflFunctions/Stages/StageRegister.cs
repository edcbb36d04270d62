using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>The stages: their records, which update has taken which, and when they end.</summary>
public sealed class StageRegister(WorkArea work, IOptions<OcflOptions> options, TimeProvider time)
{
    /// <summary>
    /// How long a stage stays taken by an update that the engine does not know: its starter may be about to schedule it.
    /// </summary>
    internal static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(1);

    /// <summary>Creates a stage, unless there is one of that id.</summary>
    /// <returns>The stage of that id, and whether it is new.</returns>
    internal async Task<(StageRecord Stage, bool IsNew)> CreateAsync(
        string id, IReadOnlyList<string> algorithms, string client, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        StageRecord stage = new(id, now, now + options.Value.Stages.Lifetime, algorithms, client);
        return await work.TryCreateAsync(RecordPath(id), stage, StageJson.Default.StageRecord, cancellationToken)
            ? (stage, true)
            : (await work.ReadAsync(RecordPath(id), StageJson.Default.StageRecord, cancellationToken), false);
    }

    /// <summary>A stage and the update that runs from it; null if there is no such stage, or it has expired.</summary>
    internal async Task<StageState?> FindAsync(
        string id, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken)
    {
        if (!IsId(id)
            || await work.TryReadStateAsync(RecordPath(id), StageJson.Default.StageRecord, cancellationToken) is not { } found)
        {
            return null;
        }

        string? holder = await FindHolderAsync(found.Value, getLife, cancellationToken);
        return holder is null && found.Value.Expires <= time.GetUtcNow() ? null : new StageState(found.Value, found.ETag, holder);
    }

    /// <summary>The ids of all stages, expired ones too, in order.</summary>
    /// <param name="after">The last id that is left out; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async IAsyncEnumerable<string> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OrderedListing ordered = new(work.Storage);
        await foreach (string id in ordered.ListAsync(
            WorkArea.Stages, entry => entry.Kind == StorageEntryKind.Directory, after, cancellationToken))
        {
            if (id != after)
            {
                yield return id;
            }
        }
    }

    /// <summary>Takes a stage for an update. An update that has it keeps it.</summary>
    /// <param name="id">The stage.</param>
    /// <param name="updateId">The update.</param>
    /// <param name="getLife">What the engine knows about an update.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<StageTakingResult> TakeAsync(
        string id,
        string updateId,
        Func<string, CancellationToken, Task<UpdateLife>> getLife,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            StageState? state = await FindAsync(id, getLife, cancellationToken);
            if (state is null || (state.Holder is not null && state.Holder != updateId))
            {
                return new StageTakingResult(state?.Stage, state?.Holder);
            }

            if (state.Stage.Taken?.UpdateId == updateId && state.Holder == updateId)
            {
                return new StageTakingResult(state.Stage, OtherHolder: null);
            }

            StageRecord taken = state.Stage with { Taken = new StageTaking(updateId, time.GetUtcNow()) };
            if (await TryReplaceAsync(state, taken, cancellationToken))
            {
                return new StageTakingResult(taken, OtherHolder: null);
            }
        }
    }

    /// <summary>Makes a stage that an update took open again.</summary>
    internal async Task ReleaseAsync(string id, string updateId, CancellationToken cancellationToken)
    {
        while (await work.TryReadStateAsync(RecordPath(id), StageJson.Default.StageRecord, cancellationToken) is { } found
            && found.Value.Taken?.UpdateId == updateId
            && !await TryReplaceAsync(
                new StageState(found.Value, found.ETag, updateId), found.Value with { Taken = null }, cancellationToken))
        {
        }
    }

    /// <summary>Removes a stage whose update has completed, unless another update has taken it since.</summary>
    internal async Task EndAsync(string id, string updateId, CancellationToken cancellationToken)
    {
        while (await work.TryReadStateAsync(RecordPath(id), StageJson.Default.StageRecord, cancellationToken) is { } found)
        {
            if (found.Value.Taken?.UpdateId != updateId)
            {
                return;
            }

            if (await work.TryDeleteAsync(RecordPath(id), found.ETag, cancellationToken))
            {
                break;
            }
        }

        await RemoveFilesAsync(id, cancellationToken);
    }

    /// <summary>Removes a stage in the state in which it was read.</summary>
    /// <returns>False if it has changed meanwhile.</returns>
    internal async Task<bool> TryRemoveAsync(StageState state, CancellationToken cancellationToken)
    {
        if (!await work.TryDeleteAsync(RecordPath(state.Stage.Id), state.ETag, cancellationToken))
        {
            return false;
        }

        await RemoveFilesAsync(state.Stage.Id, cancellationToken);
        return true;
    }

    /// <summary>Removes a stage if it has expired.</summary>
    /// <returns>Whether this call removed it.</returns>
    internal async Task<bool> RemoveExpiredAsync(
        string id, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken) =>
        IsId(id)
        && await work.TryReadStateAsync(RecordPath(id), StageJson.Default.StageRecord, cancellationToken) is { } found
        && found.Value.Expires <= time.GetUtcNow()
        && await FindHolderAsync(found.Value, getLife, cancellationToken) is null
        && await TryRemoveAsync(new StageState(found.Value, found.ETag, Holder: null), cancellationToken);

    /// <summary>Whether there is a stage of that id, expired or not.</summary>
    internal async Task<bool> HasRecordAsync(string id, CancellationToken cancellationToken) =>
        await work.Storage.GetFileAsync(RecordPath(id), cancellationToken) is not null;

    /// <summary>Removes what a stage has besides its record, which is gone. Another removal may run at the same time.</summary>
    internal Task RemoveFilesAsync(string id, CancellationToken cancellationToken) =>
        work.Storage.DeleteDirectoryAsync(WorkArea.StageFolder(id), cancellationToken);

    /// <summary>Moves the end of a stage forward after an upload. Rarely writes: at most some times in its lifetime.</summary>
    internal async Task<StageRecord> ExtendAsync(StageState state, CancellationToken cancellationToken)
    {
        TimeSpan lifetime = options.Value.Stages.Lifetime;
        DateTimeOffset expires = time.GetUtcNow() + lifetime;
        StageRecord extended = state.Stage with { Expires = expires };

        // If another request changes it at the same time, that one extends it, or an update has taken it.
        return expires - state.Stage.Expires > lifetime / 20 && await TryReplaceAsync(state, extended, cancellationToken)
            ? extended
            : state.Stage;
    }

    /// <summary>Whether a text can be the id of a stage, and so the name of its folder.</summary>
    internal static bool IsId(string text) => text.Length is 32 or 40 && text.All(char.IsAsciiHexDigitLower);

    private async Task<string?> FindHolderAsync(
        StageRecord stage, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken) =>
        stage.Taken is not { } taken ? null : await getLife(taken.UpdateId, cancellationToken) switch
        {
            UpdateLife.Running => taken.UpdateId,
            UpdateLife.Ended => null,
            _ => taken.At + ReservationTime > time.GetUtcNow() ? taken.UpdateId : null,
        };

    private async Task<bool> TryReplaceAsync(StageState state, StageRecord changed, CancellationToken cancellationToken) =>
        await work.TryWriteAsync(
            RecordPath(state.Stage.Id),
            changed,
            StorageCondition.IfMatch(state.ETag),
            StageJson.Default.StageRecord,
            cancellationToken) is not null;

    private static string RecordPath(string id) => StoragePath.Combine(WorkArea.StageFolder(id), "stage.json");
}

/// <summary>A stage as it was read.</summary>
/// <param name="Stage">The record.</param>
/// <param name="ETag">The record's state.</param>
/// <param name="Holder">The update that runs from it; null if the stage is open.</param>
internal sealed record StageState(StageRecord Stage, string ETag, string? Holder);

/// <summary>The result of taking a stage.</summary>
/// <param name="Stage">The stage; null if there is no such stage.</param>
/// <param name="OtherHolder">The update that has it, and keeps it; null if it is taken now.</param>
internal sealed record StageTakingResult(StageRecord? Stage, string? OtherHolder);
