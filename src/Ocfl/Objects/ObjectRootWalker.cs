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
    private enum Kind
    {
        ObjectRoot,

        /// <summary>A declaration and no inventory: an object that is on its way, or the remains of one. There is nothing below to find.</summary>
        WithoutInventory,

        /// <summary>An inventory and no declaration. The same.</summary>
        WithoutDeclaration,

        Intermediate,
    }

    /// <summary>Whether there is an object: with a declaration and an inventory.</summary>
    public async Task<bool> IsObjectRootAsync(string directory, CancellationToken cancellationToken) =>
        await ClassifyAsync(directory, cancellationToken).ConfigureAwait(false) == Kind.ObjectRoot;

    /// <summary>An object root that is above a directory, or below it; null when there is none.</summary>
    public async Task<string?> FindOverlapAsync(string directory, CancellationToken cancellationToken)
    {
        for (string above = StoragePath.GetDirectory(directory); above.Length > 0; above = StoragePath.GetDirectory(above))
        {
            if (await AskAsync(above, cancellationToken).ConfigureAwait(false) != Kind.Intermediate)
            {
                return above;
            }
        }

        return await ClassifyAsync(directory, cancellationToken).ConfigureAwait(false) == Kind.Intermediate
            ? await WalkAsync(cancellationToken, directory).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>All object roots below a directory, in no order, with one open listing for each level of directories.</summary>
    public IAsyncEnumerable<string> WalkAsync(CancellationToken cancellationToken, string start = "") =>
        WalkWithRemainsAsync(cancellationToken, start).Where(found => found.Problem is null).Select(found => found.Directory);

    /// <summary>The same with what is no whole object, and why.</summary>
    public IAsyncEnumerable<(string Directory, string? Problem)> WalkWithRemainsAsync(CancellationToken cancellationToken, string start = "") =>
        WalkAsync(ListDirectoriesAsync(start, cancellationToken), (directory, _) => ListDirectoriesAsync(directory, cancellationToken), keepsOrder: false, cancellationToken);

    /// <summary>The object roots that come after a path, name by name in ordinal order.</summary>
    public IAsyncEnumerable<string> WalkInOrderAsync(string? after, CancellationToken cancellationToken)
    {
        string[] names = after is null or "" ? [] : after.Split('/');
        return WalkAsync(List("", 0), List, keepsOrder: true, cancellationToken)
            .Where(found => found.Problem is null && found.Directory != after)
            .Select(found => found.Directory);

        IAsyncEnumerable<string> List(string directory, int level)
        {
            bool isOnTheWay = level < names.Length && StoragePath.IsWithin(after!, directory);
            return ListInOrderAsync(directory, isOnTheWay ? names[level] : null, cancellationToken);
        }
    }

    private async IAsyncEnumerable<(string Directory, string? Problem)> WalkAsync(
        IAsyncEnumerable<string> top, Func<string, int, IAsyncEnumerable<string>> list, bool keepsOrder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<IAsyncEnumerator<string>> levels = new();
        levels.Push(top.GetAsyncEnumerator(cancellationToken));
        try
        {
            while (levels.TryPeek(out IAsyncEnumerator<string>? level))
            {
                if (!await level.MoveNextAsync().ConfigureAwait(false))
                {
                    await levels.Pop().DisposeAsync().ConfigureAwait(false);
                    continue;
                }

                string directory = level.Current;
                (Kind kind, List<string>? children) = await LookAsync(directory, cancellationToken).ConfigureAwait(false);
                if (kind != Kind.Intermediate)
                {
                    yield return (directory, FindProblem(kind));
                }
                else
                {
                    // What was listed to find out what the directory is need not be listed again, unless in order.
                    IAsyncEnumerable<string> next = children is null || keepsOrder ? list(directory, levels.Count) : children.ToAsyncEnumerable();
                    levels.Push(next.GetAsyncEnumerator(cancellationToken));
                }
            }
        }
        finally
        {
            while (levels.TryPop(out IAsyncEnumerator<string>? level))
            {
                await level.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<Kind> ClassifyAsync(string directory, CancellationToken cancellationToken) =>
        (await LookAsync(directory, cancellationToken).ConfigureAwait(false)).Kind;

    /// <summary>What a directory is, and the directories in it if there are none too many to hold (null otherwise).</summary>
    private async Task<(Kind Kind, List<string>? Children)> LookAsync(string directory, CancellationToken cancellationToken)
    {
        List<string> children = [];
        bool hasDeclaration = false;
        bool hasInventory = false;
        await foreach (StorageEntry entry in storage.ListAsync(directory, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == StorageEntryKind.Directory)
            {
                children.Add(entry.Path);
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

        return hasDeclaration ? (Kind.WithoutInventory, null) : hasInventory ? (Kind.WithoutDeclaration, null) : (Kind.Intermediate, children);
    }

    /// <summary>What a directory is, without listing it.</summary>
    private async Task<Kind> AskAsync(string directory, CancellationToken cancellationToken)
    {
        bool hasInventory = await ExistsAsync(directory, Inventory.FileName, cancellationToken).ConfigureAwait(false);
        bool hasDeclaration = await ExistsAsync(directory, SpecificationVersion.V11.ObjectDeclaration, cancellationToken).ConfigureAwait(false)
            || await ExistsAsync(directory, SpecificationVersion.V10.ObjectDeclaration, cancellationToken).ConfigureAwait(false);
        return (hasInventory, hasDeclaration) switch
        {
            (true, true) => Kind.ObjectRoot,
            (false, true) => Kind.WithoutInventory,
            (true, false) => Kind.WithoutDeclaration,
            _ => Kind.Intermediate,
        };
    }

    private static string? FindProblem(Kind kind) => kind switch
    {
        Kind.WithoutInventory => $"it has no {Inventory.FileName}",
        Kind.WithoutDeclaration => $"it has no declaration such as '{SpecificationVersion.V11.ObjectDeclaration}'",
        _ => null,
    };

    private async Task<bool> ExistsAsync(string directory, string name, CancellationToken cancellationToken) =>
        await storage.GetFileAsync(StoragePath.Combine(directory, name), cancellationToken).ConfigureAwait(false) is not null;

    private IAsyncEnumerable<string> ListDirectoriesAsync(string directory, CancellationToken cancellationToken) =>
        storage.ListAsync(directory, recursive: false, cancellationToken).Where(IsOnTheWay).Select(entry => entry.Path);

    /// <summary>The directories in a directory in order, from a name on.</summary>
    private IAsyncEnumerable<string> ListInOrderAsync(string directory, string? from, CancellationToken cancellationToken) =>
        new OrderedListing(storage, batchSize).ListAsync(directory, IsOnTheWay, from, cancellationToken).Select(name => StoragePath.Combine(directory, name));

    private static bool IsOnTheWay(StorageEntry entry) => entry.Kind == StorageEntryKind.Directory && entry.Path != "extensions";
}
