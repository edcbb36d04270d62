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
    /// <exception cref="ArgumentException">The storage has a pending area, and the work area is another place.</exception>
    public ObjectPurge(IStorage storage, IStorage work)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(work);
        _storage = storage;
        _stages = ObjectUpdater.StagesOf(storage, work);
    }

    /// <summary>
    /// Removes the object from readers in one step, then deletes it, with what is staged for it. If the process dies in between, the rest
    /// is deleted by the next update of a local storage root, and otherwise by <see cref="PendingRepair"/>.
    /// </summary>
    /// <param name="found">The object as it was when it was shown to the one who decides.</param>
    /// <param name="cancellationToken">Stops it before the object is removed.</param>
    /// <exception cref="ObjectConflictException">The object has changed since it was opened.</exception>
    /// <exception cref="StorageException">A storage failed.</exception>
    public async Task PurgeAsync(OcflObject found, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        StageFolder stage = StageFolder.Of(_stages, found.Id);
        if (_storage.PendingArea is { } pending)
        {
            await MoveOutAsync(pending, found, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await DeleteAsync(new PurgedObject(_storage, stage, found.Root), found, cancellationToken).ConfigureAwait(false);
        }

        IDirectoryLock staged = await stage.LockAsync(CancellationToken.None).ConfigureAwait(false);
        await using (staged.ConfigureAwait(false))
        {
            await stage.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task MoveOutAsync(IPendingArea pending, OcflObject found, CancellationToken cancellationToken)
    {
        pending.RequireUsable();
        pending.RequireWritable();
        using OwnFolders folders = await OwnFolders.TakeAsync([pending.Storage]).ConfigureAwait(false);
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

    // Without a root inventory it is no object for readers. What is deleted after it is what was there before the record of the purge.
    private async Task DeleteAsync(PurgedObject purged, OcflObject found, CancellationToken cancellationToken)
    {
        await purged.BeginAsync(cancellationToken).ConfigureAwait(false);
        bool wasThere;
        try
        {
            wasThere = await _storage.DeleteAsync(
                StoragePath.Combine(found.Root, Inventory.FileName), found.InventoryETag, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException)
        {
            wasThere = false;
        }

        if (!wasThere)
        {
            await purged.EndAsync(CancellationToken.None).ConfigureAwait(false);
            throw Conflict(found);
        }

        await purged.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static ObjectConflictException Conflict(OcflObject found) =>
        new($"The object '{found.Id}' has changed since it was opened; nothing is removed.");
}

/// <summary>An object that is being removed from a storage that writes in place: a record beside what is staged for it says so.</summary>
internal sealed class PurgedObject(IStorage storage, StageFolder stage, string objectRoot)
{
    private const string FileName = "purge";

    private readonly string _record = StoragePath.Combine(stage.Name, FileName);

    /// <summary>Where the object was.</summary>
    public string ObjectRoot => objectRoot;

    /// <summary>The purge of an object that was begun and not ended; null if there is none.</summary>
    public static async Task<PurgedObject?> FindAsync(IStorage storage, StageFolder stage, CancellationToken cancellationToken) =>
        await SmallFile.TryReadAsync(
            stage.Storage, StoragePath.Combine(stage.Name, FileName), cancellationToken).ConfigureAwait(false) is { } root
            ? new PurgedObject(storage, stage, Encoding.UTF8.GetString(root))
            : null;

    /// <summary>Writes the record.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(objectRoot);
        using MemoryStream content = new(bytes, writable: false);
        await stage.Storage.WriteAsync(
            _record, content, new StorageWriteOptions { Length = bytes.Length }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the object is still there, or there is another one by now.</summary>
    public async Task<bool> IsObjectAsync(CancellationToken cancellationToken) => await storage.GetFileAsync(
        StoragePath.Combine(objectRoot, Inventory.FileName), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Deletes what the object had when the purge was begun.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (await stage.Storage.GetFileAsync(_record, cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return;
        }

        // The declaration first: without it, it is not an object for anybody.
        List<StorageFile> files = await storage.ListAsync(objectRoot, recursive: true, cancellationToken)
            .Where(entry => entry.File is { } file && file.LastModified <= record.LastModified)
            .Select(entry => entry.File!)
            .OrderBy(file => file.Path[(objectRoot.Length + 1)..].Contains('/', StringComparison.Ordinal))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        OwnedFiles owned = new(storage, stage.Name);
        foreach (StorageFile[] some in files.Chunk(16))
        {
            await Task.WhenAll(some.Select(file => owned.DeleteAsync(file, cancellationToken))).ConfigureAwait(false);
        }

        await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the record.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => stage.Storage.DeleteAsync(_record, etag: null, cancellationToken);
}
