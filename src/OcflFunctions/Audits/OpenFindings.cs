using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;

namespace OcflFunctions.Audits;

/// <summary>
/// The objects that were found bad, until a validation finds them good: one record an object, changed by compare-and-swap only.
/// </summary>
public sealed class OpenFindings(WorkArea work)
{
    private const string Folder = "audits/open";

    // So many names are read at once, to see that an object is not among them.
    private const int MostNames = 1_000;

    /// <summary>The record of an object with its state; null if there is none.</summary>
    internal Task<WorkValue<OpenRecord>?> TryGetAsync(string objectRoot, CancellationToken cancellationToken) =>
        work.TryReadStateAsync(PathOf(objectRoot), AuditWorkJson.Relaxed.OpenRecord, cancellationToken);

    /// <summary>Writes a record on condition that it is in a state, or absent for null.</summary>
    /// <returns>Null if it is in another state, and nothing was written.</returns>
    internal Task<WorkValue<OpenRecord>?> TryWriteAsync(OpenRecord record, string? etag, CancellationToken cancellationToken) =>
        work.TryWriteAsync(
            PathOf(record.Finding.ObjectRoot),
            record,
            StorageCondition.IfStill(etag),
            AuditWorkJson.Relaxed.OpenRecord,
            cancellationToken);

    /// <summary>Deletes a record if it is in a state.</summary>
    internal Task<bool> TryDeleteAsync(string objectRoot, string etag, CancellationToken cancellationToken) =>
        work.TryDeleteAsync(PathOf(objectRoot), etag, cancellationToken);

    /// <summary>How many there are.</summary>
    internal async Task<long> CountAsync(CancellationToken cancellationToken) =>
        await NamesAsync().LongCountAsync(cancellationToken);

    /// <summary>A page of them, in a stable order.</summary>
    /// <param name="after">Where to start; null for the beginning.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The findings, and where the next page starts; null if there is none.</returns>
    internal async Task<(IReadOnlyList<OpenFinding> Findings, string? Next)> ListAsync(
        string? after, int top, CancellationToken cancellationToken)
    {
        List<OpenFinding> findings = [];
        await foreach (string name in new OrderedListing(work.Storage, top + 1).ListAsync(
            Folder, entry => entry.File is not null, after, cancellationToken))
        {
            if (findings.Count == top)
            {
                return (findings, name);
            }

            if (await work.TryReadAsync(
                StoragePath.Combine(Folder, name), AuditWorkJson.Relaxed.OpenRecord, cancellationToken) is { Closing: null } record)
            {
                findings.Add(record.Finding);
            }
        }

        return (findings, null);
    }

    /// <summary>
    /// Which of some objects may have a record. If there are few records, their names are read once; otherwise all objects may.
    /// </summary>
    internal async Task<IReadOnlyList<string>> FilterAsync(IReadOnlyList<string> objectRoots, CancellationToken cancellationToken)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        await foreach (string name in NamesAsync().WithCancellation(cancellationToken))
        {
            names.Add(name);
            if (names.Count == MostNames)
            {
                return objectRoots;
            }
        }

        return [.. objectRoots.Where(root => names.Contains(NameOf(root)))];
    }

    private IAsyncEnumerable<string> NamesAsync() =>
        work.Storage.ListAsync(Folder, recursive: false).Where(entry => entry.File is not null).Select(entry => entry.Name);

    private static string PathOf(string objectRoot) => StoragePath.Combine(Folder, NameOf(objectRoot));

    private static string NameOf(string objectRoot) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(objectRoot))) + ".json";
}

/// <summary>An open finding, and how far its report is.</summary>
internal sealed record OpenRecord
{
    /// <summary>The finding.</summary>
    public required OpenFinding Finding { get; init; }

    /// <summary>Whether the object is missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsMissing { get; init; }

    /// <summary>Whether it is reported.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsReported { get; init; }

    /// <summary>How it is closed, if that has begun; null otherwise.</summary>
    public FindingEnd? Closing { get; init; }
}

/// <summary>How a finding is closed.</summary>
/// <param name="By">The run of the audit, or the validation, that has found it.</param>
/// <param name="IsRemoved">Whether the object was purged or moved; otherwise it was found valid.</param>
internal sealed record FindingEnd(string By, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsRemoved);
