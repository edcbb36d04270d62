using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;
using Finding = Ocfl.Findings.Finding;

namespace OcflFunctions.Imports;

/// <summary>The sources of imports.</summary>
public sealed class ImportSources(AllowedSources sources, IOptions<OcflOptions> options)
{
    /// <summary>The same place as the source of an update.</summary>
    internal static UpdateSource PlaceOf(ImportSource source) =>
        new() { Directory = source.Directory, Container = source.Container, Prefix = source.Prefix };

    /// <summary>Opens a source.</summary>
    /// <exception cref="InvalidUpdateException">It is not allowed.</exception>
    /// <exception cref="StorageException">It does not exist any more, or cannot be read.</exception>
    internal OpenedSource Open(ImportSource source)
    {
        try
        {
            return sources.Open(PlaceOf(source));
        }
        catch (SourceRefusedException refusal)
        {
            throw refusal.ToFailure();
        }
    }

    /// <summary>Lists some objects of a source, in the order of their directories.</summary>
    /// <param name="storage">The source.</param>
    /// <param name="ids">The ids that are requested; null for all objects.</param>
    /// <param name="after">Where the page starts; null for the first.</param>
    /// <param name="count">How many objects it may have. All requested ids are one page.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<ImportListPage> ListAsync(
        IStorage storage, IReadOnlyList<string>? ids, string? after, int count, CancellationToken cancellationToken)
    {
        if (ids is not null)
        {
            return new ImportListPage(await FindAsync(storage, ids, cancellationToken), Next: null);
        }

        if (await IsObjectAsync(storage, cancellationToken))
        {
            return new ImportListPage([new ListedObject("")], Next: null);
        }

        RootPage page = await new PagedRootValidator(storage).FindObjectsAsync(after, count, RequireReadableAsync, cancellationToken);
        return new ImportListPage([.. page.ObjectRoots.Select(root => new ListedObject(root))], page.Next);
    }

    /// <summary>The requested objects, in the order of the request. A layout that the source declares leads to them at once.</summary>
    private async Task<IReadOnlyList<ListedObject>> FindAsync(
        IStorage storage, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        bool isObject = await IsObjectAsync(storage, cancellationToken);
        StorageRoot? root = isObject ? null : await TryOpenRootAsync(storage, cancellationToken);
        foreach (string id in ids)
        {
            if (root?.Layout is not null && await root.FindObjectRootAsync(id, cancellationToken) is { } place)
            {
                found.TryAdd(id, place);
            }
        }

        HashSet<string> missing = [.. ids.Where(id => !found.ContainsKey(id))];
        if (missing.Count > 0)
        {
            IAsyncEnumerable<string> roots = isObject ? AsyncEnumerable.Repeat("", 1) : WalkAsync(storage, cancellationToken);
            await foreach (string objectRoot in roots)
            {
                if (await TryReadIdAsync(storage, objectRoot, cancellationToken) is { } id && missing.Remove(id))
                {
                    found.Add(id, objectRoot);
                    if (missing.Count == 0)
                    {
                        break;
                    }
                }
            }
        }

        return [.. ids.Distinct(StringComparer.Ordinal).Select(id => new ListedObject(found.GetValueOrDefault(id), id))];
    }

    private static async IAsyncEnumerable<string> WalkAsync(
        IStorage storage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int WalkedAtOnce = 1000;
        PagedRootValidator walk = new(storage);
        string? after = null;
        do
        {
            RootPage page = await walk.FindObjectsAsync(after, WalkedAtOnce, RequireReadableAsync, cancellationToken);
            foreach (string objectRoot in page.ObjectRoots)
            {
                yield return objectRoot;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    // Only the id is needed, but reading the whole inventory has the same limits and the same checks as the import.
    private async Task<string?> TryReadIdAsync(IStorage storage, string objectRoot, CancellationToken cancellationToken)
    {
        try
        {
            return (await OcflObject.TryOpenAsync(
                storage, objectRoot, options.Value.Storage.ToInventoryLimits(), cancellationToken))?.Id;
        }
        catch (Exception damage) when (damage is CorruptObjectException or InventoryTooLargeException)
        {
            return null;
        }
    }

    private static async Task<StorageRoot?> TryOpenRootAsync(IStorage storage, CancellationToken cancellationToken)
    {
        try
        {
            return await StorageRoot.OpenAsync(storage, layouts: null, cancellationToken);
        }
        catch (StorageRootException)
        {
            return null;
        }
    }

    private static Task<bool> IsObjectAsync(IStorage storage, CancellationToken cancellationToken) =>
        storage.ListAsync("", recursive: false, cancellationToken).AnyAsync(
            entry => entry.Kind == StorageEntryKind.File
                && (entry.Name == Inventory.FileName || SpecificationVersion.IsObjectDeclaration(entry.Name)),
            cancellationToken).AsTask();

    // What else is wrong with the hierarchy of the source says nothing about its objects.
    private static ValueTask RequireReadableAsync(Finding finding, CancellationToken cancellationToken) =>
        finding.IsUnreadable ? throw new StorageException(finding.Message) : ValueTask.CompletedTask;
}
