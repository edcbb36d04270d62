using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Ocfl.Digests;
using Ocfl.Storage;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>
/// The files of stages. Content is stored under a random number and hashed on the way; a record under the hash of the file's path makes it
/// count. So no name that a caller gives is the name of anything in the work area. Small files may be in packs instead
/// (<see cref="StagePacks"/>): a file of a pack counts unless its path has a record.
/// </summary>
public sealed partial class StageFiles(WorkArea work, StageRoom room, StagePacks packs, TimeProvider time)
{
    private const int ReadAtOnce = 32;
    private const string Extension = ".json";

    /// <summary>The folder of the content of a stage.</summary>
    internal static string ContentFolder(string stageId) => StoragePath.Combine(WorkArea.StageFolder(stageId), "content");

    /// <summary>A path for new content that no other content has.</summary>
    internal static string NewContentPath(string stageId) => ContentPathOf(stageId, Guid.NewGuid().ToString("N"));

    /// <summary>The path of the content of a number. The end of a number differs even if it starts with a time.</summary>
    internal static string ContentPathOf(string stageId, string number) =>
        StoragePath.Combine(ContentFolder(stageId), number[^2..], number);

    /// <summary>A file; null if the stage has none of that path.</summary>
    public async Task<StageFileRecord?> FindAsync(string stageId, string path, CancellationToken cancellationToken) =>
        await FindPresentAsync(stageId, PositionOf(path), cancellationToken) is { Value.IsRemoved: false } found ? found.Value : null;

    /// <summary>The files, by the hashes of their paths.</summary>
    /// <param name="stageId">The stage.</param>
    /// <param name="after">The hash after which they start; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<StageFileRecord> ListAsync(
        string stageId, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ListedRecord> some = [];
        await foreach (ListedRecord each in ListRecordsAsync(stageId, after, cancellationToken))
        {
            some.Add(each);
            if (some.Count == ReadAtOnce)
            {
                foreach (StageFileRecord file in await ReadAsync(some, cancellationToken))
                {
                    yield return file;
                }

                some.Clear();
            }
        }

