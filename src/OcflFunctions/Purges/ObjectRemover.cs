using Microsoft.Extensions.Options;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Purges;

/// <summary>
/// Removes an object in parts, each idempotent. First the object stops being one, in one step and on condition that it is still the one
/// of the record: a folder is moved to the pending area, a blob storage loses the root inventory. Then the rest is deleted.
/// </summary>
public sealed class ObjectRemover(PurgeStore purges, ObjectStore objects, IOptions<OcflOptions> options, TimeProvider time)
{
    /// <summary>How often what is left is listed. Each round deletes what others have written since the one before.</summary>
    internal const int MostRounds = 10;

    private const string RootInventory = Inventory.FileName;

    private IStorage Storage => objects.Storage;

    /// <summary>Records what is removed, before anything is.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="InvalidUpdateException">The settings do not allow it, or the object cannot be read.</exception>
    /// <exception cref="ObjectConflictException">It has another version than expected.</exception>
    public async Task<StartedRemoval> BeginAsync(UpdateIdentity purge, PurgeRequest request, CancellationToken cancellationToken)
    {
        if (await purges.TryGetAsync(purge.Id, cancellationToken) is { } begun)
        {
            return await purges.StartAsync(begun, cancellationToken);
        }

        if (!options.Value.Objects.AllowPurge)
        {
            throw new InvalidUpdateException(PurgeChecks.NotAllowed);
        }

        OcflObject found = await PurgedObject.OpenAsync(objects, purge.ObjectId, cancellationToken);
        if (request.ExpectedHead is { } head && head != found.Inventory.Head.ToString())
        {
            throw new ObjectConflictException(PurgeChecks.DescribeHead(request, found.Inventory));
        }

        return await purges.StartAsync(
            new StartedRemoval(
                new PurgeRecord
                {
                    PurgeId = purge.Id,
                    ObjectId = purge.ObjectId,
                    ObjectRoot = found.Root,
                    Head = found.Inventory.Head.ToString(),
                    Versions = found.Versions.Count,
                    DigestAlgorithm = found.Inventory.DigestAlgorithm,
                    InventoryDigest = found.InventoryDigest,
                    Reason = request.Reason,
                    User = request.User,
                    StartedAt = purge.Created,
                },
                found.InventoryETag),
            cancellationToken);
    }

    /// <summary>Whether nothing has been removed yet, and so the object is whole.</summary>
    public async Task<bool> IsWholeAsync(StartedRemoval removal, CancellationToken cancellationToken) =>
        await Storage.GetFileAsync(StoragePath.Combine(removal.Record.ObjectRoot, RootInventory), cancellationToken) is not null;

    /// <summary>Removes the object from readers: from then on it is not found.</summary>
    /// <exception cref="ObjectConflictException">
    /// It is no longer the object of the record, or the purge was withdrawn; nothing is removed.
    /// </exception>
    public async Task HideAsync(StartedRemoval removal, CancellationToken cancellationToken)
    {
        string id = removal.Record.PurgeId;
        if (await purges.GetCompletionAsync(id, cancellationToken) is not null)
        {
            return;
        }

        await RequireRecordAsync(removal, cancellationToken);
        bool isSame = Storage.PendingArea is { } pending
            ? await TryMoveOutAsync(removal, pending, cancellationToken)
            : await TryDeleteInventoryAsync(removal, cancellationToken);
        if (!isSame)
        {
            // A late run can find the next object of the id.
            if (await purges.GetCompletionAsync(id, cancellationToken) is not null)
            {
                return;
            }

            await purges.WithdrawAsync(new RemovalMark(id, removal.Record.ObjectId), cancellationToken);
            throw new ObjectConflictException(
                $"The object '{removal.Record.ObjectId}' was changed after the purge had read it; nothing is removed.");
        }

        // A terminated purge may be withdrawn while its last activity still runs. With the record a sweep completes it.
        if (await purges.TryGetAsync(id, cancellationToken) is null)
        {
            await purges.StartAsync(removal, cancellationToken);
        }

        if (Storage.PendingArea is null)
        {
            await DeleteDeclarationAsync(removal, cancellationToken);
        }
    }

    /// <summary>Lists what is left of the object, in batches.</summary>
    /// <returns>How many batches there are; 0 if nothing is left.</returns>
    public async Task<int> ListAsync(StartedRemoval removal, int round, CancellationToken cancellationToken)
    {
        string id = removal.Record.PurgeId;
        if (Storage.PendingArea is not null || !await purges.IsOpenAsync(id, cancellationToken))
        {
            return 0;
        }

        if (await purges.TryGetListAsync(id, round, cancellationToken) is { } list)
        {
            return list.Batches;
        }

        string folder = PurgeStore.NewListFolder(id);
        int batches = 0;
        Batch<RemovedFile> batch = new(options.Value.Updates.SliceFiles, long.MaxValue);
        await foreach (StorageEntry entry in Storage.ListAsync(removal.Record.ObjectRoot, recursive: true, cancellationToken))
        {
            if (entry.File is not { } file)
            {
                continue;
            }

            if (!batch.HasRoomFor(0))
            {
                await purges.WriteBatchAsync(folder, batches++, batch.Take(), cancellationToken);
            }

            batch.Add(new RemovedFile(file.Path, file.ETag), 0);
        }

        if (batch.Count > 0)
        {
            await purges.WriteBatchAsync(folder, batches++, batch.Take(), cancellationToken);
        }

        list = await purges.PublishListAsync(id, round, new RemovalList(folder, batches), cancellationToken);
        await purges.ClearIfCompletedAsync(id, cancellationToken);
        return list.Batches;
    }

