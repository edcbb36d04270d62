using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>
/// Where the copy of an object waits until it is whole and valid, on one kind of storage. Each step may run twice, and twice at once.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="mark">The object.</param>
internal abstract class ImportPlace(IStorage storage, ImportMark mark)
{
    /// <summary>The place of an object.</summary>
    public static ImportPlace Of(IStorage storage, ImportMark mark) => storage.PendingArea is { } pending
        ? new PendingImportPlace(storage, pending, mark)
        : new InPlaceImport(storage, mark);

    /// <summary>The storage root's storage.</summary>
    protected IStorage Storage { get; } = storage;

    /// <summary>The object.</summary>
    protected ImportMark Mark { get; } = mark;

    /// <summary>The path of the root inventory.</summary>
    protected string RootInventory => StoragePath.Combine(Mark.ObjectRoot, Inventory.FileName);

    /// <summary>Where the copy is written.</summary>
    protected abstract IStorage Copies { get; }

    /// <summary>What the validator reads: a storage, and the object's root in it.</summary>
    public abstract (IStorage Storage, string ObjectRoot) Copy { get; }

    /// <summary>Removes what abandoned updates left in the object's place.</summary>
    /// <param name="isRunning">Whether an update runs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ObjectConflictException">There is something else.</exception>
    public abstract Task ReserveAsync(Func<string, Task<bool>> isRunning, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the copy the object, in one step: from then on readers find it.
    /// </summary>
    /// <param name="isOpenAsync">Whether the import still may do so. Checked after what the step depends on was read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ObjectConflictException">There is something in its place, or the import may no longer do so.</exception>
    public abstract Task PublishAsync(Func<Task<bool>> isOpenAsync, CancellationToken cancellationToken);

    /// <summary>Whether the copy is published. A root inventory that another process wrote with the same bytes may count, too.</summary>
    public abstract Task<bool> IsPublishedAsync(CancellationToken cancellationToken);

    /// <summary>Makes sure that no late run publishes the copy. To be called when the mark is closed.</summary>
    /// <returns>Whether it is published already.</returns>
    public abstract Task<bool> StopAsync(CancellationToken cancellationToken);

    /// <summary>Removes all of the copy, or if it is published what its steps have left.</summary>
    public abstract Task RemoveAsync(bool isPublished, CancellationToken cancellationToken);

    /// <summary>The path of a file of the object where the copy is written; null if the file is not copied under its own name.</summary>
    protected abstract string? PathOf(string path);

    /// <summary>Copies a file, unless it is there.</summary>
    /// <param name="source">The source's storage.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was written and what it was found to be.</returns>
    /// <exception cref="ContentMismatchException">The file has changed in its source.</exception>
    /// <exception cref="ObjectConflictException">Something else is in its place.</exception>
    public async Task<CopiedFile> CopyAsync(IStorage source, ImportedFile file, CancellationToken cancellationToken)
    {
        if (PathOf(file.Path) is not { } path)
        {
            return new CopiedFile(IsMismatch: false, Written: null);
        }

        if (file.ETag is null)
        {
            await Copies.CreateDirectoryAsync(path, cancellationToken);
            return new CopiedFile(IsMismatch: false, Written: null);
        }

        DigestAlgorithm[] algorithms = AlgorithmsOf(file);
        if (await Copies.GetFileAsync(path, cancellationToken) is { } there)
        {
            return await CheckAsync(there, file, algorithms, cancellationToken);
        }

        StorageReader reader = await OpenAsync(source, file, new StorageReadOptions { IfMatch = file.ETag }, cancellationToken);
        await using (reader)
        {
            await using DigestingReadStream hashing = new(reader.Content, algorithms, leaveOpen: true);
            try
            {
                StorageWriteOptions write = StorageWriteOptions.Create(Mark.Owner) with { Length = file.Length };
                StorageFile written = await Copies.WriteAsync(path, hashing, write, cancellationToken);
                return new CopiedFile(!Agrees(hashing.GetDigests(), file), written);
            }
            catch (StorageNameException refusal)
            {
                throw Refused(file, refusal);
            }
            catch (StorageConditionException failure)
            {
                // A run of this step beside this one may have been first; if not, the source has changed.
                return await Copies.GetFileAsync(path, cancellationToken) is { } first
                    ? await CheckAsync(first, file, algorithms, cancellationToken)
                    : throw Changed(file.Path, failure);
            }
        }
    }

    /// <summary>Copies the next range of a large file.</summary>
    /// <param name="ranges">Takes ranges.</param>
    /// <param name="source">The source's storage.</param>
    /// <param name="file">The file.</param>
    /// <param name="recordPath">The path of the record of its ranges in the work area.</param>
    /// <param name="requireOpenAsync">Fails if the import may no longer write.</param>
    /// <param name="written">Receives what is written.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the file was found to be; null until it is whole.</returns>
    /// <exception cref="ContentMismatchException">The file has changed in its source.</exception>
    public async Task<CopiedFile?> CopyNextAsync(
        RangedFiles ranges,
        IStorage source,
        ImportedFile file,
        string recordPath,
        Func<CancellationToken, Task> requireOpenAsync,
        Action<StorageFile> written,
        CancellationToken cancellationToken)
    {
        if (PathOf(file.Path) is not { } path)
        {
            return new CopiedFile(IsMismatch: false, Written: null);
        }

        RangeSource from = new(
            new StorageFile(InSource(file), file.Length, file.ETag!, default),
            source.Location,
            (range, cancellation) => OpenAsync(source, file, range, cancellation));
        RangeContent content = new(Copies, path, Mark.Owner) { RequireOpenAsync = requireOpenAsync, Flushed = written };

        // A file of which the inventory has no digest, such as a log, is compared by its length.
        DigestAlgorithm[] algorithms = AlgorithmsOf(file) is [_, ..] stated ? stated : [DigestAlgorithm.Sha512];
        try
        {
            RangeProgress progress = await ranges.TakeNextAsync(from, recordPath, content, algorithms, cancellationToken);
            return progress.Result is { } whole ? new CopiedFile(!Agrees(whole, algorithms[0], file), Written: null) : null;
        }
        catch (StorageNameException refusal)
        {
            throw Refused(file, refusal);
        }
    }

    /// <summary>
    /// Deletes what a late run has written after its import had ended, unless that is part of the object: another run may have found it,
    /// and published the copy with it. To be called when the mark is closed or gone.
    /// </summary>
    public async Task UndoAsync(IEnumerable<StorageFile> written, CancellationToken cancellationToken)
    {
        List<StorageFile> files = [.. written];
        if (files.Count == 0)
        {
            return;
        }

        // What is in a pending area after that has been written since.
        bool isPublished = await IsPublishedAsync(cancellationToken) || await StopAsync(cancellationToken);
        if (isPublished && Storage.PendingArea is null)
        {
            return;
        }

        foreach (StorageFile file in files)
        {
            // Another may have it by now.
            await Copies.TryDeleteAsync(file.Path, file.ETag, cancellationToken);
        }
    }

    /// <summary>Whether the root inventory is that of the object.</summary>
    protected Task<bool> HasInventoryAsync(string path, CancellationToken cancellationToken) =>
        HasDigestAsync(Storage, path, Mark.DigestAlgorithm, Mark.InventoryDigest, cancellationToken);

    /// <summary>Whether a file exists and has a digest.</summary>
    internal static async Task<bool> HasDigestAsync(
        IStorage storage, string path, string algorithm, string digest, CancellationToken cancellationToken)
    {
        try
        {
            await using StorageReader reader = await storage.OpenReadAsync(path, options: null, cancellationToken);
            DigestAlgorithm hash = DigestAlgorithm.Get(algorithm);
            ContentDigests digests = await MultiDigest.DigestAsync(reader.Content, [hash], cancellationToken);
            return digests[hash].Equals(digest, StringComparison.OrdinalIgnoreCase);
        }
        catch (StorageFileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The exception for an object that cannot be published.</summary>
    protected ObjectConflictException Conflict(string what, Exception? cause = null) =>
        new($"The object '{Mark.Object.ObjectId}' cannot be imported: {what}", cause);

    /// <summary>The exception for a source that is no longer as it was listed.</summary>
    public static ContentMismatchException Changed(string path, Exception? cause = null) => new(
        $"'{path}' has changed in the source since the object was listed. Import the object again when it no longer changes.", cause);

    private string InSource(ImportedFile file) => StoragePath.Combine(Mark.Object.SourcePath, file.Path);

    private async Task<StorageReader> OpenAsync(
        IStorage source, ImportedFile file, StorageReadOptions range, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenReadAsync(InSource(file), range, cancellationToken);
        }
        catch (Exception change) when (change is StorageConditionException or StorageFileNotFoundException)
        {
            throw Changed(file.Path, change);
        }
    }

    private async Task<CopiedFile> CheckAsync(
        StorageFile there, ImportedFile file, DigestAlgorithm[] algorithms, CancellationToken cancellationToken)
    {
        if (there.Owner is { } owner ? owner != Mark.Owner : Storage.PendingArea is null)
        {
            throw Conflict($"'{there.Path}' is not of this import.");
        }

        await using StorageReader reader = await Copies.OpenReadAsync(there.Path, options: null, cancellationToken);
        ContentDigests digests = await MultiDigest.DigestAsync(reader.Content, algorithms, cancellationToken);
        return new CopiedFile(!Agrees(digests, file), Written: null);
    }

    private InvalidUpdateException Refused(ImportedFile file, StorageNameException refusal) =>
        new($"'{file.Path}' cannot be in {Storage.Location}: {refusal.Message}", refusal);

    private static DigestAlgorithm[] AlgorithmsOf(ImportedFile file) =>
        [.. (file.Digests ?? []).Select(digest => DigestAlgorithm.Get(digest.Key)).Distinct()];

    private static bool Agrees(StagingResult whole, DigestAlgorithm first, ImportedFile file) =>
        (file.Digests ?? []).All(stated =>
            (DigestAlgorithm.Get(stated.Key) == first ? whole.Digest : whole.Fixity![stated.Key])
                .Equals(stated.Value, StringComparison.OrdinalIgnoreCase));

    private static bool Agrees(ContentDigests digests, ImportedFile file) =>
        digests.Length == file.Length
        && (file.Digests ?? []).All(
            stated => digests[DigestAlgorithm.Get(stated.Key)].Equals(stated.Value, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A file that is copied.</summary>
/// <param name="IsMismatch">Whether it does not have the digests that the inventory gives it.</param>
/// <param name="Written">The file as this run has written it; null if it was there, or is a directory.</param>
internal sealed record CopiedFile(bool IsMismatch, StorageFile? Written);
