using System.Text;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Stages;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>Removes an object of a storage root, with all its versions. It cannot be undone.</summary>
public sealed class ObjectPurge
{
    private readonly IStorage _storage;
    private readonly StagePlace _stages;

    /// <summary>Removes objects of a local storage root.</summary>
    /// <param name="storage">The storage root's storage.</param>
    public ObjectPurge(LocalStorage storage)
        : this(storage, storage?.PendingArea?.Storage ?? throw new ArgumentException("It is a pending area.", nameof(storage)))
    {
    }

    /// <summary>Removes objects of a storage root.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="work">Where content is staged; see <see cref="ObjectStage"/>.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The storage has a pending area, and the work area is another place.</exception>
    public ObjectPurge(IStorage storage, IStorage work, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(work);
        _storage = storage;
        _stages = ObjectUpdater.StagesOf(storage, work, time);
    }

    /// <summary>
    /// Removes the object from readers in one step, then deletes it, with what is staged for it. If the process dies in between, the rest
    /// is deleted by the next update of a local storage root, and otherwise by <see cref="PendingRepair"/>.
    /// </summary>
    /// <param name="found">The object as it was when it was shown to the one who decides.</param>
    /// <param name="cancellationToken">Stops it before the object is removed.</param>
    /// <exception cref="ObjectConflictException">The object has changed since it was opened.</exception>
    /// <exception cref="StorageException">A storage failed, or another process is changing what is staged for the object.</exception>
    public async Task PurgeAsync(OcflObject found, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        _storage.PendingArea?.RequireUsable();
        _storage.PendingArea?.RequireWritable();
        StageFolder stage = StageFolder.Of(_stages, found.Id);
        IDirectoryLock staged = await stage.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (staged.ConfigureAwait(false))
        {
            if (_storage.PendingArea is { } pending)
            {
                await MoveOutAsync(pending, found, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await DeleteAsync(stage, found, cancellationToken).ConfigureAwait(false);
            }

            await stage.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task MoveOutAsync(IPendingArea pending, OcflObject found, CancellationToken cancellationToken)
    {
        using UpdateFolders folders = await UpdateFolders.TakeAsync([pending.Storage]).ConfigureAwait(false);
        IDirectoryLock held = await pending.LockAsync(found.Root, folders.Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            StorageFile? inventory = await _storage.GetFileAsync(
                StoragePath.Combine(found.Root, Inventory.FileName), cancellationToken).ConfigureAwait(false);
            if (inventory?.ETag != found.InventoryETag)
            {
                throw Conflict(found);
            }

            await pending.MoveOutAsync(found.Root, StoragePath.Combine(folders.Owner, "object"), cancellationToken).ConfigureAwait(false);
        }
    }

    // Without a root inventory it is no object for readers. What is deleted after it is what was listed before, in the same state: this
    // does not depend on the record, which another process may remove if this one is stopped for longer than its lock lasts.
    private async Task DeleteAsync(StageFolder stage, OcflObject found, CancellationToken cancellationToken)
    {
        // One that has died may have deleted the root inventory, and nothing else.
        if (await PurgeRecord.FindAsync(stage, cancellationToken).ConfigureAwait(false) is { } before)
        {
            await before.SettleAsync(_storage, cancellationToken).ConfigureAwait(false);
        }

        PurgeRecord record = await PurgeRecord.WriteAsync(stage, found, cancellationToken).ConfigureAwait(false);
        PurgedFiles files = await PurgedFiles.ListAsync(_storage, found.Root, _ => true, cancellationToken).ConfigureAwait(false);
        if (!await TryDeleteInventoryAsync(found, cancellationToken).ConfigureAwait(false))
        {
            await record.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
            throw Conflict(found);
        }

        await files.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
        await record.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> TryDeleteInventoryAsync(OcflObject found, CancellationToken cancellationToken)
    {
        try
        {
            return await _storage.DeleteAsync(
                StoragePath.Combine(found.Root, Inventory.FileName), found.InventoryETag, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    private static ObjectConflictException Conflict(OcflObject found) =>
        new($"The object '{found.Id}' has changed since it was opened; nothing is removed.");
}

/// <summary>
/// Says, beside what is staged for an object, that a purge of the object has begun on a storage that writes in place. Who writes it, or
/// acts on it, holds the lock of the folder, and removes it only in the state that it has seen.
/// </summary>
internal sealed class PurgeRecord
{
    private const string FileName = "purge";

    private readonly StageFolder _stage;
    private readonly StorageFile _file;

    private PurgeRecord(StageFolder stage, string objectRoot, StorageFile file)
    {
        _stage = stage;
        ObjectRoot = objectRoot;
        _file = file;
    }

    /// <summary>Where the object was.</summary>
    public string ObjectRoot { get; }

    /// <summary>The record of a purge that has begun and not ended; null if there is none.</summary>
    public static async Task<PurgeRecord?> FindAsync(StageFolder stage, CancellationToken cancellationToken) =>
        await SmallFile.TryReadWithFactsAsync(
            stage.Storage, StoragePath.Combine(stage.Name, FileName), cancellationToken).ConfigureAwait(false) is var (file, root)
            ? new PurgeRecord(stage, Encoding.UTF8.GetString(root), file)
            : null;

    /// <summary>Records that a purge has begun.</summary>
    /// <exception cref="ObjectConflictException">Another process has begun one at the same time.</exception>
    public static async Task<PurgeRecord> WriteAsync(StageFolder stage, OcflObject found, CancellationToken cancellationToken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(found.Root);
        using MemoryStream content = new(bytes, writable: false);
        StorageWriteOptions options = new() { Condition = StorageCondition.IfAbsent, Length = bytes.Length };
        try
        {
            StorageFile file = await stage.Storage.WriteAsync(
                StoragePath.Combine(stage.Name, FileName), content, options, cancellationToken).ConfigureAwait(false);
            return new PurgeRecord(stage, found.Root, file);
        }
        catch (StorageConditionException lost)
        {
            throw new ObjectConflictException(
                $"Another process removes the object '{found.Id}' at the same time; nothing is removed by this one.", lost);
        }
    }

    /// <summary>Whether the object is still there, or there is another one by now.</summary>
    public async Task<bool> IsObjectAsync(IStorage storage, CancellationToken cancellationToken) => await storage.GetFileAsync(
        StoragePath.Combine(ObjectRoot, Inventory.FileName), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>
    /// Completes a purge that a process has left: deletes what the object had when it began. If it has removed nothing, it is withdrawn.
    /// </summary>
    public async Task SettleAsync(IStorage storage, CancellationToken cancellationToken)
    {
        if (!await IsObjectAsync(storage, cancellationToken).ConfigureAwait(false))
        {
            PurgedFiles files = await PurgedFiles.ListAsync(
                storage, ObjectRoot, file => file.LastModified <= _file.LastModified, cancellationToken).ConfigureAwait(false);
            await files.DeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        await RemoveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the record. That of another purge stays.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _stage.Storage.DeleteAsync(_file.Path, _file.ETag, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException)
        {
            // Another process has removed it, and has written its own.
        }
    }
}

/// <summary>The files of an object that is removed, each in the state in which it was listed.</summary>
internal sealed class PurgedFiles
{
    private const int AtOnce = 16;

    private readonly OwnedFiles _owned;
    private readonly IReadOnlyList<StorageFile> _files;

    private PurgedFiles(OwnedFiles owned, IReadOnlyList<StorageFile> files)
    {
        _owned = owned;
        _files = files;
    }

    /// <summary>Lists those that fulfil a condition.</summary>
    public static async Task<PurgedFiles> ListAsync(
        IStorage storage, string objectRoot, Func<StorageFile, bool> condition, CancellationToken cancellationToken)
    {
        // The declaration first: without it, it is not an object for anybody.
        List<StorageFile> files = await storage.ListAsync(objectRoot, recursive: true, cancellationToken)
            .Where(entry => entry.File is { } file && condition(file))
            .Select(entry => entry.File!)
            .OrderBy(file => file.Path[(objectRoot.Length + 1)..].Contains('/', StringComparison.Ordinal))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return new PurgedFiles(new OwnedFiles(storage, owner: ""), files);
    }

    /// <summary>Deletes them. What has changed since stays: it is of another object.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        foreach (StorageFile[] some in _files.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(file => _owned.DeleteAsync(file, cancellationToken))).ConfigureAwait(false);
        }
    }
}
