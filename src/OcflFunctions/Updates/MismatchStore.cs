using System.Text.Json;
using Ocfl.Sources;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// What is wrong with the source of an update that was refused for that. It is kept as long as the update's other records.
/// </summary>
public sealed class MismatchStore(WorkArea work, StageStore stages)
{
    /// <summary>The files that are wrong; null if the update was not refused for that.</summary>
    public Task<MismatchRecord?> TryGetAsync(string updateId, CancellationToken cancellationToken) =>
        work.TryReadAsync(PathOf(updateId), UpdateWorkJson.Default.MismatchRecord, cancellationToken);

    /// <summary>Refuses a source of which files do not have their digests.</summary>
    /// <exception cref="ContentMismatchException">There are some; the message names the first, and the record has more.</exception>
    public async Task RequireNoneAsync(string updateId, CancellationToken cancellationToken)
    {
        MismatchList found = new();
        await foreach (Contracts.SourceMismatch mismatch in stages.GetMismatchesAsync(updateId, cancellationToken))
        {
            found.Add(mismatch.ToOcfl());
        }

        await RequireNoneAsync(updateId, found, cancellationToken);
    }

    /// <summary>Refuses a source that is wrong.</summary>
    /// <exception cref="ContentMismatchException">It is; the message names the first files, and the record has more.</exception>
    internal async Task RequireNoneAsync(string updateId, MismatchList found, CancellationToken cancellationToken)
    {
        if (found.IsEmpty)
        {
            return;
        }

        MismatchRecord record = new(found.Total, [.. found.Listed.Select(mismatch => mismatch.ToContract())]);
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(record, UpdateWorkJson.Default.MismatchRecord);
        using MemoryStream content = new(bytes, writable: false);
        await work.Storage.WriteAsync(
            PathOf(updateId), content, new StorageWriteOptions { Length = bytes.Length }, cancellationToken);
        throw new ContentMismatchException(found.Describe());
    }

    private static string PathOf(string updateId) => StoragePath.Combine(WorkArea.UpdateFolder(updateId), "mismatches.json");
}

/// <summary>What is wrong with a source.</summary>
/// <param name="Total">How many files are wrong.</param>
/// <param name="Listed">The first of them.</param>
public sealed record MismatchRecord(long Total, IReadOnlyList<Contracts.SourceMismatch> Listed);
