using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Ocfl;
using Ocfl.Imports;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Imports;

/// <summary>
/// What the import of one object keeps in the work area until it is done: the list of its files, and a mark that leads from the object's
/// id to what is not committed. The mark is written before anything else, and deleted last.
/// </summary>
public sealed class ImportWork(WorkArea work)
{
    private const string Open = "imports/open";

    /// <summary>The folder with the lists of objects that are being imported, by their owners.</summary>
    internal const string Lists = "imports/lists";

    /// <summary>The mark of an object; null if no import has something uncommitted of it.</summary>
    internal Task<ImportMark?> FindAsync(string objectId, CancellationToken cancellationToken) =>
        work.TryReadAsync(MarkPath(objectId), ImportWorkJson.Default.ImportMark, cancellationToken);

    /// <summary>The mark of an import; null if it has none, or another import has.</summary>
    internal async Task<ImportMark?> FindAsync(ObjectImport import, CancellationToken cancellationToken) =>
        await FindAsync(import.ObjectId, cancellationToken) is { } mark && mark.Owner == import.Owner ? mark : null;

    /// <summary>All marks.</summary>
    /// <param name="unreadable">Receives each mark that cannot be read, with its path. It is left out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal IAsyncEnumerable<ListedValue<ImportMark>> ListAsync(
        Action<string, OcflException> unreadable, CancellationToken cancellationToken) =>
        work.ListAsync(Open, ImportWorkJson.Default.ImportMark, unreadable, cancellationToken);

    /// <summary>Writes the mark of an object, unless another run was first.</summary>
    /// <returns>The mark that counts.</returns>
    /// <exception cref="StorageException">What another import left of the object is not removed yet.</exception>
    internal async Task<ImportMark> MarkAsync(ImportMark mark, CancellationToken cancellationToken)
    {
        string path = MarkPath(mark.Object.ObjectId);
        if (await work.TryCreateAsync(path, mark, ImportWorkJson.Default.ImportMark, cancellationToken))
        {
            return mark;
        }

        ImportMark there = await work.ReadAsync(path, ImportWorkJson.Default.ImportMark, cancellationToken);
        return there.Owner == mark.Owner
            ? there
            : throw new StorageException($"What the import {there.Owner} left of the object is not removed yet.");
    }

    /// <summary>Whether the import of an object still may write: its mark is there and not closed.</summary>
    internal async Task<bool> IsOpenAsync(ObjectImport import, CancellationToken cancellationToken) =>
        await FindAsync(import, cancellationToken) is { IsClosed: false };

    /// <summary>Closes the mark: a run that is late finds that, and removes what it wrote.</summary>
    internal async Task CloseAsync(ImportMark mark, CancellationToken cancellationToken)
    {
        string path = MarkPath(mark.Object.ObjectId);
        while (await work.TryReadStateAsync(path, ImportWorkJson.Default.ImportMark, cancellationToken) is { } found
            && found.Value.Owner == mark.Owner
            && !found.Value.IsClosed
            && await work.TryWriteAsync(
                path,
                found.Value with { IsClosed = true },
                StorageCondition.IfMatch(found.ETag),
                ImportWorkJson.Default.ImportMark,
                cancellationToken) is null)
        {
            // It has changed since it was read.
        }
    }

    /// <summary>Deletes the list and then the mark.</summary>
    internal async Task ClearAsync(ObjectImport import, CancellationToken cancellationToken)
    {
        await work.Storage.DeleteDirectoryAsync(Folder(import), cancellationToken);
        string path = MarkPath(import.ObjectId);
        if (await work.TryReadStateAsync(path, ImportWorkJson.Default.ImportMark, cancellationToken) is { } found
            && found.Value.Owner == import.Owner)
        {
            await work.TryDeleteAsync(path, found.ETag, cancellationToken);
        }
    }

    /// <summary>A folder for the batches of one run.</summary>
    internal static string NewListFolder(ObjectImport import) => StoragePath.Combine(Folder(import), Guid.NewGuid().ToString("N"));

    /// <summary>Writes a batch into a folder of this run.</summary>
    internal Task WriteBatchAsync(string folder, int batch, IReadOnlyList<ImportedFile> files, CancellationToken cancellationToken) =>
        work.TryCreateAsync(BatchPath(folder, batch), files, ImportWorkJson.Default.IReadOnlyListImportedFile, cancellationToken);

    /// <summary>The list of an object's files; null if there is none yet.</summary>
    internal Task<ImportFileList?> TryGetListAsync(ObjectImport import, CancellationToken cancellationToken) =>
        work.TryReadAsync(ListPath(import), ImportWorkJson.Default.ImportFileList, cancellationToken);

    /// <summary>Publishes this run's list, unless another run was first.</summary>
    /// <returns>The published list.</returns>
    internal async Task<ImportFileList> PublishListAsync(
        ObjectImport import, ImportFileList list, CancellationToken cancellationToken) =>
        (await work.PublishAsync(ListPath(import), list, ImportWorkJson.Default.ImportFileList, cancellationToken)).Value;

    /// <summary>A batch of the list; null if the list is gone.</summary>
    internal Task<IReadOnlyList<ImportedFile>?> TryGetBatchAsync(
        ImportFileList list, int batch, CancellationToken cancellationToken) =>
        work.TryReadAsync(BatchPath(list.Folder, batch), ImportWorkJson.Default.IReadOnlyListImportedFile, cancellationToken);

    /// <summary>What a batch that is copied came to; null if it is not copied.</summary>
    internal Task<CopiedBatch?> TryGetCopiedAsync(ImportFileList list, int batch, CancellationToken cancellationToken) =>
        work.TryReadAsync(CopiedPath(list.Folder, batch), ImportWorkJson.Default.CopiedBatch, cancellationToken);

    /// <summary>Stores that a batch is copied.</summary>
    /// <returns>False if another run was first.</returns>
    internal Task<bool> WriteCopiedAsync(ImportFileList list, int batch, CopiedBatch copied, CancellationToken cancellationToken) =>
        work.TryCreateAsync(CopiedPath(list.Folder, batch), copied, ImportWorkJson.Default.CopiedBatch, cancellationToken);

    /// <summary>Whether a file that is a batch of its own has been copied in ranges so far.</summary>
    internal async Task<bool> HasRangesAsync(ImportFileList list, int batch, CancellationToken cancellationToken) =>
        await work.Storage.GetFileAsync(RangesPath(list.Folder, batch), cancellationToken) is not null;

    /// <summary>The folder with the list of an object.</summary>
    internal static string FolderOf(string owner) => StoragePath.Combine(Lists, owner);

    private static string Folder(ObjectImport import) => FolderOf(import.Owner);

    /// <summary>The path of the record of the ranges of a large file, which is a batch of its own.</summary>
    internal static string RangesPath(string folder, int batch) => StoragePath.Combine(folder, Number(batch) + ".ranges.json");

    private static string ListPath(ObjectImport import) => StoragePath.Combine(Folder(import), "list.json");

    private static string BatchPath(string folder, int batch) => StoragePath.Combine(folder, Number(batch) + ".json");

    private static string CopiedPath(string folder, int batch) => StoragePath.Combine(folder, Number(batch) + ".copied.json");

    private static string MarkPath(string objectId)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(objectId)));
        return StoragePath.Combine(Open, hash + ".json");
    }

    private static string Number(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}

