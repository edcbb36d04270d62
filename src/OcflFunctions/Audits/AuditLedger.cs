using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Audits;

/// <summary>
/// What audits know about each object of the storage root: one entry an object, in a file for each first byte of the hash of its path.
/// Files are changed by compare-and-swap only, so that two runs at once lose nothing (decision 66).
/// </summary>
public sealed class AuditLedger(WorkArea work)
{
    /// <summary>The folder of the files.</summary>
    internal const string Folder = "audits/ledger";

    /// <summary>How many files there are at most.</summary>
    internal const int Shards = 256;

    /// <summary>The file of an object, from 0.</summary>
    internal static int ShardOf(string objectRoot) => SHA256.HashData(Encoding.UTF8.GetBytes(objectRoot))[0];

    /// <summary>The files that there are.</summary>
    internal async Task<IReadOnlySet<int>> ListAsync(CancellationToken cancellationToken)
    {
        HashSet<int> shards = [];
        await foreach (StorageEntry entry in work.Storage.ListAsync(Folder, recursive: false, cancellationToken))
        {
            if (entry.File is not null && int.TryParse(
                Path.GetFileNameWithoutExtension(entry.Name),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out int shard))
            {
                shards.Add(shard);
            }
        }

        return shards;
    }

    /// <summary>Changes the entries of a file. The change may be made again, to entries that another run has changed.</summary>
    /// <param name="shard">The file.</param>
    /// <param name="change">Changes the entries, which are by object root. Returns whether it has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The entries as they are stored now.</returns>
    internal async Task<IReadOnlyCollection<LedgerEntry>> ChangeAsync(
        int shard, Func<Dictionary<string, LedgerEntry>, bool> change, CancellationToken cancellationToken)
    {
        string path = PathOf(shard);
        while (true)
        {
            WorkValue<LedgerShard>? found = await work.TryReadStateAsync(path, AuditWorkJson.Relaxed.LedgerShard, cancellationToken);
            Dictionary<string, LedgerEntry> entries = new(found?.Value.Entries.Count ?? 0, StringComparer.Ordinal);
            foreach (LedgerEntry entry in found?.Value.Entries ?? [])
            {
                entries[entry.Root] = entry;
            }

            if (!change(entries) || await TryWriteAsync(path, entries, found?.ETag, cancellationToken))
            {
                return entries.Values;
            }
        }
    }

    // In order, so that the same entries are the same bytes.
    private async Task<bool> TryWriteAsync(
        string path, Dictionary<string, LedgerEntry> entries, string? etag, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return etag is null || await work.TryDeleteAsync(path, etag, cancellationToken);
        }

        LedgerShard shard = new([.. entries.Values.OrderBy(entry => entry.Root, StringComparer.Ordinal)]);
        StorageCondition condition = StorageCondition.IfStill(etag);
        return await work.TryWriteAsync(path, shard, condition, AuditWorkJson.Relaxed.LedgerShard, cancellationToken) is not null;
    }

    private static string PathOf(int shard) => StoragePath.Combine(
        Folder, shard.ToString("x2", CultureInfo.InvariantCulture) + ".json");
}

/// <summary>A file of the ledger.</summary>
/// <param name="Entries">The entries, by object root in ordinal order.</param>
internal sealed record LedgerShard(IReadOnlyList<LedgerEntry> Entries);

/// <summary>What audits know about an object.</summary>
internal sealed record LedgerEntry
{
    /// <summary>The object's root from the storage root.</summary>
    public required string Root { get; init; }

    /// <summary>The object's id; null if it was never read.</summary>
    public string? Id { get; init; }

    /// <summary>When the last check of it began that could be completed, in UTC; null if there was none.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When the last check of it began, in UTC, whether it could be completed or not; null if there was none.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>The version that it had at the last completed check.</summary>
    public string? Head { get; init; }

    /// <summary>The digest of the inventory that was checked then.</summary>
    public string? Digest { get; init; }

    /// <summary>What was found at the last check.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LedgerResult Result { get; init; }

    /// <summary>Whether the last listing of the storage root did not have it: it is checked first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unseen { get; init; }

    /// <summary>Whether a run has to check it.</summary>
    /// <param name="startedAt">When the run started: it checks no object twice.</param>
    /// <param name="dueBefore">An object that was checked before this time is due.</param>
    public bool IsDue(DateTimeOffset startedAt, DateTimeOffset dueBefore) =>
        !(TriedAt >= startedAt) && (Unseen || Result != LedgerResult.Valid || !(CheckedAt >= dueBefore));

    /// <summary>The order in which objects are checked: those that never were, then the longest unchecked.</summary>
    [JsonIgnore]
    public long Order => Unseen ? 0 : CheckedAt?.UtcTicks ?? 0;

    /// <summary>The entry after a check. A check that began before the last one changes nothing.</summary>
    public LedgerEntry After(CheckedObject check)
    {
        if (TriedAt > check.At)
        {
            return this;
        }

        LedgerEntry tried = this with { TriedAt = check.At, Id = check.Id ?? Id };
        return check.Result == LedgerResult.Unverified
            ? tried with { Result = Result is LedgerResult.Invalid or LedgerResult.Missing ? Result : LedgerResult.Unverified }
            : tried with
            {
                CheckedAt = check.At,
                Result = check.Result,
                Head = check.Head ?? Head,
                Digest = check.Digest ?? Digest,
                Unseen = false,
            };
    }
}

/// <summary>What a check of an object found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerResult>))]
internal enum LedgerResult
{
    /// <summary>It was not checked yet.</summary>
    None,

    /// <summary>It is valid.</summary>
    Valid,

    /// <summary>It was not valid at both looks.</summary>
    Invalid,

    /// <summary>It is not there, and no purge removed it.</summary>
    Missing,

    /// <summary>It could not be checked.</summary>
    Unverified,

    /// <summary>It was purged or moved, and leaves the ledger.</summary>
    Left,
}
