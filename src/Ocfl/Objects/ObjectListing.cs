using System.Runtime.CompilerServices;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>The objects of a storage root, found by a walk through it.</summary>
internal sealed class ObjectListing(IStorage storage)
{
    // Ids are read several at a time: on a remote storage each is a request.
    private const int ReadAhead = 16;

    private readonly StorageRootWalk _walk = new(storage);

    /// <summary>All objects with the remains of objects, links, and what cannot be read.</summary>
    public async IAsyncEnumerable<ObjectEntry> ListWithRemainsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (WalkedDirectory found in _walk.WalkAsync(after: null, cancellationToken).ConfigureAwait(false))
        {
            yield return await DescribeAsync(found, readId: true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>All objects, and what cannot be read.</summary>
    public async IAsyncEnumerable<ObjectEntry> ListAsync(
        string? after, bool readIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<WalkedDirectory> walk = _walk.WalkAsync(after, cancellationToken).Where(
            found => found.Kind is WalkedKind.ObjectRoot or WalkedKind.Unreadable);
        if (!readIds)
        {
            await foreach (WalkedDirectory found in walk.ConfigureAwait(false))
            {
                yield return await DescribeAsync(found, readId: false, cancellationToken).ConfigureAwait(false);
            }

            yield break;
        }

        await foreach (WalkedDirectory[] batch in walk.Chunk(ReadAhead).ConfigureAwait(false))
        {
            foreach (ObjectEntry entry in await Task.WhenAll(
                batch.Select(found => DescribeAsync(found, readId: true, cancellationToken))).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
    }

    /// <summary>A part of them.</summary>
    public async Task<ObjectPage> ListPageAsync(string? after, int count, bool readIds, CancellationToken cancellationToken)
    {
        List<ObjectEntry> objects = [];
        await foreach (WalkedDirectory found in _walk.WalkAsync(after, cancellationToken).ConfigureAwait(false))
        {
            if (found.Kind is not (WalkedKind.ObjectRoot or WalkedKind.Unreadable))
            {
                continue;
            }

            if (objects.Count == count)
            {
                return new ObjectPage(objects, objects[^1].Root);
            }

            objects.Add(await DescribeAsync(found, readIds, cancellationToken).ConfigureAwait(false));
        }

        return new ObjectPage(objects, Next: null);
    }

    /// <summary>Searches for an object by reading the ids of all.</summary>
    public async Task<ObjectSearch> SearchAsync(string objectId, CancellationToken cancellationToken)
    {
        ObjectEntry? unread = null;
        await foreach (ObjectEntry entry in ListAsync(after: null, readIds: true, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Id == objectId)
            {
                return new ObjectSearch(entry.Root, unread);
            }

            // What the storage could not read comes before what is damaged.
            if (entry.Problem is not null && (unread is null || (entry.IsUnreadable && !unread.IsUnreadable)))
            {
                unread = entry;
            }
        }

        return new ObjectSearch(null, unread);
    }

    private async Task<ObjectEntry> DescribeAsync(WalkedDirectory found, bool readId, CancellationToken cancellationToken)
    {
        string directory = found.Path;
        switch (found)
        {
            case { Failure: { } failure }:
                return new ObjectEntry(directory, Problem: failure.Message) { IsUnreadable = true };
            case { Kind: WalkedKind.Link }:
                return new ObjectEntry(
                    directory,
                    Problem: $"'{directory}' in {storage.Location} is a symbolic link, which is not followed: there may be objects "
                        + "behind it.");
            case { Kind: WalkedKind.WithoutInventory, Problem: { } problem }:
                return await DescribeWithoutInventoryAsync(directory, problem, cancellationToken).ConfigureAwait(false);
            case { Problem: { } problem }:
                return Damaged(directory, problem);
            default:
                return readId ? await ReadIdAsync(directory, cancellationToken).ConfigureAwait(false) : new ObjectEntry(directory);
        }
    }

    private async Task<ObjectEntry> DescribeWithoutInventoryAsync(string directory, string problem, CancellationToken cancellationToken)
    {
        try
        {
            return await UnfinishedObject.IsAtAsync(storage, directory, cancellationToken).ConfigureAwait(false)
                ? new ObjectEntry(
                    directory, Problem: $"'{directory}' in {storage.Location} is not an object yet: {UnfinishedObject.Description}.")
                {
                    IsUnfinished = true,
                }
                : Damaged(directory, problem);
        }
        catch (StorageException failure)
        {
            return new ObjectEntry(directory, Problem: failure.Message) { IsUnreadable = true };
        }
    }

    private static ObjectEntry Damaged(string directory, string problem) =>
        new(directory, Problem: new CorruptObjectException(directory, problem).Message);

    private async Task<ObjectEntry> ReadIdAsync(string objectRoot, CancellationToken cancellationToken)
    {
        try
        {
            return new ObjectEntry(
                objectRoot, await InventoryIdReader.ReadAsync(storage, objectRoot, cancellationToken).ConfigureAwait(false));
        }
        catch (CorruptObjectException damage)
        {
            return new ObjectEntry(objectRoot, Problem: damage.Message);
        }
        catch (StorageException failure)
        {
            return new ObjectEntry(objectRoot, Problem: failure.Message) { IsUnreadable = true };
        }
    }
}
