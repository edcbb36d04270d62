using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ocfl;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;

namespace OcflFunctions.Purges;

/// <summary>
/// What purges keep in the work area. The record of a purge and its end stay; the lists of what is to be deleted are removed. While the
/// object is neither whole nor gone, a mark leads from its id to the purge.
/// </summary>
public sealed class PurgeStore(WorkArea work)
{
    private const string Purges = "purges";
    private const string Open = "purges/open";

    /// <summary>The record of a purge; null if it has not started to remove its object.</summary>
    public Task<StartedRemoval?> TryGetAsync(string purgeId, CancellationToken cancellationToken) =>
        work.TryReadAsync(RecordPath(purgeId), PurgeWorkJson.Default.StartedRemoval, cancellationToken);

    /// <summary>The record of a purge as callers see it; null if it has not started to remove its object.</summary>
    public async Task<PurgeRecord?> TryGetRecordAsync(string purgeId, CancellationToken cancellationToken) =>
        await TryGetAsync(purgeId, cancellationToken) is { } removal
            ? removal.Record with { CompletedAt = await GetCompletionAsync(purgeId, cancellationToken) }
            : null;

    /// <summary>When a purge was completed; null if it is not.</summary>
    public async Task<DateTimeOffset?> GetCompletionAsync(string purgeId, CancellationToken cancellationToken) =>
        (await work.TryReadAsync(EndPath(purgeId), PurgeWorkJson.Default.CompletedRemoval, cancellationToken))?.CompletedAt;

    /// <summary>Whether a purge has a record and is not completed.</summary>
    public async Task<bool> IsOpenAsync(string purgeId, CancellationToken cancellationToken) =>
        await GetCompletionAsync(purgeId, cancellationToken) is null && await TryGetAsync(purgeId, cancellationToken) is not null;

    /// <summary>Writes the mark, and the record that it leads to, unless another run was first.</summary>
    /// <returns>The record that counts.</returns>
    public async Task<StartedRemoval> StartAsync(StartedRemoval removal, CancellationToken cancellationToken)
    {
        string id = removal.Record.PurgeId;
        await MarkAsync(new RemovalMark(id, removal.Record.ObjectId), cancellationToken);
        return (await work.PublishAsync(RecordPath(id), removal, PurgeWorkJson.Default.StartedRemoval, cancellationToken)).Value;
    }

    /// <summary>Removes the record and the mark of a purge that has removed nothing.</summary>
    public async Task WithdrawAsync(RemovalMark mark, CancellationToken cancellationToken)
    {
        await work.Storage.DeleteAsync(RecordPath(mark.PurgeId), etag: null, cancellationToken);
        await UnmarkAsync(mark, cancellationToken);
    }

    /// <summary>Writes that a purge is completed, and removes everything that is not part of its record.</summary>
    public async Task CompleteAsync(PurgeRecord record, DateTimeOffset completedAt, CancellationToken cancellationToken)
    {
        await work.TryCreateAsync(
            EndPath(record.PurgeId), new CompletedRemoval(completedAt), PurgeWorkJson.Default.CompletedRemoval, cancellationToken);
        await ClearListsAsync(record.PurgeId, cancellationToken);
        await UnmarkAsync(new RemovalMark(record.PurgeId, record.ObjectId), cancellationToken);
    }

    /// <summary>The purge that has started to remove an object and has not completed; null if there is none.</summary>
    public Task<RemovalMark?> FindOpenAsync(string objectId, CancellationToken cancellationToken) =>
        work.TryReadAsync(MarkPath(objectId), PurgeWorkJson.Default.RemovalMark, cancellationToken);

