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
    private long RangeBytes => options.Value.Updates.RangeBytes;

    /// <summary>Whether a file is read in ranges. An uploaded file is hashed already.</summary>
    internal static bool Takes(SourceFile file, UpdateOptions limits) => file.Uploaded is null && Takes(file.Length, limits);

    /// <summary>Whether a file of a length is read in ranges.</summary>
    internal static bool Takes(long length, UpdateOptions limits) => length > limits.RangeBytes;

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
        TakeNextAsync(
            RangeSource.Of(source, file), PathOf(list, listed) + "-hashed.json", content: null, algorithms, cancellationToken);

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
            RangeSource.Of(source, file),
            PathOf(list, listed) + "-staged.json",
            new RangeContent(work.Storage, PathOf(list, listed)),
            algorithms,
            cancellationToken);

    /// <summary>Takes the next range of a file: hashes it, and copies it on the way.</summary>
    /// <param name="source">The file.</param>
    /// <param name="recordPath">The path of its record in the work area.</param>
    /// <param name="content">Where it is copied to; null if it is only hashed.</param>
    /// <param name="algorithms">The algorithms: the one for the file's digest, then those for its fixity.</param>
    /// <param name="cancellationToken">Stops it; the range is then taken again.</param>
    /// <exception cref="StorageConditionException">Another run takes the range, or changed the content.</exception>
    internal async Task<RangeProgress> TakeNextAsync(
        RangeSource source,
        string recordPath,
        RangeContent? content,
        IReadOnlyList<DigestAlgorithm> algorithms,
        CancellationToken cancellationToken)
    {
        StorageFile file = source.File;
        WorkValue<RangeRecord>? found = await work.TryReadStateAsync(
            recordPath, UpdateWorkJson.Default.RangeRecord, cancellationToken);
        RangeRecord record = found?.Value ?? new RangeRecord(0, new ResumableDigests(algorithms).Save());
        if (record.Offset < file.Length)
        {
            record = await TakeAsync(source, recordPath, content, found, record, cancellationToken);
        }

        if (record.Offset < file.Length)
        {
            return new RangeProgress(record.Offset, Result: null);
        }

        StagedContent staged = content is null
            ? new StagedContent(file.Path, file.Length, file.ETag, InSource: true)
            : new StagedContent(content.Path, file.Length, record.ContentETag);
        return new RangeProgress(record.Offset, Describe(staged, ResumableDigests.Restore(record.Digests)));
    }

    private async Task<RangeRecord> TakeAsync(
        RangeSource source,
        string recordPath,
        RangeContent? content,
        WorkValue<RangeRecord>? found,
        RangeRecord record,
        CancellationToken cancellationToken)
    {
        StorageFile file = source.File;
        StorageCondition unchanged = StorageCondition.IfStill(found?.ETag);
        WorkValue<RangeRecord> own = await WriteAsync(
            recordPath, record with { Writer = Guid.NewGuid().ToString("N") }, unchanged, cancellationToken);
        long length = Math.Min(RangeBytes, file.Length - record.Offset);
        ResumableDigests digests = ResumableDigests.Restore(record.Digests);
        StorageReadOptions range = new() { Offset = record.Offset, Length = length, IfMatch = file.ETag };
        await using StorageReader reader = await source.OpenAsync(range, cancellationToken);
        await using GrowingFile? growing = content is null
            ? null
            : await content.OpenAsync(record.Offset, file.Length, cancellationToken);
        if (growing is not null)
        {
            await RequireOwnAsync(recordPath, own, cancellationToken);
        }

        await DigestedCopy.CopyAsync(reader.Content, growing, digests, length, cancellationToken);
        if (digests.Length != record.Offset + length)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{file.Path}' in {source.Location} ended after {digests.Length} bytes, and it has {file.Length}."));
        }

        StorageFile? flushed = growing is null ? null : await growing.FlushAsync(cancellationToken);
        if (flushed is not null)
        {
            content!.Flushed(flushed);
        }

        RangeRecord taken = new(digests.Length, digests.Save(), own.Value.Writer, flushed?.ETag);
        return (await WriteAsync(recordPath, taken, StorageCondition.IfMatch(own.ETag), cancellationToken)).Value;
    }

    // The file is open, which keeps a later run out. A run that took the range after this one may have written and recorded it already:
    // the content must stay as it was recorded.
    private async Task RequireOwnAsync(string recordPath, WorkValue<RangeRecord> own, CancellationToken cancellationToken)
    {
        WorkValue<RangeRecord>? now = await work.TryReadStateAsync(
            recordPath, UpdateWorkJson.Default.RangeRecord, cancellationToken);
        if (now?.ETag != own.ETag)
        {
            throw new StorageConditionException(recordPath, StorageCondition.IfMatch(own.ETag).ToString());
        }
    }

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

/// <summary>A file that is read in ranges.</summary>
/// <param name="File">The file in the state that all of its ranges must be read in.</param>
/// <param name="Location">Where it is, for messages.</param>
/// <param name="OpenAsync">Opens a range of it.</param>
internal sealed record RangeSource(
    StorageFile File, string Location, Func<StorageReadOptions, CancellationToken, Task<StorageReader>> OpenAsync)
{
    /// <summary>A file of a storage.</summary>
    public static RangeSource Of(IStorage storage, StorageFile file) => new(
        file, storage.Location, (range, cancellationToken) => storage.OpenReadAsync(file.Path, range, cancellationToken));
}

/// <summary>Where a file is copied to that is read in ranges.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Path">The file.</param>
/// <param name="Owner">The update that owns it until it is committed; null for none.</param>
internal sealed record RangeContent(IStorage Storage, string Path, string? Owner = null)
{
    /// <summary>
    /// Fails if nothing may be written any more. Called after the file is opened: what is written then is on condition that nobody has
    /// changed the file since.
    /// </summary>
    public Func<CancellationToken, Task> RequireOpenAsync { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Receives the file after each range, before that is recorded.</summary>
    public Action<StorageFile> Flushed { get; init; } = static _ => { };

    /// <summary>Opens it to append to what is recorded.</summary>
    /// <param name="recorded">How many bytes are recorded.</param>
    /// <param name="length">How long it will be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GrowingFile> OpenAsync(long recorded, long length, CancellationToken cancellationToken)
    {
        GrowingFile file = await Storage.OpenToAppendAsync(Path, recorded, length, Owner, cancellationToken);
        try
        {
            await RequireOpenAsync(cancellationToken);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
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
