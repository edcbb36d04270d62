using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Objects;

/// <summary>
/// Opens objects for reading, each as its last commit left it. Keeps those that were read last, so that page after page of an object does
/// not parse its inventory again (decision 31). Bounded by the number of their paths.
/// </summary>
public sealed class ObjectReader(ObjectStore store, TimeProvider time) : IDisposable
{
    private const long MostPaths = 500_000;

    // Within this time another program could replace a file without a trace in its length and time of change.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly MemoryCache _opened = new(new MemoryCacheOptions { SizeLimit = MostPaths });
    private readonly ConditionalWeakTable<OcflObject, SortedVersion> _sorted = [];

    /// <summary>The storage root.</summary>
    public Task<StorageRoot> GetRootAsync(CancellationToken cancellationToken) => store.GetRootAsync(cancellationToken);

    /// <summary>An object.</summary>
    /// <exception cref="ProblemException">There is no such object, or it is damaged or too large.</exception>
    internal async Task<OcflObject> OpenAsync(string objectId, CancellationToken cancellationToken)
    {
        try
        {
            if (_opened.TryGetValue(objectId, out OcflObject? known)
                && (await FindInventoryAsync(known!, cancellationToken))?.ETag == known!.InventoryETag)
            {
                return known;
            }

            StorageRoot root = await store.GetRootAsync(cancellationToken);
            if (await root.OpenObjectAsync(objectId, cancellationToken) is { } found)
            {
                await KeepAsync(found, cancellationToken);
                return found;
            }
        }
        catch (ObjectIdMismatchException mismatch)
        {
            throw new ProblemException(ProblemKind.ObjectNotFound, mismatch.Message, ObjectQuery.Id);
        }
        catch (CorruptObjectException damage)
        {
            throw new ProblemException(ProblemKind.DamagedObject, damage.Message, ObjectQuery.Id);
        }
        catch (InventoryTooLargeException large)
        {
            throw new ProblemException(
                ProblemKind.TooLarge, $"{large.Message} The limit is the setting {ObjectStore.MaxInventoryBytes}.", ObjectQuery.Id);
        }

        string message = new ObjectNotFoundException(objectId, await store.DescribeMissingAsync(objectId, cancellationToken)).Message;
        throw new ProblemException(ProblemKind.ObjectNotFound, message, ObjectQuery.Id);
    }

    /// <summary>The files of a version by path, sorted once for the pages that follow each other.</summary>
    internal SortedPaths Sort(OcflObject source, OcflVersion version)
    {
        if (_sorted.TryGetValue(source, out SortedVersion? last) && last.Version == version.Number)
        {
            return last.Paths;
        }

        SortedVersion sorted = new(version.Number, new SortedPaths(version.Description.State));
        _sorted.AddOrUpdate(source, sorted);
        return sorted.Paths;
    }

    /// <inheritdoc/>
    public void Dispose() => _opened.Dispose();

    // An object whose sidecar does not agree yet is being committed.
    private async Task KeepAsync(OcflObject found, CancellationToken cancellationToken)
    {
        if (found.SidecarETag is not null
            && await FindInventoryAsync(found, cancellationToken) is { } inventory
            && inventory.ETag == found.InventoryETag
            && time.GetUtcNow() - inventory.LastModified > Settled)
        {
            long paths = found.Inventory.Manifest.PathCount + found.Inventory.Versions.Sum(version => (long)version.State.PathCount);
            using ICacheEntry entry = _opened.CreateEntry(found.Id);
            entry.Value = found;
            entry.Size = paths + 1;
            entry.SlidingExpiration = TimeSpan.FromMinutes(10);
        }
    }

    private static Task<StorageFile?> FindInventoryAsync(OcflObject source, CancellationToken cancellationToken) =>
        source.Storage.GetFileAsync(StoragePath.Combine(source.Root, Inventory.FileName), cancellationToken);

    private sealed record SortedVersion(VersionNumber Version, SortedPaths Paths);
}
