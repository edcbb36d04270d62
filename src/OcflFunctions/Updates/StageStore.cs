using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>The stage of an update, batch by batch: the list of its source, and the digests of what is staged.</summary>
/// <remarks>
/// If two runs of one activity write at the same time, both continue with what the first one wrote: a run writes into a folder of its
/// own, and one create-only file names the folder that counts.
/// </remarks>
public sealed class StageStore(WorkArea work)
{
    private const int MostInList = 500;
    private const int MostBytesInList = 32 * 1024;

    /// <summary>The list; null if there is none yet.</summary>
    public Task<SourceList?> TryGetListAsync(string updateId, CancellationToken cancellationToken) =>
        work.TryReadAsync(ListPath(updateId), UpdateWorkJson.Default.SourceList, cancellationToken);

    /// <summary>The list.</summary>
    /// <exception cref="StorageFileNotFoundException">It does not exist.</exception>
    public Task<SourceList> GetListAsync(string updateId, CancellationToken cancellationToken) =>
        work.ReadAsync(ListPath(updateId), UpdateWorkJson.Default.SourceList, cancellationToken);

    /// <summary>A folder for the batches of one run.</summary>
    public static string NewListFolder(string updateId) => StoragePath.Combine(StageFolder(updateId), Guid.NewGuid().ToString("N"));

    /// <summary>Whether a batch is small enough to be stored in the list itself: each file more is a flush more, or a request.</summary>
    public static bool IsSmall(IReadOnlyList<SourceFile> files) =>
        files.Count <= MostInList
        && JsonSerializer.SerializeToUtf8Bytes(files, UpdateWorkJson.Default.IReadOnlyListSourceFile).Length <= MostBytesInList;

    /// <summary>Writes a batch into a folder of this run. It is durable when the list is published.</summary>
    public Task WriteBatchAsync(string folder, int batch, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken) =>
        work.TryCreatePartAsync(
            BatchPath(folder, batch),
            JsonSerializer.SerializeToUtf8Bytes(files, UpdateWorkJson.Default.IReadOnlyListSourceFile),
            cancellationToken);

    /// <summary>Publishes this run's list, unless another run was first.</summary>
    /// <returns>The published list.</returns>
    public async Task<SourceList> PublishListAsync(string updateId, SourceList list, CancellationToken cancellationToken)
    {
        if (list.Summary.Batches > (list.First is null ? 0 : 1))
        {
            await work.FlushPartsAsync([BatchPath(list.Folder, list.Summary.Batches - 1)], "", cancellationToken);
        }

        return (await work.PublishAsync(ListPath(updateId), list, UpdateWorkJson.Default.SourceList, cancellationToken)).Value;
    }

    /// <summary>Has the list durable that an earlier run has written.</summary>
    public Task KeepListAsync(string updateId, CancellationToken cancellationToken) =>
        work.KeepAsync(ListPath(updateId), cancellationToken);

    /// <summary>A batch of the list.</summary>
    public Task<IReadOnlyList<SourceFile>> GetBatchAsync(SourceList list, int batch, CancellationToken cancellationToken) =>
        batch == 0 && list.First is { } first
            ? Task.FromResult(first)
            : work.ReadAsync(BatchPath(list.Folder, batch), UpdateWorkJson.Default.IReadOnlyListSourceFile, cancellationToken);

    /// <summary>Where a file's content is staged: a path that no other file has, of this list or of another.</summary>
    public static string ContentPath(SourceList list, SourceFile file) => StoragePath.Combine(
        list.Folder, "content", Number(file.Number / 1000), Number(file.Number));

    /// <summary>Stores the digests of a batch. Two runs write the same: staged content is never changed.</summary>
    public Task WriteStagedAsync(string updateId, int batch, IReadOnlyList<StagedFile> files, CancellationToken cancellationToken) =>
        work.TryCreateAsync(StagedPath(updateId, batch), files, UpdateWorkJson.Default.IReadOnlyListStagedFile, cancellationToken);

    /// <summary>Has the digests of a batch durable that an earlier run has stored.</summary>
    public Task KeepStagedAsync(string updateId, int batch, CancellationToken cancellationToken) =>
        work.KeepAsync(StagedPath(updateId, batch), cancellationToken);

    /// <summary>The digests of a batch; null if they are not known yet.</summary>
    public Task<IReadOnlyList<StagedFile>?> TryGetStagedAsync(string updateId, int batch, CancellationToken cancellationToken) =>
        work.TryReadAsync(StagedPath(updateId, batch), UpdateWorkJson.Default.IReadOnlyListStagedFile, cancellationToken);

    /// <summary>Stores which files of a batch do not have their digests. Call it before the batch's digests are stored.</summary>
    public Task WriteMismatchesAsync(
        string updateId, int batch, IReadOnlyList<SourceMismatch> mismatches, CancellationToken cancellationToken) =>
        work.TryCreateAsync(
            StoragePath.Combine(MismatchFolder(updateId), Number(batch) + ".json"),
            mismatches,
            UpdateWorkJson.Default.IReadOnlyListSourceMismatch,
            cancellationToken);

