using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ocfl.Digests;
using Ocfl.Storage;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

public sealed partial class StageFiles
{
    // In a pack, if the path is new; otherwise like a large one.
    private async Task<(StageFileRecord File, StageFileChange Change)> PutSmallAsync(
        StageRecord stage,
        StageFileUpload upload,
        int length,
        RoomReservation place,
        Func<Task> isOpenAsync,
        CancellationToken cancellationToken)
    {
        string position = PositionOf(upload.Path);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length + 1);
        try
        {
            (StageFileRecord file, ReadOnlyMemory<byte> bytes) = await ReadAsync(stage, upload, buffer, length, place, cancellationToken);
            WorkValue<StageFileRecord>? present;
            using (await packs.TakeTurnAsync(stage.Id, file.Path, cancellationToken))
            {
                present = await FindPresentAsync(stage.Id, position, cancellationToken);
                if (present is null)
                {
                    file = await packs.AddAsync(stage.Id, position, file, bytes);
                    place.Keep();
                    await RequireOpenAsync(RecordPath(stage.Id, position), file, isOpenAsync);
                    return (file, StageFileChange.Added);
                }
            }

            if (present.Value.HasSameContent(file) && !upload.MustBeNew)
            {
                return (file, StageFileChange.None);
            }

            using MemoryStream content = new(buffer, 0, length, writable: false, publiclyVisible: true);
            StorageFile written = await work.Storage.WriteAsync(
                NewContentPath(stage.Id), content, StorageWriteOptions.Create() with { Length = length }, cancellationToken);
            file = file with { Content = written.Path, ETag = written.ETag };
            return await KeepAsync(stage.Id, file, upload.MustBeNew, place, isOpenAsync, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // What is in a pack stays there: without an open stage it does not count.
    private async Task RequireOpenAsync(string recordPath, StageFileRecord added, Func<Task> isOpenAsync)
    {
        try
        {
            await isOpenAsync();
        }
        catch (ProblemException)
        {
            await work.TryCreateAsync(recordPath, Removed(added), StageJson.Default.StageFileRecord, CancellationToken.None);
            throw;
        }
    }

    private async Task<(StageFileRecord File, ReadOnlyMemory<byte> Bytes)> ReadAsync(
        StageRecord stage, StageFileUpload upload, byte[] buffer, int length, RoomReservation place, CancellationToken cancellationToken)
    {
        await using Stream body = upload.OpenBody(place);
        int read = await body.ReadAtLeastAsync(buffer.AsMemory(0, length + 1), length + 1, throwOnEndOfStream: false, cancellationToken);
        if (read != length)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture, $"'{upload.Path}' has {read} bytes, not the {length} that were announced."));
        }

        // All at once: that takes less than piece by piece while they arrive.
        ContentDigests digests = MultiDigest.Digest(buffer.AsSpan(0, length), AlgorithmsOf(stage, upload));
        ContentFields.Require(upload.Expected, algorithm => digests[DigestAlgorithm.Get(algorithm)]);
        return (Describe(upload, length, digests, content: "", etag: ""), buffer.AsMemory(0, length));
    }

    private StageFileRecord Removed(StageFileRecord file) => file with
    {
        Length = 0,
        UploadedAt = time.GetUtcNow(),
        Content = "",
        ETag = "",
        Offset = null,
        IsRemoved = true,
    };

    // A file of a pack has no record of its own.
    private static WorkValue<StageFileRecord>? RecordOf(WorkValue<StageFileRecord>? found) =>
        found?.Value.Offset is null ? found : null;

    // By the hashes of the paths. A record counts instead of a pack.
    private async IAsyncEnumerable<ListedRecord> ListRecordsAsync(
        string stageId, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IEnumerator<PackedPlace> packed = (await packs.ListAsync(stageId, after, cancellationToken)).GetEnumerator();
        bool hasPacked = packed.MoveNext();
        await foreach (string path in ListOwnRecordsAsync(stageId, after, cancellationToken))
        {
            string name = StoragePath.GetName(path);
            string key = name[..Math.Min(name.Length, PackedPlace.KeyLength)];
            int order = -1;
            while (hasPacked && (order = string.CompareOrdinal(packed.Current.Key, key)) < 0)
            {
                yield return new ListedRecord(null, packed.Current);
                hasPacked = packed.MoveNext();
            }

            hasPacked = hasPacked && (order != 0 || packed.MoveNext());
            yield return new ListedRecord(path, null);
        }

        while (hasPacked)
        {
            yield return new ListedRecord(null, packed.Current);
            hasPacked = packed.MoveNext();
        }
    }

    // A file that was removed since it was listed is left out.
    private async Task<IEnumerable<StageFileRecord>> ReadAsync(List<ListedRecord> listed, CancellationToken cancellationToken) =>
        (await Task.WhenAll(listed.Select(async each => each.Packed is { } place
            ? await packs.ReadAsync(place, cancellationToken)
            : await work.TryReadAsync(each.Path!, StageJson.Default.StageFileRecord, cancellationToken))))
        .OfType<StageFileRecord>()
        .Where(file => !file.IsRemoved);

    /// <summary>
    /// What there is of a path, by its hash: its record, also one that says that it was removed, or its place in a pack.
    /// </summary>
    private async Task<WorkValue<StageFileRecord>?> FindPresentAsync(
        string stageId, string position, CancellationToken cancellationToken) =>
        await work.TryReadStateAsync(RecordPath(stageId, position), StageJson.Default.StageFileRecord, cancellationToken)
            ?? (await packs.FindAsync(stageId, position, cancellationToken) is { } packed
                ? new WorkValue<StageFileRecord>(packed, packed.ETag)
                : null);

    /// <summary>Where a file of a stage is described: in a record of its own, or in a pack.</summary>
    private sealed record ListedRecord(string? Path, PackedPlace? Packed);
}