    /// <summary>The marks of all purges that have started to remove their objects and have not completed.</summary>
    /// <param name="unreadable">Receives each mark that cannot be read, with its path. It is left out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal IAsyncEnumerable<ListedValue<RemovalMark>> ListOpenAsync(
        Action<string, OcflException> unreadable, CancellationToken cancellationToken) =>
        work.ListAsync(Open, PurgeWorkJson.Default.RemovalMark, unreadable, cancellationToken);

    /// <summary>
    /// Whether a purge has removed the object of a path, or has started to, since a time. It reads the records of all purges, and is for
    /// rare cases.
    /// </summary>
    internal async Task<bool> HasRemovedAsync(string objectRoot, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in work.Storage.ListAsync(
            StoragePath.Combine(Purges, "done"), recursive: false, cancellationToken))
        {
            if (entry.Kind == StorageEntryKind.Directory
                && await TryGetAsync(entry.Name, cancellationToken) is { Record: var record }
                && record.ObjectRoot == objectRoot
                && record.StartedAt >= since)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The list of what is to be deleted; null if there is none yet.</summary>
    public Task<RemovalList?> TryGetListAsync(string purgeId, int round, CancellationToken cancellationToken) =>
        work.TryReadAsync(ListPath(purgeId, round), PurgeWorkJson.Default.RemovalList, cancellationToken);

    /// <summary>A folder for the batches of one run.</summary>
    public static string NewListFolder(string purgeId) => StoragePath.Combine(ListsFolder(purgeId), Guid.NewGuid().ToString("N"));

    /// <summary>Writes a batch into a folder of this run.</summary>
    public Task WriteBatchAsync(string folder, int batch, IReadOnlyList<RemovedFile> files, CancellationToken cancellationToken) =>
        work.TryCreateAsync(BatchPath(folder, batch), files, PurgeWorkJson.Default.IReadOnlyListRemovedFile, cancellationToken);

    /// <summary>Publishes this run's list, unless another run was first.</summary>
    /// <returns>The published list.</returns>
    public async Task<RemovalList> PublishListAsync(string purgeId, int round, RemovalList list, CancellationToken cancellationToken) =>
        (await work.PublishAsync(ListPath(purgeId, round), list, PurgeWorkJson.Default.RemovalList, cancellationToken)).Value;

    /// <summary>A batch of a list; empty if the purge is not open: what has the paths then is the next object of the id.</summary>
    public async Task<IReadOnlyList<RemovedFile>> GetBatchAsync(
        string purgeId, int round, int batch, CancellationToken cancellationToken) =>
        await TryGetListAsync(purgeId, round, cancellationToken) is { } list
            && await work.TryReadAsync(
                BatchPath(list.Folder, batch), PurgeWorkJson.Default.IReadOnlyListRemovedFile, cancellationToken) is { } files
            && await IsOpenAsync(purgeId, cancellationToken)
            ? files
            : [];

    /// <summary>Removes the lists that a late run has written.</summary>
    public async Task ClearIfCompletedAsync(string purgeId, CancellationToken cancellationToken)
    {
        if (await GetCompletionAsync(purgeId, cancellationToken) is not null)
        {
            await ClearListsAsync(purgeId, cancellationToken);
        }
    }

    /// <summary>Removes the lists of a purge.</summary>
    public Task ClearListsAsync(string purgeId, CancellationToken cancellationToken) =>
        work.Storage.DeleteDirectoryAsync(ListsFolder(purgeId), cancellationToken);

    private async Task MarkAsync(RemovalMark mark, CancellationToken cancellationToken)
    {
        // A late run must not mark an object whose purge is completed.
        if (await GetCompletionAsync(mark.PurgeId, cancellationToken) is null)
        {
            byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(mark, PurgeWorkJson.Default.RemovalMark);
            using MemoryStream content = new(bytes, writable: false);
            await work.Storage.WriteAsync(
                MarkPath(mark.ObjectId), content, new StorageWriteOptions { Length = bytes.Length }, cancellationToken);
        }
    }

    private async Task UnmarkAsync(RemovalMark mark, CancellationToken cancellationToken)
    {
        string path = MarkPath(mark.ObjectId);
        if (await work.TryReadStateAsync(path, PurgeWorkJson.Default.RemovalMark, cancellationToken) is { } found && found.Value == mark)
        {
            await work.TryDeleteAsync(path, found.ETag, cancellationToken);
        }
    }

    private static string PurgeFolder(string purgeId) => StoragePath.Combine(Purges, "done", purgeId);

    private static string RecordPath(string purgeId) => StoragePath.Combine(PurgeFolder(purgeId), "record.json");

    private static string EndPath(string purgeId) => StoragePath.Combine(PurgeFolder(purgeId), "completed.json");

    /// <summary>The folder of the lists of a purge.</summary>
    internal static string ListsFolder(string purgeId) => StoragePath.Combine(Purges, "lists", purgeId);

    private static string ListPath(string purgeId, int round) =>
        StoragePath.Combine(ListsFolder(purgeId), $"list-{Number(round)}.json");

    private static string BatchPath(string folder, int batch) => StoragePath.Combine(folder, Number(batch) + ".json");

    private static string MarkPath(string objectId) => StoragePath.Combine(
        Open, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(objectId))) + ".json");

    private static string Number(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}

/// <summary>A removal that has started: the record, and what the storage compares.</summary>
/// <param name="Record">The record.</param>
/// <param name="InventoryETag">The state of the root inventory's file that the record describes.</param>
public sealed record StartedRemoval(PurgeRecord Record, string InventoryETag);

/// <summary>A removal that is completed.</summary>
/// <param name="CompletedAt">When, in UTC.</param>
public sealed record CompletedRemoval(DateTimeOffset CompletedAt);

/// <summary>Leads from an object to the purge that has started to remove it.</summary>
/// <param name="PurgeId">The purge.</param>
/// <param name="ObjectId">The object.</param>
public sealed record RemovalMark(string PurgeId, string ObjectId);

/// <summary>The list of files to delete: created once, by the first run.</summary>
/// <param name="Folder">Where the batches are.</param>
/// <param name="Batches">How many batches there are.</param>
public sealed record RemovalList(string Folder, int Batches);

/// <summary>A file to delete.</summary>
/// <param name="Path">The path in the storage root.</param>
/// <param name="ETag">The state in which it was listed; in another it is not deleted.</param>
public sealed record RemovedFile(string Path, [property: JsonPropertyName("etag")] string ETag);

/// <summary>What purges keep in the work area, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartedRemoval))]
[JsonSerializable(typeof(CompletedRemoval))]
[JsonSerializable(typeof(RemovalMark))]
[JsonSerializable(typeof(RemovalList))]
[JsonSerializable(typeof(IReadOnlyList<RemovedFile>))]
internal sealed partial class PurgeWorkJson : JsonSerializerContext;