/// <summary>Leads from an object to the import that has something uncommitted of it.</summary>
/// <param name="Object">The object and its import.</param>
/// <param name="ObjectRoot">Where it is to be in the storage root.</param>
/// <param name="Head">Its newest version.</param>
/// <param name="DigestAlgorithm">The algorithm of its inventory.</param>
/// <param name="InventoryDigest">The digest of its inventory.</param>
/// <param name="InventoryETag">The state of the inventory's file in the source.</param>
/// <param name="Commit">
/// On a storage that writes in place: the file, from the object's root, with the bytes of the root inventory until the commit copies
/// them. Null on others.
/// </param>
/// <param name="IsClosed">Whether the import may no longer write.</param>
internal sealed record ImportMark(
    ObjectImport Object,
    string ObjectRoot,
    string Head,
    string DigestAlgorithm,
    string InventoryDigest,
    string InventoryETag,
    string? Commit = null,
    bool IsClosed = false)
{
    /// <summary>The owner of what is not committed.</summary>
    [JsonIgnore]
    public string Owner => Object.Owner;

    /// <summary>The object as the library copies it.</summary>
    public ObjectCopy ToCopy() => new(
        Object.ObjectId, Object.SourcePath, Owner, ObjectRoot, Head, DigestAlgorithm, InventoryDigest, Commit);
}

/// <summary>The files of an object: listed once, by the first run.</summary>
/// <param name="Folder">Where the batches are.</param>
/// <param name="Batches">How many batches there are.</param>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">How many bytes.</param>
internal sealed record ImportFileList(string Folder, int Batches, long Files, long Bytes);

/// <summary>A batch that is copied.</summary>
/// <param name="Mismatches">How many of its files do not have the digests that the inventory gives them.</param>
internal sealed record CopiedBatch(long Mismatches);
