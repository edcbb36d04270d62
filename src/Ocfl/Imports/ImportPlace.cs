using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Imports;

/// <summary>
/// Where the copy of an object waits until it is whole and valid, on one kind of storage. Each step may run twice, and twice at once.
/// </summary>
public abstract class ImportPlace
{
    private protected ImportPlace(IStorage storage, ObjectCopy plan)
    {
        Storage = storage;
        Plan = plan;
    }

    /// <summary>What the validator reads: a storage, and the object's root in it.</summary>
    public abstract (IStorage Storage, string ObjectRoot) Copy { get; }

    /// <summary>Where the copy is written.</summary>
    public abstract IStorage Copies { get; }

    /// <summary>The storage root's storage.</summary>
    protected IStorage Storage { get; }

    /// <summary>The object.</summary>
    protected ObjectCopy Plan { get; }

    /// <summary>The path of the root inventory.</summary>
    protected string RootInventory => StoragePath.Combine(Plan.ObjectRoot, Inventory.FileName);

    /// <summary>Called with the bytes that were read since the last call, also from several threads; null for nobody.</summary>
    internal Action<long>? OnRead { get; init; }

    /// <summary>The place of an object.</summary>
    public static ImportPlace Of(IStorage storage, ObjectCopy plan)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(plan);
        return Of(storage, plan, copies: null, onRead: null);
    }

    /// <summary>The place of an object.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="plan">The object.</param>
    /// <param name="copies">The storage by which files are written to the pending area; null for its own.</param>
    /// <param name="onRead">Called with the bytes that were read since the last call; null for nobody.</param>
    internal static ImportPlace Of(IStorage storage, ObjectCopy plan, IStorage? copies, Action<long>? onRead) =>
        storage.PendingArea is { } pending
            ? new PendingImportPlace(storage, pending, plan, copies ?? pending.Storage) { OnRead = onRead }
            : new InPlaceImport(storage, plan) { OnRead = onRead };

    /// <summary>The exception for a source that is no longer as it was listed.</summary>
    public static ContentMismatchException Changed(string path, Exception? cause = null) => new(
        $"'{path}' has changed in the source since the object was listed. Import the object again when it no longer changes.", cause);

    /// <summary>Removes what abandoned updates left in the object's place.</summary>
    /// <param name="isRunning">Whether an update runs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ObjectConflictException">There is something else.</exception>
    public abstract Task ReserveAsync(Func<string, Task<bool>> isRunning, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the copy the object, in one step: from then on readers find it.
    /// </summary>
    /// <param name="isOpenAsync">Whether the import still may do so. Checked after what the step depends on was read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ObjectConflictException">There is something in its place, or the import may no longer do so.</exception>
    public abstract Task PublishAsync(Func<Task<bool>> isOpenAsync, CancellationToken cancellationToken = default);

    /// <summary>Whether the copy is published. A root inventory that another process wrote with the same bytes may count, too.</summary>
    public abstract Task<bool> IsPublishedAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes sure that no late run publishes the copy. To be called when the import may no longer do so.</summary>
    /// <returns>Whether it is published already.</returns>
    public abstract Task<bool> StopAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes all of the copy, or if it is published what its steps have left.</summary>
    public abstract Task RemoveAsync(bool isPublished, CancellationToken cancellationToken = default);

    /// <summary>The path of a file of the object where the copy is written; null if the file is not copied under its own name.</summary>
    /// <param name="path">From the object's root.</param>
    public abstract string? PathOf(string path);

    /// <summary>Copies a file, unless it is there.</summary>
    /// <param name="source">The source's storage.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was written and what it was found to be.</returns>
    /// <exception cref="ContentMismatchException">The file has changed in its source.</exception>
    /// <exception cref="ObjectConflictException">Something else is in its place.</exception>
    public async Task<CopiedFile> CopyAsync(IStorage source, ImportedFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (PathOf(file.Path) is not { } path)
        {
            return new CopiedFile(IsMismatch: false, Written: null);
        }

        if (file.ETag is null)
        {
            await Copies.CreateDirectoryAsync(path, cancellationToken).ConfigureAwait(false);
            return new CopiedFile(IsMismatch: false, Written: null);
        }

        DigestAlgorithm[] algorithms = file.GetAlgorithms();
        if (await Copies.GetFileAsync(path, cancellationToken).ConfigureAwait(false) is { } there)
        {
            return await CheckAsync(there, file, algorithms, cancellationToken).ConfigureAwait(false);
        }

        StorageReader reader = await OpenAsync(
            source, file, new StorageReadOptions { IfMatch = file.ETag }, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            Stream content = OnRead is null ? reader.Content : new ReportedStream(reader.Content, OnRead);
            DigestingReadStream hashing = new(content, algorithms, leaveOpen: true);
            await using (hashing.ConfigureAwait(false))
            {
                try
                {
                    StorageWriteOptions write = StorageWriteOptions.Create(Plan.Owner) with { Length = file.Length };
                    StorageFile written = await Copies.WriteAsync(path, hashing, write, cancellationToken).ConfigureAwait(false);
                    return new CopiedFile(!Agrees(file, hashing.GetDigests()), written);
                }
                catch (StorageNameException refusal)
                {
                    throw Refuse(file, refusal);
                }
                catch (StorageConditionException failure)
                {
                    // A run of this step beside this one may have been first; if not, the source has changed.
                    return await Copies.GetFileAsync(path, cancellationToken).ConfigureAwait(false) is { } first
                        ? await CheckAsync(first, file, algorithms, cancellationToken).ConfigureAwait(false)
                        : throw Changed(file.Path, failure);
                }
            }
        }
    }

    /// <summary>Opens a file in the source.</summary>
    /// <param name="source">The source's storage.</param>
    /// <param name="file">The file.</param>
    /// <param name="range">Which part, in which state.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContentMismatchException">The file has changed.</exception>
    public async Task<StorageReader> OpenAsync(
        IStorage source, ImportedFile file, StorageReadOptions range, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            return await source.OpenReadAsync(GetSourcePath(file), range, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception change) when (change is StorageConditionException or StorageFileNotFoundException)
        {
            throw Changed(file.Path, change);
        }
    }

    /// <summary>The path of a file in the source.</summary>
    public string GetSourcePath(ImportedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return StoragePath.Combine(Plan.SourcePath, file.Path);
    }

    /// <summary>The exception for a file whose name the storage refuses.</summary>
    public InvalidUpdateException Refuse(ImportedFile file, StorageNameException refusal)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(refusal);
        return new($"'{file.Path}' cannot be in {Storage.Location}: {refusal.Message}", refusal);
    }

    /// <summary>
    /// Deletes what a late run has written after its import had ended, unless that is part of the object: another run may have found it,
    /// and published the copy with it. To be called when the import may no longer write.
    /// </summary>
    public async Task UndoAsync(IEnumerable<StorageFile> written, CancellationToken cancellationToken = default)
    {
        List<StorageFile> files = [.. written];
        if (files.Count == 0)
        {
            return;
        }

        // What is in a pending area after that has been written since.
        bool isPublished = await IsPublishedAsync(cancellationToken).ConfigureAwait(false)
            || await StopAsync(cancellationToken).ConfigureAwait(false);
        if (isPublished && Storage.PendingArea is null)
        {
            return;
        }

        foreach (StorageFile file in files)
        {
            // Another may have it by now.
            await TryDeleteAsync(Copies, file, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a file if it is still in the state in which it was seen.</summary>
    private protected static async Task TryDeleteAsync(IStorage storage, StorageFile file, CancellationToken cancellationToken)
    {
        try
        {
            await storage.DeleteAsync(file.Path, file.ETag, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException)
        {
            // It is another's by now.
        }
    }

    /// <summary>Whether the root inventory is that of the object.</summary>
    private protected Task<bool> HasInventoryAsync(string path, CancellationToken cancellationToken) =>
        ObjectCopy.HasDigestAsync(Storage, path, Plan.DigestAlgorithm, Plan.InventoryDigest, cancellationToken);

    /// <summary>The exception for an object that cannot be published.</summary>
    private protected ObjectConflictException Conflict(string what, Exception? cause = null) =>
        new($"The object '{Plan.ObjectId}' cannot be imported: {what}", cause);

    private async Task<CopiedFile> CheckAsync(
        StorageFile there, ImportedFile file, DigestAlgorithm[] algorithms, CancellationToken cancellationToken)
    {
        if (there.Owner is { } owner ? owner != Plan.Owner : Storage.PendingArea is null)
        {
            throw Conflict($"'{there.Path}' is not of this import.");
        }

        StorageReader reader = await Copies.OpenReadAsync(there.Path, options: null, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            ContentDigests digests = await MultiDigest.DigestAsync(
                reader.Content, algorithms, cancellationToken).ConfigureAwait(false);
            return new CopiedFile(!Agrees(file, digests), Written: null);
        }
    }

    private static bool Agrees(ImportedFile file, ContentDigests digests) =>
        file.Agrees(digests.Length, algorithm => digests[algorithm]);

    /// <summary>Reports what is read of a file.</summary>
    private sealed class ReportedStream(Stream content, Action<long> report) : ForwardStream(inner: null)
    {
        public override int Read(Span<byte> buffer) => Take(content.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Take(await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        private int Take(int length)
        {
            report(length);
            return length;
        }
    }
}