    /// <summary>Deletes a batch of what was listed. A file that is no longer as it was listed stays, and the next round lists it.</summary>
    public async Task DeleteAsync(StartedRemoval removal, int round, int batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<RemovedFile> files = await purges.GetBatchAsync(removal.Record.PurgeId, round, batch, cancellationToken);
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Value.Updates.FilesAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            files, parallel, async (file, cancellation) => await Storage.TryDeleteAsync(file.Path, file.ETag, cancellation));
    }

    /// <summary>Deletes what was moved to the pending area, and records the end.</summary>
    /// <exception cref="ObjectConflictException">The purge was withdrawn.</exception>
    /// <exception cref="StorageException">Something of the object is left.</exception>
    public async Task CompleteAsync(StartedRemoval removal, CancellationToken cancellationToken)
    {
        if (await purges.GetCompletionAsync(removal.Record.PurgeId, cancellationToken) is null)
        {
            await RequireRecordAsync(removal, cancellationToken);
            await RequireNothingLeftAsync(removal, cancellationToken);
        }

        if (Storage.PendingArea is { } pending)
        {
            await pending.Storage.DeleteDirectoryAsync(removal.Record.PurgeId, cancellationToken);
        }

        await purges.CompleteAsync(removal.Record, time.GetUtcNow(), cancellationToken);
    }

    private async Task RequireNothingLeftAsync(StartedRemoval removal, CancellationToken cancellationToken)
    {
        string root = removal.Record.ObjectRoot;
        if (Storage.PendingArea is null
            && await Storage.ListAsync(root, recursive: true, cancellationToken).AnyAsync(
                entry => entry.File is not null, cancellationToken))
        {
            throw new StorageException(
                $"Files are left in '{root}' of {Storage.Location}: another process writes them while the object is purged.");
        }
    }

    private async Task RequireRecordAsync(StartedRemoval removal, CancellationToken cancellationToken)
    {
        if (await purges.TryGetAsync(removal.Record.PurgeId, cancellationToken) is null)
        {
            throw new ObjectConflictException(
                $"The purge of the object '{removal.Record.ObjectId}' was withdrawn before anything was removed; nothing is removed.");
        }
    }

    /// <returns>False if the object is no longer that of the record.</returns>
    private async Task<bool> TryMoveOutAsync(StartedRemoval removal, IPendingArea pending, CancellationToken cancellationToken)
    {
        string root = removal.Record.ObjectRoot;
        IDirectoryLock held = await pending.LockAsync(root, removal.Record.PurgeId, cancellationToken);
        await using (held)
        {
            if (!await pending.DirectoryExistsAsync(root, cancellationToken))
            {
                return true;
            }

            StorageFile? inventory = await Storage.GetFileAsync(StoragePath.Combine(root, RootInventory), cancellationToken);
            if (inventory?.ETag != removal.InventoryETag)
            {
                return false;
            }

            await pending.MoveOutAsync(root, StoragePath.Combine(removal.Record.PurgeId, "object"), cancellationToken);
            return true;
        }
    }

    /// <returns>False if the object is no longer that of the record.</returns>
    private async Task<bool> TryDeleteInventoryAsync(StartedRemoval removal, CancellationToken cancellationToken)
    {
        try
        {
            await Storage.DeleteAsync(
                StoragePath.Combine(removal.Record.ObjectRoot, RootInventory), removal.InventoryETag, cancellationToken);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    // Without a root inventory it is not a valid object, and without a declaration it is not an object. What is listed while the purge
    // has not completed is of this object: no update has its turn meanwhile.
    private async Task DeleteDeclarationAsync(StartedRemoval removal, CancellationToken cancellationToken)
    {
        List<StorageFile> files = await Storage.ListAsync(removal.Record.ObjectRoot, recursive: false, cancellationToken)
            .Where(entry => entry.File is not null && IsOfRoot(StoragePath.GetName(entry.Path)))
            .Select(entry => entry.File!)
            .ToListAsync(cancellationToken);
        if (await purges.GetCompletionAsync(removal.Record.PurgeId, cancellationToken) is not null)
        {
            return;
        }

        foreach (StorageFile file in files.OrderBy(file => SpecificationVersion.IsObjectDeclaration(StoragePath.GetName(file.Path))))
        {
            await Storage.TryDeleteAsync(file.Path, file.ETag, cancellationToken);
        }
    }

    private static bool IsOfRoot(string name) =>
        SpecificationVersion.IsObjectDeclaration(name) || name.StartsWith(RootInventory + ".", StringComparison.Ordinal);
}
