using System.Runtime.CompilerServices;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Finds object roots by walking a storage root. It never looks into an object, nor into the root's extensions.</summary>
/// <param name="storage">The storage root.</param>
/// <param name="batchSize">How many names of one directory are held at a time.</param>
internal sealed class ObjectRootWalker(IStorage storage, int batchSize = 4096)
{
    private const string DeclarationPrefix = "0=ocfl_object_";

    /// <summary>What a directory turned out to be.</summary>
    public enum Kind
    {
        ObjectRoot,

        /// <summary>
        /// A declaration and no inventory: an object that is on its way, or the remains of one. There is nothing below to find.
        /// </summary>
        WithoutInventory,

        /// <summary>An inventory and no declaration. The same.</summary>
        WithoutDeclaration,

        Intermediate,

        /// <summary>A symbolic link, which is not followed: there may be objects behind it.</summary>
        Link,

        /// <summary>What the storage could not look at: there may be objects in it.</summary>
        Unreadable,
    }

    /// <summary>Whether there is an object: with a declaration and an inventory.</summary>
    /// <exception cref="StorageException">The directory cannot be looked at.</exception>
    public async Task<bool> IsObjectRootAsync(string directory, CancellationToken cancellationToken) =>
        await ClassifyAsync(directory, cancellationToken).ConfigureAwait(false) == Kind.ObjectRoot;

    /// <summary>An object root that is above a directory, or below it; null when there is none.</summary>
    /// <exception cref="StorageException">A directory cannot be looked at, so that nobody can say whether there is one.</exception>
    public async Task<string?> FindOverlapAsync(string directory, CancellationToken cancellationToken)
    {
        for (string above = StoragePath.GetDirectory(directory); above.Length > 0; above = StoragePath.GetDirectory(above))
        {
            if (await AskAsync(above, cancellationToken).ConfigureAwait(false) != Kind.Intermediate)
            {
                return above;
            }
        }

        if (await ClassifyAsync(directory, cancellationToken).ConfigureAwait(false) != Kind.Intermediate)
        {
            return null;
        }

        await foreach (Found found in WalkAsync(cancellationToken, directory).ConfigureAwait(false))
        {
            if (found.Failure is not null)
            {
                throw found.Failure;
            }

            if (found.Kind == Kind.ObjectRoot)
            {
                return found.Directory;
            }
        }

        return null;
    }

    /// <summary>
    /// All object roots below a directory, in no order, with one open listing for each level of directories; and what else ends the way
    /// down: remains of objects, links, and what cannot be looked at.
    /// </summary>
    public IAsyncEnumerable<Found> WalkAsync(CancellationToken cancellationToken, string start = "") =>
        WalkAsync(ListChildrenAsync(
            start,
            cancellationToken), (directory, _) => ListChildrenAsync(directory, cancellationToken), keepsOrder: false, cancellationToken);

    /// <summary>The same from a path on, which is left out, name by name in ordinal order.</summary>
    public IAsyncEnumerable<Found> WalkInOrderAsync(string? after, CancellationToken cancellationToken)
    {
        string[] names = after is null or "" ? [] : after.Split('/');
        return WalkAsync(ListLevelAsync("", 0), ListLevelAsync, keepsOrder: true, cancellationToken)
            .Where(found => found.Directory != after);

        IAsyncEnumerable<Found> ListLevelAsync(string directory, int level)
        {
            bool isOnTheWay = level < names.Length && StoragePath.IsWithin(after!, directory);
            return ListInOrderAsync(directory, isOnTheWay ? names[level] : null, cancellationToken);
        }
    }

