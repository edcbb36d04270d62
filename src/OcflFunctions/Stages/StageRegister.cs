using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>The stages: their records, which update has taken which, and when they end.</summary>
public sealed class StageRegister(WorkArea work, StagePacks packs, IOptions<OcflOptions> options, TimeProvider time)
{
    /// <summary>
    /// How long a stage stays taken by an update that the engine does not know: its starter may be about to schedule it.
    /// </summary>
    internal static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(1);

    /// <summary>How long a removal may take. After that it was interrupted, and the next sweep completes it.</summary>
    internal static readonly TimeSpan RemovalTime = TimeSpan.FromHours(1);

    private const int ReadAtOnce = 16;

    // All that a stage has besides its record.
    private static readonly string[] Folders = ["files", "content", "packs", "uploads"];

    // Each upload to a stage reads its record.
    private readonly KnownValues<StageRecord> _records = new(work, StageJson.Default.StageRecord);

    /// <summary>Creates a stage, unless there is one of that id.</summary>
    /// <returns>The stage of that id, and whether it is new.</returns>
    /// <exception cref="ProblemException">The stage of that id has ended, and is being removed.</exception>
    internal async Task<(StageRecord Stage, bool IsNew)> CreateAsync(
        string id, IReadOnlyList<string> algorithms, string client, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        StageRecord stage = new(id, now, now + options.Value.Stages.Lifetime, algorithms, client);
        while (!await work.TryCreateAsync(RecordPath(id), stage, StageJson.Default.StageRecord, cancellationToken))
        {
            // Without one now, a removal has just ended.
            if (await ReadAsync(id, cancellationToken) is { } present)
            {
                return present.Value.RemovingSince is null
                    ? (present.Value, false)
                    : throw new ProblemException(
                        ProblemKind.StageChanged,
                        $"The stage '{id}' of this Idempotency-Key has ended, and is being removed. Send the request again later.",
                        "Idempotency-Key");
            }
        }

        return (stage, true);
    }

    /// <summary>A stage and the update that runs from it; null if there is no such stage, or it has expired.</summary>
    internal async Task<StageState?> FindAsync(
        string id, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken)
    {
        WorkValue<StageRecord>? found = IsId(id) ? await ReadAsync(id, cancellationToken) : null;
        return found is null ? null : await DescribeAsync(found, getLife, cancellationToken);
    }

    /// <summary>
    /// Whether a stage that no update has taken has not changed since it was read: then it is still open. That costs less than to read it
    /// again.
    /// </summary>
    internal async Task<bool> IsUntouchedAsync(StageState state, CancellationToken cancellationToken) =>
        state.Stage.Taken is null
        && state.Stage.Expires > time.GetUtcNow()
        && (await work.Storage.GetFileAsync(RecordPath(state.Stage.Id), cancellationToken))?.ETag == state.ETag;

