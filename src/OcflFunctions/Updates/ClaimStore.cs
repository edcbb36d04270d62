using System.Security.Cryptography;
using System.Text;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// The queues of objects: one record an object, changed by compare-and-swap only. They give order and good messages; the conditional
/// commit prevents lost updates.
/// </summary>
public sealed class ClaimStore(WorkArea work, TimeProvider time)
{
    /// <summary>
    /// How long a place is kept for an update that the engine does not know: its starter may be about to schedule it. After this time
    /// it has failed to.
    /// </summary>
    internal static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(1);

    /// <summary>The folder of the records.</summary>
    internal const string Folder = "claims";

    /// <summary>
    /// Reserves the last place in the object's queue for an update that is about to be scheduled, so that updates run in the order in
    /// which they were accepted. An update that has a place keeps it.
    /// </summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update.</param>
    /// <param name="most">How many places the queue has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False if the queue is full.</returns>
    public async Task<bool> TryReserveAsync(string objectId, string updateId, int most, CancellationToken cancellationToken)
    {
        bool hasPlace = true;
        await ChangeAsync(
            objectId,
            queue =>
            {
                hasPlace = queue.Has(updateId) || queue.Count < most;
                if (hasPlace)
                {
                    queue.Reserve(updateId, time.GetUtcNow());
                }

                return Task.CompletedTask;
            },
            cancellationToken);
        return hasPlace;
    }

    /// <summary>
    /// Claims the update's place in the object's queue, or the last one if it has none. Updates before it that no longer run lose their
    /// places.
    /// </summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update that claims it.</param>
    /// <param name="getLife">What the engine knows about an update.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ClaimedPlace> ClaimAsync(
        string objectId, string updateId, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken)
    {
        bool isNew = false;
        IReadOnlyList<string> passedOver = [];
        IReadOnlyList<string> updates = await ChangeAsync(
            objectId,
            async queue =>
            {
                isNew = queue.Claim(updateId);
                passedOver = await PassOverAsync(queue, updateId, getLife, cancellationToken);
            },
            cancellationToken);
        return new ClaimedPlace([.. updates.TakeWhile(update => update != updateId), updateId], isNew, passedOver);
    }

    /// <summary>Releases the place in the object's queue.</summary>
    public async Task<ReleasedPlace> ReleaseAsync(
        string objectId, string updateId, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken)
    {
        bool wasHeld = false;
        string? next = null;
        IReadOnlyList<string> passedOver = [];
        await ChangeAsync(
            objectId,
            async queue =>
            {
                wasHeld = queue.Remove(updateId);
                passedOver = await PassOverAsync(queue, updateId, getLife, cancellationToken);
                next = queue.First is { } first && queue.ReservedAt(first) is null ? first : null;
            },
            cancellationToken);
        return new ReleasedPlace(next, wasHeld, passedOver);
    }

    /// <summary>The updates in the object's queue, in order, whether they run or not.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(string objectId, CancellationToken cancellationToken) =>
        await work.TryReadAsync(PathOf(objectId), UpdateWorkJson.Default.ClaimRecord, cancellationToken) is { } record
            ? record.Updates
            : [];

    /// <summary>A queue by the path of its record, with the record's state; null if there is none.</summary>
    internal Task<WorkValue<ClaimRecord>?> TryReadAsync(string path, CancellationToken cancellationToken) =>
        work.TryReadStateAsync(path, UpdateWorkJson.Default.ClaimRecord, cancellationToken);

    /// <summary>Whether an update in a queue does not run and will not.</summary>
    internal Task<bool> IsGoneAsync(
        ClaimRecord record,
        string updateId,
        Func<string, CancellationToken, Task<UpdateLife>> getLife,
        CancellationToken cancellationToken) => IsGoneAsync(new ClaimQueue(record), updateId, getLife, cancellationToken);

    private async Task<bool> IsGoneAsync(
        ClaimQueue queue,
        string updateId,
        Func<string, CancellationToken, Task<UpdateLife>> getLife,
        CancellationToken cancellationToken) =>
        await getLife(updateId, cancellationToken) switch
        {
            UpdateLife.Running => false,
            UpdateLife.Ended => true,
            _ => !(queue.ReservedAt(updateId) + ReservationTime > time.GetUtcNow()),
        };

    private async Task<IReadOnlyList<string>> PassOverAsync(
        ClaimQueue queue, string self, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken)
    {
        List<string> passedOver = [];
        while (queue.First is { } first && first != self && await IsGoneAsync(queue, first, getLife, cancellationToken))
        {
            queue.Remove(first);
            passedOver.Add(first);
        }

        return passedOver;
    }

    private async Task<IReadOnlyList<string>> ChangeAsync(
        string objectId, Func<ClaimQueue, Task> changeAsync, CancellationToken cancellationToken)
    {
        string path = PathOf(objectId);
        while (true)
        {
            (ClaimRecord before, StorageCondition condition) = await ReadAsync(path, objectId, cancellationToken);
            ClaimQueue queue = new(before);
            await changeAsync(queue);
            ClaimRecord after = queue.ToRecord();
            if (!queue.HasChanged || await TryWriteAsync(path, after, condition, queue.HasGrown, cancellationToken))
            {
                return after.Updates;
            }
        }
    }

    private async Task<(ClaimRecord Record, StorageCondition Condition)> ReadAsync(
        string path, string objectId, CancellationToken cancellationToken) =>
        await work.TryReadStateAsync(path, UpdateWorkJson.Default.ClaimRecord, cancellationToken) is { } found
            ? (found.Value, StorageCondition.IfMatch(found.ETag))
            : (new ClaimRecord(objectId, []), StorageCondition.IfAbsent);

    // One writer wins each round, so that all succeed in the end. A place must not be lost. The rest may be, if the power fails: a place
    // that is only reserved is that of its update, and an update that has ended is passed over.
    private async Task<bool> TryWriteAsync(
        string path, ClaimRecord record, StorageCondition condition, bool hasNewPlace, CancellationToken cancellationToken) =>
        await (hasNewPlace
            ? work.TryWriteAsync(path, record, condition, UpdateWorkJson.Default.ClaimRecord, cancellationToken)
            : work.TryWriteUnflushedAsync(path, record, condition, UpdateWorkJson.Default.ClaimRecord, cancellationToken)) is not null;

    // Object ids are any strings; their hashes are valid names everywhere. Records stay when the queue is empty, until maintenance removes
    // them (decision 58).
    private static string PathOf(string objectId)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(objectId)));
        return StoragePath.Combine(Folder, hash[..2], hash + ".json");
    }
}

/// <summary>An update's place in the queue of its object.</summary>
/// <param name="Queue">The updates of the object up to this one, which is the last of them.</param>
/// <param name="IsNew">Whether this call claimed it; false for a repeated call.</param>
/// <param name="PassedOver">Updates before it that no longer run, and lost their places by this call.</param>
public sealed record ClaimedPlace(IReadOnlyList<string> Queue, bool IsNew, IReadOnlyList<string> PassedOver);

/// <summary>The queue of an object after an update released its place.</summary>
/// <param name="Next">The update whose turn it is now, and which waits for the event; null if there is none.</param>
/// <param name="WasHeld">Whether there was a place to release; false for a repeated call.</param>
/// <param name="PassedOver">Updates that no longer run, and lost their places by this call.</param>
public sealed record ReleasedPlace(string? Next, bool WasHeld, IReadOnlyList<string> PassedOver);