    private async IAsyncEnumerable<Found> WalkAsync(
        IAsyncEnumerable<Found> top,
        Func<string, int, IAsyncEnumerable<Found>> list,
        bool keepsOrder,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<IAsyncEnumerator<Found>> levels = new();
        levels.Push(top.GetAsyncEnumerator(cancellationToken));
        try
        {
            while (levels.TryPeek(out IAsyncEnumerator<Found>? level))
            {
                if (!await level.MoveNextAsync().ConfigureAwait(false))
                {
                    await levels.Pop().DisposeAsync().ConfigureAwait(false);
                    continue;
                }

                Found found = level.Current;
                if (found.Kind != Kind.Intermediate)
                {
                    yield return found;
                    continue;
                }

                (Found looked, List<Found>? children) = await TryLookAsync(found.Directory, cancellationToken).ConfigureAwait(false);
                if (looked.Kind != Kind.Intermediate)
                {
                    yield return looked;
                }
                else
                {
                    // What was listed to find out what the directory is need not be listed again, unless in order.
                    IAsyncEnumerable<Found> next = children is null || keepsOrder
                        ? list(found.Directory, levels.Count)
                        : children.ToAsyncEnumerable();
                    levels.Push(next.GetAsyncEnumerator(cancellationToken));
                }
            }
        }
        finally
        {
            while (levels.TryPop(out IAsyncEnumerator<Found>? level))
            {
                await level.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<(Found Found, List<Found>? Children)> TryLookAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            (Kind kind, List<Found>? children) = await LookAsync(directory, cancellationToken).ConfigureAwait(false);
            return (new Found(directory, kind), children);
        }
        catch (StorageException failure)
        {
            return (new Found(directory, Kind.Unreadable, failure), null);
        }
    }

    private async Task<Kind> ClassifyAsync(string directory, CancellationToken cancellationToken) =>
        (await LookAsync(directory, cancellationToken).ConfigureAwait(false)).Kind;

    /// <summary>What a directory is, and what is on the way down in it if that is not too much to hold (null otherwise).</summary>
    private async Task<(Kind Kind, List<Found>? Children)> LookAsync(string directory, CancellationToken cancellationToken)
    {
        List<Found> children = [];
        bool hasDeclaration = false;
        bool hasInventory = false;
        StorageException? failed = null;
        await foreach (StorageEntry entry in storage.ListPastFailuresAsync(
            directory, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Failure is { } failure && entry.Path == directory)
            {
                throw failure;
            }

            failed ??= entry.Failure;
            if (IsOnTheWay(entry))
            {
                children.Add(Describe(entry));
            }
            else if (entry.Kind == StorageEntryKind.File)
            {
                hasDeclaration |= entry.Name.StartsWith(DeclarationPrefix, StringComparison.Ordinal);
                hasInventory |= entry.Name == Inventory.FileName;
            }

            if (hasDeclaration && hasInventory)
            {
                return (Kind.ObjectRoot, null);
            }

            if (children.Count > batchSize)
            {
                return (await AskAsync(directory, cancellationToken).ConfigureAwait(false), null);
            }
        }

        // What is missing may be what could not be looked at.
        if (failed is not null && (hasDeclaration || hasInventory))
        {
            throw failed;
        }

        return hasDeclaration
            ? (Kind.WithoutInventory, null)
            : hasInventory ? (Kind.WithoutDeclaration, null) : (Kind.Intermediate, children);
    }

    /// <summary>What a directory is, without listing it.</summary>
    private async Task<Kind> AskAsync(string directory, CancellationToken cancellationToken)
    {
        bool hasInventory = await ExistsAsync(directory, Inventory.FileName, cancellationToken).ConfigureAwait(false);
        bool hasDeclaration = await ExistsAsync(
            directory, SpecificationVersion.V11.ObjectDeclaration, cancellationToken).ConfigureAwait(false)
            || await ExistsAsync(directory, SpecificationVersion.V10.ObjectDeclaration, cancellationToken).ConfigureAwait(false);
        return (hasInventory, hasDeclaration) switch
        {
            (true, true) => Kind.ObjectRoot,
            (false, true) => Kind.WithoutInventory,
            (true, false) => Kind.WithoutDeclaration,
            _ => Kind.Intermediate,
        };
    }

    private async Task<bool> ExistsAsync(string directory, string name, CancellationToken cancellationToken) =>
        await storage.GetFileAsync(StoragePath.Combine(directory, name), cancellationToken).ConfigureAwait(false) is not null;

    private IAsyncEnumerable<Found> ListChildrenAsync(string directory, CancellationToken cancellationToken) =>
        storage.ListPastFailuresAsync(directory, recursive: false, cancellationToken).Where(IsOnTheWay).Select(Describe);

    /// <summary>The same in order, from a name on.</summary>
    private IAsyncEnumerable<Found> ListInOrderAsync(string directory, string? from, CancellationToken cancellationToken) =>
        new OrderedListing(storage, batchSize, goesPastFailures: true).ListEntriesAsync(
            directory, IsOnTheWay, from, cancellationToken).Select(Describe);

    private static bool IsOnTheWay(StorageEntry entry) =>
        (entry.Kind == StorageEntryKind.Directory || entry.IsLink || entry.Failure is not null) && entry.Path != "extensions";

    private static Found Describe(StorageEntry entry) => new(
        entry.Path,
        entry.Failure is not null ? Kind.Unreadable : entry.IsLink ? Kind.Link : Kind.Intermediate,
        entry.Failure);

    /// <summary>What a walk came to.</summary>
    /// <param name="Directory">Where it is.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Failure">Why it could not be looked at; null otherwise.</param>
    public sealed record Found(string Directory, Kind Kind, StorageException? Failure = null)
    {
        /// <summary>Why it is no whole object, as the end of a sentence; null for one that is.</summary>
        public string? Problem => Kind switch
        {
            Kind.WithoutInventory => $"it has no {Inventory.FileName}",
            Kind.WithoutDeclaration => $"it has no declaration such as '{SpecificationVersion.V11.ObjectDeclaration}'",
            _ => null,
        };
    }
}
