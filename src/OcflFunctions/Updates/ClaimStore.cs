using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Claims on objects: one record an object, changed by compare-and-swap only. They give order and good messages; that an update is
/// never lost is what the conditional commit is for.
/// </summary>
public sealed class ClaimStore(WorkArea work, TimeProvider time)
{
    /// <summary>
    /// How long a place is kept for an update that the engine does not know. Whoever took it may be about to schedule the update; after
    /// this time it has failed to.
    /// </summary>
    internal static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Takes the last place in the object's queue for an update that is about to be scheduled, so that updates run in the order in which
    /// they were accepted. One that has a place keeps it.
    /// </summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update.</param>
    /// <param name="most">How many places the queue has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when the queue is full.</returns>
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
    /// Claims the update's place in the object's queue, at its end where it has none. Whoever is first and does not run any more loses its
    /// place.
    /// </summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update that claims it.</param>
    /// <param name="getLife">What the engine knows of an update.</param>
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

    /// <summary>Gives up the place in the object's queue.</summary>
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

    private async Task<IReadOnlyList<string>> PassOverAsync(
        ClaimQueue queue, string self, Func<string, CancellationToken, Task<UpdateLife>> getLife, CancellationToken cancellationToken)
    {
        List<string> passedOver = [];
        while (queue.First is { } first && first != self && await IsGoneAsync(first))
        {
            queue.Remove(first);
            passedOver.Add(first);
        }

        return passedOver;

        async Task<bool> IsGoneAsync(string first) => await getLife(first, cancellationToken) switch
        {
            UpdateLife.Running => false,
            UpdateLife.Ended => true,
            _ => !(queue.ReservedAt(first) + ReservationTime > time.GetUtcNow()),
        };
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
            if (!queue.HasChanged || await TryWriteAsync(path, after, condition, cancellationToken))
            {
                return after.Updates;
            }
        }
    }

    private async Task<(ClaimRecord Record, StorageCondition Condition)> ReadAsync(
        string path, string objectId, CancellationToken cancellationToken)
    {
        try
        {
            await using StorageReader reader = await work.Storage.OpenReadAsync(path, options: null, cancellationToken);
            ClaimRecord? record = await JsonSerializer.DeserializeAsync(
                reader.Content, UpdateWorkJson.Default.ClaimRecord, cancellationToken);
            return (record ?? new ClaimRecord(objectId, []), StorageCondition.IfMatch(reader.File.ETag));
        }
        catch (StorageFileNotFoundException)
        {
            return (new ClaimRecord(objectId, []), StorageCondition.IfAbsent);
        }
    }

    // Somebody wins each round, so that all come through.
    private async Task<bool> TryWriteAsync(string path, ClaimRecord record, StorageCondition condition, CancellationToken cancellationToken)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(record, UpdateWorkJson.Default.ClaimRecord);
        using MemoryStream content = new(bytes, writable: false);
        try
        {
            await work.Storage.WriteAsync(
                path, content, new StorageWriteOptions { Condition = condition, Length = bytes.Length }, cancellationToken);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    // Object ids are any strings; their hashes are names everywhere. Records stay when nobody claims the object any more: one that
    // was deleted and made again could pass for the one before.
    private static string PathOf(string objectId)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(objectId)));
        return StoragePath.Combine("claims", hash[..2], hash + ".json");
    }
}

/// <summary>An update's place in the queue for its object.</summary>
/// <param name="Queue">The updates of the object up to this one, which is the last of them.</param>
/// <param name="IsNew">Whether the update has claimed it just now; false for whoever does it again.</param>
/// <param name="PassedOver">Updates before it that do not run any more, and lost their places just now.</param>
public sealed record ClaimedPlace(IReadOnlyList<string> Queue, bool IsNew, IReadOnlyList<string> PassedOver);

/// <summary>What was left behind when an update gave up its place in the queue for its object.</summary>
/// <param name="Next">The update whose turn it is then, and which waits to hear of it; null when there is none.</param>
/// <param name="WasHeld">Whether there was a place to give up: false for whoever does it again.</param>
/// <param name="PassedOver">Updates that do not run any more, and lost their places just now.</param>
public sealed record ReleasedPlace(string? Next, bool WasHeld, IReadOnlyList<string> PassedOver);
