using System.Runtime.CompilerServices;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Validation;

namespace Ocfl.Imports;

/// <summary>The objects of a place: an object's root, a storage root, or any folder with objects in or below it.</summary>
/// <param name="storage">The place.</param>
/// <param name="limits">How much of an inventory is read at most; null for the usual.</param>
public sealed class SourceObjects(IStorage storage, InventoryLimits? limits = null)
{
    private const int WalkedAtOnce = 1000;

    /// <summary>Where they are.</summary>
    public IStorage Storage { get; } = storage;

    /// <summary>Some objects, in the order of their directories.</summary>
    /// <param name="after">Where the page starts; null for the first.</param>
    /// <param name="count">How many objects it may have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">Something could not be read.</exception>
    public async Task<RootPage> ListPageAsync(string? after, int count, CancellationToken cancellationToken = default) =>
        after is null && await IsObjectAsync(cancellationToken).ConfigureAwait(false)
            ? new RootPage([""], Next: null)
            : await new PagedRootValidator(Storage).FindObjectsAsync(
                after, count, RequireReadableAsync, cancellationToken).ConfigureAwait(false);

    /// <summary>All objects, in the order of their directories.</summary>
    /// <exception cref="StorageException">Something could not be read.</exception>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        do
        {
            RootPage page = await ListPageAsync(after, WalkedAtOnce, cancellationToken).ConfigureAwait(false);
            foreach (string objectRoot in page.ObjectRoots)
            {
                yield return objectRoot;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>
    /// Searches for objects by their ids. A layout that the place declares leads to them at once; otherwise the ids of all objects
    /// are read.
    /// </summary>
    /// <returns>The roots of those that were found, by their ids.</returns>
    /// <exception cref="StorageException">Something could not be read.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        bool isObject = await IsObjectAsync(cancellationToken).ConfigureAwait(false);
        StorageRoot? root = isObject ? null : await TryOpenRootAsync(cancellationToken).ConfigureAwait(false);
        foreach (string id in ids)
        {
            if (root?.Layout is not null && await root.FindObjectRootAsync(id, cancellationToken).ConfigureAwait(false) is { } place)
            {
                found.TryAdd(id, place);
            }
        }

        HashSet<string> missing = ids.Where(id => !found.ContainsKey(id)).ToHashSet(StringComparer.Ordinal);
        if (missing.Count > 0)
        {
            await foreach (string objectRoot in ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await TryReadIdAsync(objectRoot, cancellationToken).ConfigureAwait(false) is { } id && missing.Remove(id))
                {
                    found.Add(id, objectRoot);
                    if (missing.Count == 0)
                    {
                        break;
                    }
                }
            }
        }

        return found;
    }

    // Only the id is needed, but reading the whole inventory has the same limits and the same checks as the import.
    private async Task<string?> TryReadIdAsync(string objectRoot, CancellationToken cancellationToken)
    {
        try
        {
            return (await OcflObject.TryOpenAsync(
                Storage, objectRoot, limits ?? InventoryLimits.Default, cancellationToken).ConfigureAwait(false))?.Id;
        }
        catch (Exception damage) when (damage is CorruptObjectException or InventoryTooLargeException)
        {
            return null;
        }
    }

    private async Task<StorageRoot?> TryOpenRootAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StorageRoot.OpenAsync(Storage, layouts: null, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageRootException)
        {
            return null;
        }
    }

    private async Task<bool> IsObjectAsync(CancellationToken cancellationToken) =>
        await Storage.ListAsync("", recursive: false, cancellationToken).AnyAsync(
            entry => entry.Kind == StorageEntryKind.File
                && (entry.Name == Inventory.FileName || SpecificationVersion.IsObjectDeclaration(entry.Name)),
            cancellationToken).ConfigureAwait(false);

    // What else is wrong with the hierarchy of the source says nothing about its objects.
    private static ValueTask RequireReadableAsync(Finding finding, CancellationToken cancellationToken) =>
        finding.IsUnreadable ? throw new StorageException(finding.Message) : ValueTask.CompletedTask;
}