    /// <summary>Whether a client has a number of stages.</summary>
    internal async Task<bool> HasAsync(
        string client, int number, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken)
    {
        int count = 0;
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ParallelOptions some = new() { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = enough.Token };
        try
        {
            await Parallel.ForEachAsync(ListAsync(after: null, enough.Token), some, async (id, cancel) =>
            {
                if (IsId(id)
                    && await TryReadUndamagedAsync(id, cancel) is { } found
                    && found.Value.Client == client
                    && await DescribeAsync(found, getLife, cancel) is not null
                    && Interlocked.Increment(ref count) == number)
                {
                    await enough.CancelAsync();
                }
            });
        }
        catch (OperationCanceledException) when (count >= number)
        {
            // The others need not be counted.
        }

        return count >= number;
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
            if (await TryReplaceAsync(new WorkValue<StageRecord>(state.Stage, state.ETag), taken, cancellationToken) is not null)
            {
                return new StageTakingResult(taken, OtherHolder: null);
            }
        }
    }

    /// <summary>Makes a stage that an update took open again.</summary>
    internal async Task ReleaseAsync(string id, string updateId, CancellationToken cancellationToken)
    {
        while (await ReadAsync(id, cancellationToken) is { } found
            && found.Value is { RemovingSince: null, Taken: { } taken }
            && taken.UpdateId == updateId
            && await TryReplaceAsync(found, found.Value with { Taken = null }, cancellationToken) is null)
        {
        }
    }

    /// <summary>Removes a stage whose update has completed, unless another update has taken it since.</summary>
    internal async Task EndAsync(string id, string updateId, CancellationToken cancellationToken)
    {
        while (await ReadAsync(id, cancellationToken) is { } found
            && found.Value.Taken?.UpdateId == updateId
            && !await TryRemoveAsync(found, cancellationToken))
        {
        }
    }

    /// <summary>Removes a stage in the state in which it was read.</summary>
    /// <returns>False if it has changed meanwhile.</returns>
    internal Task<bool> TryRemoveAsync(StageState state, CancellationToken cancellationToken) =>
        TryRemoveAsync(new WorkValue<StageRecord>(state.Stage, state.ETag), cancellationToken);

    /// <summary>Removes a stage if it has expired, or if its removal was interrupted.</summary>
    /// <returns>Whether this call removed it.</returns>
    internal async Task<bool> RemoveExpiredAsync(
        string id, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken) =>
        await FindExpiredAsync(id, getLife, cancellationToken) is { } found && await TryRemoveAsync(found, cancellationToken);

    /// <summary>Whether a stage has expired, or its removal was interrupted.</summary>
    internal async Task<bool> IsExpiredAsync(
        string id, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken) =>
        await FindExpiredAsync(id, getLife, cancellationToken) is not null;

    /// <summary>Whether there is a stage of that id, expired or not.</summary>
    internal async Task<bool> HasRecordAsync(string id, CancellationToken cancellationToken) =>
        await work.Storage.GetFileAsync(RecordPath(id), cancellationToken) is not null;

    /// <summary>Removes what is in the folder of a stage that has no record, unless a stage of that id is created meanwhile.</summary>
    internal async Task RemoveAbandonedAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id))
        {
            await work.Storage.DeleteDirectoryAsync(WorkArea.StageFolder(id), cancellationToken);
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        StageRecord ended = new(id, now, now, [], Client: "", RemovingSince: now);
        if (await work.TryWriteAsync(
            RecordPath(id), ended, StorageCondition.IfAbsent, StageJson.Default.StageRecord, cancellationToken) is { } marked)
        {
            await RemoveMarkedAsync(marked, cancellationToken);
        }
    }

    /// <summary>Moves the end of a stage forward. Rarely writes: at most some times in its lifetime.</summary>
    internal async Task<StageState> ExtendAsync(StageState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            StageRecord stage = state.Stage;
            DateTimeOffset now = time.GetUtcNow();
            TimeSpan lifetime = options.Value.Stages.Lifetime;
            if (stage.RemovingSince is not null || now + lifetime - stage.Expires <= lifetime / 20)
            {
                return state;
            }

            WorkValue<StageRecord> value = new(stage, state.ETag);
            if (await TryReplaceAsync(value, stage with { Expires = now + lifetime }, cancellationToken) is { } extended)
            {
                return state with { Stage = extended.Value, ETag = extended.ETag };
            }

            if (await ReadAsync(stage.Id, cancellationToken) is not { } other)
            {
                return state;
            }

            state = state with { Stage = other.Value, ETag = other.ETag };
        }
    }

    /// <summary>Moves the end of a stage forward while an upload into it runs. Nothing if it has ended.</summary>
    internal async Task ExtendAsync(string id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(id, cancellationToken) is { } found && found.Value.Expires > time.GetUtcNow())
        {
            await ExtendAsync(new StageState(found.Value, found.ETag, Holder: null), cancellationToken);
        }
    }

    /// <summary>Whether a text can be the id of a stage, and so the name of its folder.</summary>
    internal static bool IsId(string text) => text.Length is 32 or 40 && text.All(char.IsAsciiHexDigitLower);

    private async Task<WorkValue<StageRecord>?> FindExpiredAsync(
        string id, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken) =>
        IsId(id)
        && await ReadAsync(id, cancellationToken) is { } found
        && (found.Value.RemovingSince is { } since
            ? since + RemovalTime <= time.GetUtcNow()
            : found.Value.Expires <= time.GetUtcNow() && await FindHolderAsync(found.Value, getLife, cancellationToken) is null)
            ? found
            : null;

    private async Task<string?> FindHolderAsync(
        StageRecord stage, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken) =>
        stage.Taken is not { } taken ? null : await getLife(taken.UpdateId, cancellationToken) switch
        {
            UpdateLife.Running => taken.UpdateId,
            UpdateLife.Ended => null,
            _ => taken.At + ReservationTime > time.GetUtcNow() ? taken.UpdateId : null,
        };

    private async Task<StageState?> DescribeAsync(
        WorkValue<StageRecord> found, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken)
    {
        if (found.Value.RemovingSince is not null)
        {
            return null;
        }

        string? holder = await FindHolderAsync(found.Value, getLife, cancellationToken);
        return holder is null && found.Value.Expires <= time.GetUtcNow() ? null : new StageState(found.Value, found.ETag, holder);
    }

    // The mark ends the stage, and the record stays until all else is removed: until then no stage of the same id can be created, whose
    // files would be removed with those of this one.
    private async Task<bool> TryRemoveAsync(WorkValue<StageRecord> found, CancellationToken cancellationToken)
    {
        StageRecord ended = found.Value with { RemovingSince = time.GetUtcNow() };
        if (await TryReplaceAsync(found, ended, cancellationToken) is not { } marked)
        {
            return false;
        }

        // The stage has ended: a caller that is gone does not stop its removal.
        await RemoveMarkedAsync(marked, CancellationToken.None);
        return true;
    }

    private async Task RemoveMarkedAsync(WorkValue<StageRecord> marked, CancellationToken cancellationToken)
    {
        string id = marked.Value.Id;
        foreach (string folder in Folders)
        {
            await work.Storage.DeleteDirectoryAsync(StoragePath.Combine(WorkArea.StageFolder(id), folder), cancellationToken);
        }

        // Not before: a request that found the stage open may have opened its packs meanwhile.
        await packs.ForgetAsync(id);
        await work.TryDeleteAsync(RecordPath(id), marked.ETag, cancellationToken);
    }

    // Whose stage it was is not known either.
    private async Task<WorkValue<StageRecord>?> TryReadUndamagedAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(id, cancellationToken);
        }
        catch (DamagedRecordException)
        {
            return null;
        }
    }

    private Task<WorkValue<StageRecord>?> ReadAsync(string id, CancellationToken cancellationToken) =>
        _records.TryReadAsync(RecordPath(id), cancellationToken);

    private Task<WorkValue<StageRecord>?> TryReplaceAsync(
        WorkValue<StageRecord> found, StageRecord changed, CancellationToken cancellationToken) => work.TryWriteAsync(
            RecordPath(found.Value.Id),
            changed,
            StorageCondition.IfMatch(found.ETag),
            StageJson.Default.StageRecord,
            cancellationToken);

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
