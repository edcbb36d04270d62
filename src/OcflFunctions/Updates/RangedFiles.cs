using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Hashes and stages large files in ranges. The bytes of a range are flushed, and then recorded together with the state of the digests:
/// after a crash a file continues after its last recorded range, on any host, and no byte before it is read again.
/// </summary>
/// <remarks>
/// Each run first makes itself the writer in the file's record, on condition that the record has not changed. From then on no other run
/// can record anything, so what is cut off from the content when it is opened was never recorded.
/// </remarks>
public sealed class RangedFiles(WorkArea work, IOptions<OcflOptions> options)
{
    private const int ChunkSize = 1024 * 1024;

    private long RangeBytes => options.Value.Updates.RangeBytes;

    /// <summary>Whether a file is read in ranges. An uploaded file is hashed already.</summary>
    internal static bool Takes(SourceFile file, UpdateOptions limits) => file.Uploaded is null && file.Length > limits.RangeBytes;

    /// <summary>Hashes the next range of a file where it is.</summary>
    /// <param name="source">Where the file is.</param>
    /// <param name="file">The file in the state that all of its ranges must be read in.</param>
    /// <param name="list">The list that the file is in.</param>
    /// <param name="listed">The file as it was listed.</param>
    /// <param name="algorithms">The algorithms: the one for the file's digest, then those for its fixity.</param>
    /// <param name="cancellationToken">Stops it; the range is then hashed again.</param>
    /// <exception cref="StorageFileNotFoundException">There is no such file.</exception>
    /// <exception cref="StorageConditionException">The file is in another state, or another run hashes it.</exception>
    internal Task<RangeProgress> HashNextAsync(
        IStorage source,
        StorageFile file,
        SourceList list,
        SourceFile listed,
        IReadOnlyList<DigestAlgorithm> algorithms,
        CancellationToken cancellationToken) =>
        TakeNextAsync(source, file, PathOf(list, listed) + "-hashed.json", contentPath: null, algorithms, cancellationToken);

    /// <summary>Copies the next range of a file into the work area and hashes it on the way.</summary>
    /// <inheritdoc cref="HashNextAsync"/>
    internal Task<RangeProgress> StageNextAsync(
        IStorage source,
        StorageFile file,
        SourceList list,
        SourceFile listed,
        IReadOnlyList<DigestAlgorithm> algorithms,
        CancellationToken cancellationToken) =>
        TakeNextAsync(
            source, file, PathOf(list, listed) + "-staged.json", contentPath: PathOf(list, listed), algorithms, cancellationToken);

    private async Task<RangeProgress> TakeNextAsync(
        IStorage source,
        StorageFile file,
        string recordPath,
        string? contentPath,
        IReadOnlyList<DigestAlgorithm> algorithms,
        CancellationToken cancellationToken)
    {
        WorkValue<RangeRecord>? found = await work.TryReadStateAsync(
            recordPath, UpdateWorkJson.Default.RangeRecord, cancellationToken);
        RangeRecord record = found?.Value ?? new RangeRecord(0, new ResumableDigests(algorithms).Save());
        if (record.Offset < file.Length)
        {
            record = await TakeAsync(source, file, recordPath, contentPath, found, record, cancellationToken);
        }

        if (record.Offset < file.Length)
        {
            return new RangeProgress(record.Offset, Result: null);
        }

        StagedContent content = contentPath is null
            ? new StagedContent(file.Path, file.Length, file.ETag, InSource: true)
            : new StagedContent(contentPath, file.Length, record.ContentETag);
        return new RangeProgress(record.Offset, Describe(content, ResumableDigests.Restore(record.Digests)));
    }

