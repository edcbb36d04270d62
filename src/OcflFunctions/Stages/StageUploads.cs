using System.Buffers;
using System.Globalization;
using Ocfl.Digests;
using Ocfl.Storage;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>
/// Resumable uploads. Bytes are appended to the content of the future file, flushed, and then recorded together with the state of their
/// digests: what the record says is there after a crash, and no byte is hashed twice.
/// </summary>
public sealed class StageUploads(WorkArea work, StageRoom room, StageFiles files, StageRegister register, TimeProvider time)
{
    private const int BufferSize = 256 * 1024;

    // After so many bytes or so much time, what has arrived is recorded. That bounds what a crash of the service costs the caller.
    private const long RecordBytes = 32L << 20;
    private static readonly TimeSpan RecordTime = TimeSpan.FromSeconds(5);

    private readonly UploadTurns _turns = new(time);

    /// <summary>Creates an upload.</summary>
    /// <exception cref="ProblemException">There is no room for the file.</exception>
    internal async Task<UploadRecord> CreateAsync(
        StageRecord stage,
        string path,
        long length,
        IReadOnlyDictionary<string, string> expected,
        string metadata,
        CancellationToken cancellationToken)
    {
        using (RoomReservation place = await room.ReserveAsync(stage.Id, length, cancellationToken))
        {
            DigestAlgorithm[] algorithms =
                [.. stage.DigestAlgorithms.Union(expected.Keys, StringComparer.Ordinal).Select(DigestAlgorithm.Get)];
            string id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
            UploadRecord upload = new(
                id,
                path,
                length,
                Offset: 0,
                StageFiles.ContentPathOf(stage.Id, id),
                new ResumableDigests(algorithms).Save(),
                expected,
                metadata);
            await work.TryCreateAsync(RecordPath(stage.Id, id), upload, StageJson.Default.UploadRecord, cancellationToken);
            place.KeepOnly(bytes: 0);
            return upload;
        }
    }

    /// <summary>An upload; null if there is none. One whose bytes are all there is finished first.</summary>
    /// <exception cref="ProblemException">It cannot be finished.</exception>
    internal async Task<UploadRecord?> FindAsync(string stageId, string id, Func<Task> isOpenAsync, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(id, cancellationToken);
        WorkValue<UploadRecord>? found = await ReadAsync(stageId, id, cancellationToken);
        if (found is not { Value: { IsFinished: false } upload } || upload.Offset < upload.Length)
        {
            return found?.Value;
        }

        using UploadTurn turn = await TakeTurnAsync(id, cancellationToken);
        found = await ReadAsync(stageId, id, cancellationToken);
        return found is null ? null : (await FinishAsync(stageId, found, isOpenAsync, cancellationToken)).Value;
    }

    /// <summary>Appends a part while it arrives. If it breaks off, what has arrived counts, unless the part has a checksum.</summary>
    /// <param name="stageId">The stage.</param>
    /// <param name="id">The upload.</param>
    /// <param name="part">The part.</param>
    /// <param name="isOpenAsync">Whether the stage is still open.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>The upload as it is recorded.</returns>
    /// <exception cref="ProblemException">The part does not fit, is not what its checksum says, or another part is being appended.
    /// </exception>
    internal async Task<UploadRecord> AppendAsync(
        string stageId, string id, UploadPart part, Func<Task> isOpenAsync, CancellationToken cancellationToken)
    {
        using UploadTurn turn = await TakeTurnAsync(id, cancellationToken);
        WorkValue<UploadRecord> upload = await ReadAsync(stageId, id, cancellationToken) ?? throw NotFound(id);
        long left = upload.Value.Length - upload.Value.Offset;
        if (part.Offset != upload.Value.Offset)
        {
            string detail = string.Create(
                CultureInfo.InvariantCulture, $"The upload has {upload.Value.Offset} bytes, and the part starts at {part.Offset}.");
            throw new ProblemException(ProblemKind.OffsetMismatch, detail, Tus.UploadOffset);
        }

        if (part.Length > left)
        {
            throw TooLong(left);
        }

        if (left > 0)
        {
            upload = await AppendAsync(stageId, upload, part, cancellationToken);
        }
        else if (part.Length is null)
        {
            await RequireNothingAsync(part, cancellationToken);
        }

        return upload.Value.Offset < upload.Value.Length
            ? upload.Value
            : (await FinishAsync(stageId, upload, isOpenAsync, CancellationToken.None)).Value;
    }

