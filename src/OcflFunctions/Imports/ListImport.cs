using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Sources;

namespace OcflFunctions.Imports;

/// <summary>Lists a page of the objects of a source, in order. The list itself is in the work area.</summary>
public sealed class ListImport(ImportSources sources, ImportStore store)
{
    /// <summary>Idempotent: it returns the page of the first run.</summary>
    [Function(nameof(ListImport))]
    public async Task<ListedImport> RunAsync([ActivityTrigger] ListImportInput input, CancellationToken cancellationToken)
    {
        ImportListPage? page = await store.TryGetPageAsync(input.Import, input.Page, cancellationToken);
        if (page is null)
        {
            using OpenedSource source = sources.Open(input.Request.Source);
            ImportListPage listed = await sources.ListAsync(
                source.Storage, input.Request.Objects, input.After, input.Count, cancellationToken);
            if (input.After is null && listed.Objects.Count == 0)
            {
                throw new InvalidUpdateException(
                    "There is no OCFL object in the source. If it is a share or another volume, check that it is mounted.");
            }

            page = await store.PublishPageAsync(input.Import, input.Page, listed, cancellationToken);
        }

        return new ListedImport(page.Objects.Count, page.Next);
    }
}

/// <summary>The input of the activity <c>ListImport</c>.</summary>
/// <param name="Import">The import.</param>
/// <param name="Request">The request.</param>
/// <param name="Page">The page's number, from 0.</param>
/// <param name="Count">How many objects it may have.</param>
/// <param name="After">Where the page starts; null for the first.</param>
public sealed record ListImportInput(
    ImportIdentity Import,
    ImportRequest Request,
    int Page,
    int Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? After = null);

/// <summary>What the activity <c>ListImport</c> found.</summary>
/// <param name="Objects">How many objects the page has.</param>
/// <param name="Next">Where the next page starts; null if this is the last.</param>
public sealed record ListedImport(
    int Objects,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next);
