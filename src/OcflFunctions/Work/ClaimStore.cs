using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ocfl.Storage;

namespace OcflFunctions.Work;

/// <summary>
/// Claims on objects: one record an object, changed by compare-and-swap only. They give order and good messages; that an update is
/// never lost is what the conditional commit is for.
/// </summary>
public sealed class ClaimStore(WorkArea work)
{
    /// <summary>Takes a place in the object's queue, or finds the one it has. Whoever is first and does not run any more loses its place.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="updateId">The update that claims it.</param>
    /// <param name="isRunning">Whether an update still runs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ClaimedPlace> ClaimAsync(
        string objectId, string updateId, Func<string, CancellationToken, Task<bool>> isRunning, CancellationToken cancellationToken)
    {
        bool isNew = false;
        ClaimRecord record = await ChangeAsync(
            objectId,
            async updates =>
            {
                isNew = !updates.Contains(updateId);
                if (isNew)
                {
                    updates.Add(updateId);
                }

                await PassOverAsync(updates, updateId, isRunning, cancellationToken);
            },
            cancellationToken);
        return new ClaimedPlace([.. record.Updates.TakeWhile(update => update != updateId), updateId], isNew);
    }

    /// <summary>Gives up the place in the object's queue.</summary>
    public async Task<ReleasedPlace> ReleaseAsync(
        string objectId, string updateId, Func<string, CancellationToken, Task<bool>> isRunning, CancellationToken cancellationToken)
    {
        bool wasHeld = false;
        ClaimRecord record = await ChangeAsync(
            objectId,
            async updates =>
            {
                wasHeld = updates.Remove(updateId);
                await PassOverAsync(updates, updateId, isRunning, cancellationToken);
            },
            cancellationToken);
        return new ReleasedPlace(record.Updates.Count > 0 ? record.Updates[0] : null, wasHeld);
    }

    /// <summary>The updates in the object's queue, in order, whether they run or not.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(string objectId, CancellationToken cancellationToken) =>
        await work.TryReadAsync(PathOf(objectId), WorkJson.Default.ClaimRecord, cancellationToken) is { } record ? record.Updates : [];

    private static async Task PassOverAsync(
        List<string> updates, string self, Func<string, CancellationToken, Task<bool>> isRunning, CancellationToken cancellationToken)
    {
        while (updates.Count > 0 && updates[0] != self && !await isRunning(updates[0], cancellationToken))
        {
            updates.RemoveAt(0);
        }
    }

    private async Task<ClaimRecord> ChangeAsync(string objectId, Func<List<string>, Task> changeAsync, CancellationToken cancellationToken)
    {
        string path = PathOf(objectId);
        while (true)
        {
            (ClaimRecord before, StorageCondition condition) = await ReadAsync(path, objectId, cancellationToken);
            List<string> updates = [.. before.Updates];
            await changeAsync(updates);
            ClaimRecord after = before with { Updates = updates };
            if (updates.SequenceEqual(before.Updates) || await TryWriteAsync(path, after, condition, cancellationToken))
            {
                return after;
            }
        }
    }

    private async Task<(ClaimRecord Record, StorageCondition Condition)> ReadAsync(string path, string objectId, CancellationToken cancellationToken)
    {
        try
        {
            await using StorageReader reader = await work.Storage.OpenReadAsync(path, options: null, cancellationToken);
            ClaimRecord? record = await JsonSerializer.DeserializeAsync(reader.Content, WorkJson.Default.ClaimRecord, cancellationToken);
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
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(record, WorkJson.Default.ClaimRecord);
        using MemoryStream content = new(bytes, writable: false);
        try
        {
            await work.Storage.WriteAsync(path, content, new StorageWriteOptions { Condition = condition, Length = bytes.Length }, cancellationToken);
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