    /// <summary>The files that do not have their digests, batch after batch.</summary>
    public async IAsyncEnumerable<SourceMismatch> GetMismatchesAsync(
        string updateId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<string> files = await work.Storage.ListAsync(MismatchFolder(updateId), recursive: true, cancellationToken)
            .Select(entry => entry.Path)
            .ToListAsync(cancellationToken);
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            foreach (SourceMismatch mismatch in await work.ReadAsync(
                file, UpdateWorkJson.Default.IReadOnlyListSourceMismatch, cancellationToken))
            {
                yield return mismatch;
            }
        }
    }

    /// <summary>All staged files, batch after batch.</summary>
    public async IAsyncEnumerable<StagedFile> GetStagedAsync(
        string updateId, int batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<StagedFile>>? next = null;
        try
        {
            for (int batch = 0; batch < batches; batch++)
            {
                IReadOnlyList<StagedFile> files = await (next ?? ReadAsync(batch));

                // The next is read while these are used.
                next = batch + 1 < batches ? ReadAsync(batch + 1) : null;
                foreach (StagedFile file in files)
                {
                    yield return file;
                }
            }
        }
        finally
        {
            await (next ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<IReadOnlyList<StagedFile>> ReadAsync(int batch) => Task.Run(
            () => work.ReadAsync(StagedPath(updateId, batch), UpdateWorkJson.Default.IReadOnlyListStagedFile, cancellationToken),
            cancellationToken);
    }

    /// <summary>Stores the new digests of a batch of the object's content.</summary>
    public Task WriteRehashedAsync(
        string updateId, int batch, IReadOnlyList<RehashedContent> content, CancellationToken cancellationToken) =>
        work.TryCreateAsync(RehashedPath(updateId, batch), content, UpdateWorkJson.Default.IReadOnlyListRehashedContent, cancellationToken);

    /// <summary>Has the new digests of a batch durable that an earlier run has stored.</summary>
    public Task KeepRehashedAsync(string updateId, int batch, CancellationToken cancellationToken) =>
        work.KeepAsync(RehashedPath(updateId, batch), cancellationToken);

    /// <summary>The new digests of a batch of the object's content; null if they are not known yet.</summary>
    public Task<IReadOnlyList<RehashedContent>?> TryGetRehashedAsync(string updateId, int batch, CancellationToken cancellationToken) =>
        work.TryReadAsync(RehashedPath(updateId, batch), UpdateWorkJson.Default.IReadOnlyListRehashedContent, cancellationToken);

    /// <summary>The new digests of a batch of the object's content.</summary>
    public Task<IReadOnlyList<RehashedContent>> GetRehashedAsync(string updateId, int batch, CancellationToken cancellationToken) =>
        work.ReadAsync(RehashedPath(updateId, batch), UpdateWorkJson.Default.IReadOnlyListRehashedContent, cancellationToken);

    /// <summary>
    /// Deletes the list, the digests and the content. Before that, it leaves a mark for runs that are late.
    /// </summary>
    public async Task ClearAsync(UpdateIdentity update, CancellationToken cancellationToken)
    {
        await work.MarkAsync(OverPath(update), cancellationToken);
        await ClearAsync(update.Id, cancellationToken);
    }

    /// <summary>The same for an update that does not run; its late runs query the engine.</summary>
    public Task ClearAsync(string updateId, CancellationToken cancellationToken) =>
        work.ClearFolderAsync(StageFolder(updateId), cancellationToken);

    /// <summary>
    /// Undoes what a late run has staged: a second delivery can arrive after the update has cleared its stage. Call it after the last
    /// write: either the clearing removed that, or it had left its mark by then.
    /// </summary>
    public async Task ClearIfOverAsync(UpdateIdentity update, CancellationToken cancellationToken)
    {
        if (await work.Storage.GetFileAsync(OverPath(update), cancellationToken) is not null)
        {
            await work.ClearFolderAsync(StageFolder(update.Id), cancellationToken);
        }
    }

    private static string StageFolder(string updateId) => StoragePath.Combine(WorkArea.UpdateFolder(updateId), "stage");

    // With the update's time, which differs if an operator restarts the update.
    private static string OverPath(UpdateIdentity update) => StoragePath.Combine(
        WorkArea.UpdateFolder(update.Id), string.Create(CultureInfo.InvariantCulture, $"over-{update.Created.UtcTicks}"));

    private static string ListPath(string updateId) => StoragePath.Combine(StageFolder(updateId), "list.json");

    private static string BatchPath(string folder, int batch) => StoragePath.Combine(folder, Number(batch) + ".json");

    private static string StagedPath(string updateId, int batch) =>
        StoragePath.Combine(StageFolder(updateId), "staged", Number(batch) + ".json");

    private static string MismatchFolder(string updateId) => StoragePath.Combine(StageFolder(updateId), "mismatches");

    private static string RehashedPath(string updateId, int batch) =>
        StoragePath.Combine(StageFolder(updateId), "rehashed", Number(batch) + ".json");

    private static string Number(long number) => number.ToString("D6", CultureInfo.InvariantCulture);
}
