using Microsoft.Extensions.Options;
using Ocfl.Imports;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;

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
        SourceObjects objects = new(storage, options.Value.Storage.ToInventoryLimits());
        if (ids is not null)
        {
            IReadOnlyDictionary<string, string> found = await objects.FindAsync(ids, cancellationToken);
            return new ImportListPage(
                [.. ids.Distinct(StringComparer.Ordinal).Select(id => new ListedObject(found.GetValueOrDefault(id), id))], Next: null);
        }

        RootPage page = await objects.ListPageAsync(after, count, cancellationToken);
        return new ImportListPage([.. page.ObjectRoots.Select(root => new ListedObject(root))], page.Next);
    }
}