    /// <summary>Ends an upload. A file that it has finished stays.</summary>
    /// <exception cref="ProblemException">There is none, or a part is being appended.</exception>
    internal async Task RemoveAsync(string stageId, string id, CancellationToken cancellationToken)
    {
        using UploadTurn turn = await TakeTurnAsync(id, cancellationToken);
        UploadRecord upload = (await ReadAsync(stageId, id, cancellationToken))?.Value ?? throw NotFound(id);
        await work.Storage.DeleteAsync(RecordPath(stageId, id), etag: null, cancellationToken);
        if (!upload.IsFinished && (await files.FindAsync(stageId, upload.Path, cancellationToken))?.Content != upload.Content)
        {
            await work.Storage.DeleteAsync(upload.Content, etag: null, CancellationToken.None);
            room.Removed(stageId, upload.Offset);
        }
    }

    /// <summary>The refusal of an upload that does not exist.</summary>
    internal static ProblemException NotFound(string id) =>
        new(ProblemKind.UploadNotFound, $"The stage has no upload '{id}'.", "upload");

    private async Task<WorkValue<UploadRecord>> AppendAsync(
        string stageId, WorkValue<UploadRecord> upload, UploadPart part, CancellationToken cancellationToken)
    {
        long left = upload.Value.Length - upload.Value.Offset;
        using RoomReservation place = await room.ReserveAsync(stageId, part.Length ?? left, cancellationToken, files: 0);

        // From here on another writer, on another host, can neither record what it writes nor finish the upload. So what is cut off
        // from the content when it is opened was never acknowledged.
        upload = await WriteAsync(stageId, upload, upload.Value with { Writer = Guid.NewGuid().ToString("N") });
        await using GrowingFile content = await OpenAsync(upload.Value, cancellationToken);
        await using Stream body = part.OpenBody(place);
        Writing writing = new(content, ResumableDigests.Restore(upload.Value.Digests), part.Checksum, time.GetTimestamp());
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer.AsMemory(0, BufferSize), cancellationToken)) > 0)
            {
                if (content.Length + read > upload.Value.Length)
                {
                    throw TooLong(left);
                }

                await writing.AppendAsync(buffer.AsMemory(0, read));
                if (part.Checksum is null && IsTimeToRecord(writing, upload.Value))
                {
                    upload = await RecordAsync(stageId, upload, writing);
                    await ExtendAsync(stageId);
                    writing.RecordedAt = time.GetTimestamp();
                }
            }

            writing.RequireChecksum();
            upload = await RecordAsync(stageId, upload, writing);
        }
        catch (Exception broken) when (part.Checksum is null && broken is OperationCanceledException or ProblemException)
        {
            upload = await RecordAsync(stageId, upload, writing);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            place.KeepOnly(upload.Value.Offset - (upload.Value.Length - left));
        }

        return upload;
    }

    // The expiry is hours away. A failure here does not break off the upload: the next record extends it.
    private async Task ExtendAsync(string stageId)
    {
        try
        {
            await register.ExtendAsync(stageId, CancellationToken.None);
        }
        catch (StorageException)
        {
        }
    }

    private bool IsTimeToRecord(Writing writing, UploadRecord upload) =>
        writing.Content.Length - upload.Offset >= RecordBytes
        || (writing.Content.Length > upload.Offset && time.GetElapsedTime(writing.RecordedAt) >= RecordTime);

    // First the bytes, then the record that says that they are there.
    private async Task<WorkValue<UploadRecord>> RecordAsync(string stageId, WorkValue<UploadRecord> upload, Writing writing)
    {
        if (writing.Content.Length == upload.Value.Offset)
        {
            return upload;
        }

        try
        {
            StorageFile content = await writing.Content.FlushAsync(CancellationToken.None);
            UploadRecord record = upload.Value with
            {
                Offset = content.Length,
                Digests = writing.Digests.Save(),
                ContentETag = content.ETag,
            };
            return await WriteAsync(stageId, upload, record);
        }
        catch (StorageConditionException)
        {
            throw Changed(upload.Value.Id);
        }
    }

    private async Task<WorkValue<UploadRecord>> FinishAsync(
        string stageId, WorkValue<UploadRecord> upload, Func<Task> isOpenAsync, CancellationToken cancellationToken)
    {
        UploadRecord record = upload.Value;
        if (record.IsFinished)
        {
            return upload;
        }

        ContentDigests digests = ResumableDigests.Restore(record.Digests).Finish();
        await RequireExpectedAsync(stageId, record, digests);
        if (record.ContentETag is null)
        {
            record = record with { ContentETag = await CreateEmptyAsync(record, cancellationToken) };
            upload = await WriteAsync(stageId, upload, record);
        }
        else if (await work.Storage.GetFileAsync(record.Content, cancellationToken) is not { } content)
        {
            // A request before this one made the file count, and was interrupted. Since then the file was replaced or removed.
            return await WriteAsync(stageId, upload, record with { IsFinished = true });
        }
        else if (content.ETag != record.ContentETag)
        {
            throw new StorageException($"'{record.Content}' in {work.Storage.Location} is no longer what was uploaded.");
        }

        StageFileRecord file = new(
            record.Path,
            record.Length,
            digests.ByName(),
            time.GetUtcNow(),
            record.Content,
            record.ContentETag);
        StageFileChange change = await files.AddAsync(stageId, file, mustBeNew: false, isOpenAsync, cancellationToken);
        upload = await WriteAsync(stageId, upload, record with { IsFinished = true });
        if (change == StageFileChange.None
            && (await files.FindAsync(stageId, record.Path, cancellationToken))?.Content != record.Content
            && await work.Storage.DeleteAsync(record.Content, etag: null, CancellationToken.None))
        {
            room.Removed(stageId, record.Length);
        }

        return upload;
    }

    // A file that is not what the caller announced never counts, and no further part could change that.
    private async Task RequireExpectedAsync(string stageId, UploadRecord upload, ContentDigests digests)
    {
        try
        {
            ContentFields.Require(upload.Expected, algorithm => digests[DigestAlgorithm.Get(algorithm)]);
        }
        catch (ProblemException)
        {
            await work.Storage.DeleteAsync(RecordPath(stageId, upload.Id), etag: null, CancellationToken.None);
            await work.Storage.DeleteAsync(upload.Content, etag: null, CancellationToken.None);
            room.Removed(stageId, upload.Length);
            throw;
        }
    }

    private async Task<string> CreateEmptyAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        using MemoryStream nothing = new([], writable: false);
        return (await work.Storage.WriteAsync(
            upload.Content, nothing, new StorageWriteOptions { Length = 0 }, cancellationToken)).ETag;
    }

    private static async Task RequireNothingAsync(UploadPart part, CancellationToken cancellationToken)
    {
        await using Stream body = part.OpenBody(null);
        if (await body.ReadAsync(new byte[1], cancellationToken) > 0)
        {
            throw TooLong(left: 0);
        }
    }

    private async Task<GrowingFile> OpenAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        try
        {
            return await work.Storage.OpenToAppendAsync(upload.Content, upload.Offset, upload.Length, owner: null, cancellationToken);
        }
        catch (StorageConditionException)
        {
            throw Busy(upload.Id);
        }
    }

    private async Task<WorkValue<UploadRecord>> WriteAsync(string stageId, WorkValue<UploadRecord> upload, UploadRecord changed) =>
        await work.TryWriteAsync(
            RecordPath(stageId, upload.Value.Id),
            changed,
            StorageCondition.IfMatch(upload.ETag),
            StageJson.Default.UploadRecord,
            CancellationToken.None) ?? throw Changed(upload.Value.Id);

    private async Task<WorkValue<UploadRecord>?> ReadAsync(string stageId, string id, CancellationToken cancellationToken) =>
        StageRegister.IsId(id)
            ? await work.TryReadStateAsync(RecordPath(stageId, id), StageJson.Default.UploadRecord, cancellationToken)
            : null;

    private async Task<UploadTurn> TakeTurnAsync(string id, CancellationToken cancellationToken) =>
        await _turns.TryTakeAsync(id, cancellationToken) ?? throw Busy(id);

    /// <summary>The folder of the records of a stage's uploads.</summary>
    internal static string Folder(string stageId) => StoragePath.Combine(WorkArea.StageFolder(stageId), "uploads");

    private static string RecordPath(string stageId, string id) => StoragePath.Combine(Folder(stageId), id + ".json");

    private static ProblemException Busy(string id) => new(
        ProblemKind.UploadLocked, $"Another request writes to the upload '{id}'. Send this one again when that has ended.", "upload");

    private static ProblemException Changed(string id) => new(
        ProblemKind.StageChanged, $"Another request has changed the upload '{id}' at the same time. Ask for its offset.", "upload");

    private static ProblemException TooLong(long left) => new(ProblemKind.BodyTooLarge, string.Create(
        CultureInfo.InvariantCulture, $"{left} bytes are missing from the upload, and the part has more."));

    /// <summary>A part that is being appended.</summary>
    private sealed class Writing(GrowingFile content, ResumableDigests digests, PartChecksum? checksum, long now)
    {
        private readonly ResumableDigests? _part = checksum is null ? null : new ResumableDigests([checksum.Algorithm]);

        public GrowingFile Content => content;

        public ResumableDigests Digests => digests;

        public long RecordedAt { get; set; } = now;

        // Not stopped in the middle: content and digests must stay together.
        public async Task AppendAsync(ReadOnlyMemory<byte> data)
        {
            await content.AppendAsync(data, CancellationToken.None);
            digests.Append(data.Span);
            _part?.Append(data.Span);
        }

        public void RequireChecksum()
        {
            if (_part is not null && _part.Finish()[checksum!.Algorithm] is var found && found != checksum.Digest)
            {
                throw new ProblemException(
                    ProblemKind.ChecksumMismatch,
                    $"The {checksum.Algorithm} checksum of the part is {found}, not {checksum.Digest}. The part is not kept.",
                    "Upload-Checksum");
            }
        }
    }
}