        foreach (StageFileRecord file in await ReadAsync(some, cancellationToken))
        {
            yield return file;
        }
    }

    /// <summary>The hash by which <see cref="ListAsync"/> continues after a file.</summary>
    public static string PositionOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));

    /// <summary>Stores a file while it arrives.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="upload">The file.</param>
    /// <param name="isOpenAsync">Whether the stage is still open: asked after the file's record is written.</param>
    /// <param name="cancellationToken">Stops it; then nothing is stored.</param>
    /// <returns>The file, durable, and what has changed.</returns>
    /// <exception cref="ProblemException">It is not stored: there is no room, it is not what the caller announced, the stage is taken, or
    /// there is such a file and must not be.</exception>
    internal async Task<(StageFileRecord File, StageFileChange Change)> PutAsync(
        StageRecord stage, StageFileUpload upload, Func<Task> isOpenAsync, CancellationToken cancellationToken)
    {
        if (upload.MustBeNew && await FindAsync(stage.Id, upload.Path, cancellationToken) is not null)
        {
            throw Exists(upload.Path);
        }

        using RoomReservation place = await room.ReserveAsync(stage.Id, upload.Length, cancellationToken);
        if (packs.Takes(upload.Length))
        {
            return await PutSmallAsync(stage, upload, (int)upload.Length!.Value, place, isOpenAsync, cancellationToken);
        }

        string content = NewContentPath(stage.Id);
        StageFileRecord file = await WriteAsync(stage, upload, content, place, cancellationToken);
        return await KeepAsync(stage.Id, file, upload.MustBeNew, place, isOpenAsync, cancellationToken);
    }

    // Makes a file count whose content is stored, or removes the content.
    private async Task<(StageFileRecord File, StageFileChange Change)> KeepAsync(
        string stageId,
        StageFileRecord file,
        bool mustBeNew,
        RoomReservation place,
        Func<Task> isOpenAsync,
        CancellationToken cancellationToken)
    {
        string content = file.Content;
        bool isRecorded = false;
        try
        {
            StageFileChange change = await AddAsync(stageId, file, mustBeNew, IsOpenAsync, cancellationToken);
            if (change == StageFileChange.None)
            {
                await work.Storage.DeleteAsync(content, etag: null, CancellationToken.None);
            }
            else
            {
                place.Keep();
            }

            return (file, change);
        }
        catch (ProblemException) when (!isRecorded)
        {
            await work.Storage.DeleteAsync(content, etag: null, CancellationToken.None);
            throw;
        }
        catch (ProblemException)
        {
            // The update that took the stage meanwhile may have listed the file: its content ends with the stage.
            place.Keep();
            throw;
        }

        Task IsOpenAsync()
        {
            isRecorded = true;
            return isOpenAsync();
        }
    }

    /// <summary>Makes a file count whose content is stored and durable.</summary>
    /// <returns>What has changed: with <see cref="StageFileChange.None"/> the content is not needed.</returns>
    /// <exception cref="ProblemException">There is such a file and must not be, or the stage is no longer open. The file does not count.
    /// </exception>
    internal async Task<StageFileChange> AddAsync(
        string stageId, StageFileRecord file, bool mustBeNew, Func<Task> isOpenAsync, CancellationToken cancellationToken)
    {
        string position = PositionOf(file.Path);
        string path = RecordPath(stageId, position);
        WorkValue<StageFileRecord>? before = null;
        WorkValue<StageFileRecord>? after = null;
        using (await packs.TakeTurnAsync(stageId, file.Path, cancellationToken))
        {
            // Most files are new: what is there is read only if a pack has the path, or a record is in the way.
            for (bool looks = await packs.HasAsync(stageId, position, cancellationToken); after is null; looks = true)
            {
                if (looks)
                {
                    before = await FindPresentAsync(stageId, position, cancellationToken);
                    if (before is { Value.IsRemoved: false } && mustBeNew)
                    {
                        throw Exists(file.Path);
                    }

                    if (before?.Value.HasSameContent(file) == true)
                    {
                        return StageFileChange.None;
                    }
                }

                after = await work.TryWriteAsync(
                    path,
                    file,
                    StorageCondition.IfStill(RecordOf(before)?.ETag),
                    StageJson.Default.StageFileRecord,
                    cancellationToken);
            }
        }

        // From here on the file may be used: what follows must happen even if the caller is gone.
        try
        {
            await isOpenAsync();
        }
        catch (ProblemException)
        {
            await UndoAsync(path, RecordOf(before), after);
            throw;
        }

        if (before is null or { Value.IsRemoved: true })
        {
            return StageFileChange.Added;
        }

        await RemoveContentAsync(stageId, before.Value);
        return StageFileChange.Replaced;
    }

    /// <summary>Removes a file.</summary>
    /// <param name="stageId">The stage.</param>
    /// <param name="path">The file.</param>
    /// <param name="isOpenAsync">Whether the stage is still open: asked after the record is removed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False if the stage has none of that path.</returns>
    /// <exception cref="ProblemException">The stage is no longer open; the file stays.</exception>
    internal async Task<bool> RemoveAsync(string stageId, string path, Func<Task> isOpenAsync, CancellationToken cancellationToken)
    {
        string position = PositionOf(path);
        string recordPath = RecordPath(stageId, position);
        while (await FindPresentAsync(stageId, position, cancellationToken) is { Value.IsRemoved: false } found)
        {
            WorkValue<StageFileRecord>? removed = null;
            if (await packs.HasAsync(stageId, position, cancellationToken)
                ? (removed = await work.TryWriteAsync(
                    recordPath,
                    Removed(found.Value),
                    StorageCondition.IfStill(RecordOf(found)?.ETag),
                    StageJson.Default.StageFileRecord,
                    cancellationToken)) is null
                : !await work.TryDeleteAsync(recordPath, found.ETag, cancellationToken))
            {
                continue;
            }

            try
            {
                await isOpenAsync();
            }
            catch (ProblemException) when (removed is not null)
            {
                await UndoAsync(recordPath, RecordOf(found), removed);
                throw;
            }
            catch (ProblemException)
            {
                await work.TryCreateAsync(recordPath, found.Value, StageJson.Default.StageFileRecord, CancellationToken.None);
                throw;
            }

            await RemoveContentAsync(stageId, found.Value);
            return true;
        }

        return false;
    }

    private async Task<StageFileRecord> WriteAsync(
        StageRecord stage, StageFileUpload upload, string content, RoomReservation place, CancellationToken cancellationToken)
    {
        await using DigestingReadStream hashing = new(upload.OpenBody(place), AlgorithmsOf(stage, upload));
        StorageWriteOptions create = StorageWriteOptions.Create() with { Length = upload.Length };
        StorageFile written = await work.Storage.WriteAsync(content, hashing, create, cancellationToken);
        ContentDigests digests = hashing.GetDigests();
        try
        {
            ContentFields.Require(upload.Expected, algorithm => digests[DigestAlgorithm.Get(algorithm)]);
        }
        catch (ProblemException)
        {
            await work.Storage.DeleteAsync(content, etag: null, CancellationToken.None);
            throw;
        }

        return Describe(upload, written.Length, digests, content, written.ETag);
    }

    private static DigestAlgorithm[] AlgorithmsOf(StageRecord stage, StageFileUpload upload) =>
        [.. stage.DigestAlgorithms.Union(upload.Expected.Keys, StringComparer.Ordinal).Select(DigestAlgorithm.Get)];

    private StageFileRecord Describe(StageFileUpload upload, long length, ContentDigests digests, string content, string etag) => new(
        upload.Path,
        length,
        digests.ByName(),
        time.GetUtcNow(),
        content,
        etag);

    // The update that took the stage meanwhile may have the file in its list: then it must find the content that it listed.
    private async Task UndoAsync(string path, WorkValue<StageFileRecord>? before, WorkValue<StageFileRecord> after)
    {
        if (before is null)
        {
            await work.TryDeleteAsync(path, after.ETag, CancellationToken.None);
        }
        else
        {
            await work.TryWriteAsync(
                path,
                before.Value,
                StorageCondition.IfMatch(after.ETag),
                StageJson.Default.StageFileRecord,
                CancellationToken.None);
        }
    }

    // What is in a pack stays, and counts, until the stage ends.
    private async Task RemoveContentAsync(string stageId, StageFileRecord file)
    {
        if (file.Offset is null && await work.Storage.DeleteAsync(file.Content, etag: null, CancellationToken.None))
        {
            room.Removed(stageId, file.Length);
        }
    }

    private async IAsyncEnumerable<string> ListOwnRecordsAsync(
        string stageId, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string folder = FilesFolder(stageId);
        OrderedListing ordered = new(work.Storage);
        await foreach (string shard in ordered.ListAsync(
            folder, entry => entry.Kind == StorageEntryKind.Directory, after?[..2], cancellationToken))
        {
            string directory = StoragePath.Combine(folder, shard);
            await foreach (string name in ordered.ListAsync(
                directory, entry => entry.File is not null, after is null ? null : after + Extension, cancellationToken))
            {
                if (name != after + Extension)
                {
                    yield return StoragePath.Combine(directory, name);
                }
            }
        }
    }

    private static ProblemException Exists(string path) => new(
        ProblemKind.FileExists, $"The stage has a file '{path}', and 'If-None-Match: *' forbids to replace it.", "If-None-Match");

    private static string FilesFolder(string stageId) => StoragePath.Combine(WorkArea.StageFolder(stageId), "files");

    private static string RecordPath(string stageId, string position) =>
        StoragePath.Combine(FilesFolder(stageId), position[..2], position + Extension);
}

/// <summary>A file that arrives.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Length">How many bytes were announced; null if none were.</param>
/// <param name="Expected">The digests that it must have, by algorithm.</param>
/// <param name="MustBeNew">Whether there may be no such file.</param>
/// <param name="OpenBody">Opens its bytes, which are counted.</param>
internal sealed record StageFileUpload(
    string Path,
    long? Length,
    IReadOnlyDictionary<string, string> Expected,
    bool MustBeNew,
    Func<RoomReservation, Stream> OpenBody);

/// <summary>What an upload has changed in a stage.</summary>
internal enum StageFileChange
{
    /// <summary>Nothing: the stage has the same content at this path.</summary>
    None,

    /// <summary>The stage has one more file.</summary>
    Added,

    /// <summary>A file has other content.</summary>
    Replaced,
}