    private async Task<RangeRecord> TakeAsync(
        IStorage source,
        StorageFile file,
        string recordPath,
        string? contentPath,
        WorkValue<RangeRecord>? found,
        RangeRecord record,
        CancellationToken cancellationToken)
    {
        StorageCondition unchanged = found is null ? StorageCondition.IfAbsent : StorageCondition.IfMatch(found.ETag);
        WorkValue<RangeRecord> own = await WriteAsync(
            recordPath, record with { Writer = Guid.NewGuid().ToString("N") }, unchanged, cancellationToken);
        long length = Math.Min(RangeBytes, file.Length - record.Offset);
        ResumableDigests digests = ResumableDigests.Restore(record.Digests);
        StorageReadOptions range = new() { Offset = record.Offset, Length = length, IfMatch = file.ETag };
        await using StorageReader reader = await source.OpenReadAsync(file.Path, range, cancellationToken);
        await using GrowingFile? content = contentPath is null
            ? null
            : await work.Storage.OpenToAppendAsync(contentPath, record.Offset, file.Length, cancellationToken);
        await CopyAsync(reader.Content, content, digests, cancellationToken);
        if (digests.Length != record.Offset + length)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{file.Path}' in {source.Location} ended after {digests.Length} bytes, and it has {file.Length}."));
        }

        StorageFile? flushed = content is null ? null : await content.FlushAsync(cancellationToken);
        RangeRecord taken = new(digests.Length, digests.Save(), own.Value.Writer, flushed?.ETag);
        return (await WriteAsync(recordPath, taken, StorageCondition.IfMatch(own.ETag), cancellationToken)).Value;
    }

    // A chunk is hashed and written at the same time, while the next one is read.
    private static async Task CopyAsync(
        Stream source, GrowingFile? content, ResumableDigests digests, CancellationToken cancellationToken)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        byte[] next = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int length = await ReadChunkAsync(source, chunk, cancellationToken);
            while (length > 0)
            {
                ReadOnlyMemory<byte> bytes = chunk.AsMemory(0, length);
                Task hashing = Task.Run(() => digests.Append(bytes.Span), CancellationToken.None);
                Task writing = content?.AppendAsync(bytes, cancellationToken).AsTask() ?? Task.CompletedTask;
                Task<int> reading = ReadChunkAsync(source, next, cancellationToken);
                await Task.WhenAll(hashing, writing, reading);
                (chunk, next) = (next, chunk);
                length = await reading;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    private static async Task<int> ReadChunkAsync(Stream source, byte[] chunk, CancellationToken cancellationToken) =>
        await source.ReadAtLeastAsync(chunk.AsMemory(0, ChunkSize), ChunkSize, throwOnEndOfStream: false, cancellationToken);

    private static StagingResult Describe(StagedContent content, ResumableDigests digests)
    {
        ContentDigests all = digests.Finish();
        Dictionary<string, string> fixity = digests.Algorithms.Skip(1).ToDictionary(
            algorithm => algorithm.Name, algorithm => all[algorithm], StringComparer.Ordinal);
        return new StagingResult(content, all[digests.Algorithms[0]], fixity.Count == 0 ? null : fixity);
    }

    private async Task<WorkValue<RangeRecord>> WriteAsync(
        string path, RangeRecord record, StorageCondition condition, CancellationToken cancellationToken) =>
        await work.TryWriteAsync(path, record, condition, UpdateWorkJson.Default.RangeRecord, cancellationToken)
            ?? throw new StorageConditionException(path, condition.ToString());

    private static string PathOf(SourceList list, SourceFile file) => StoragePath.Combine(
        list.Folder, "ranges", file.Number.ToString("D6", CultureInfo.InvariantCulture));
}

/// <summary>How far a file that is read in ranges has come.</summary>
/// <param name="Offset">How many of its bytes are read.</param>
/// <param name="Result">What the file is; null until it is whole.</param>
internal sealed record RangeProgress(long Offset, StagingResult? Result);

/// <summary>The record of a file that is read in ranges, in the work area.</summary>
/// <param name="Offset">How many bytes are hashed; if the file is staged, they are there.</param>
/// <param name="Digests">The state of the digests after them.</param>
/// <param name="Writer">The run that reads the next range; null if none has begun.</param>
/// <param name="ContentETag">The state of the staged content; null if none is staged.</param>
internal sealed record RangeRecord(long Offset, byte[] Digests, string? Writer = null, string? ContentETag = null);
