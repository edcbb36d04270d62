using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Imports;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;

namespace OcflFunctions.Imports;

/// <summary>Reports what became of an object, and removes what its import has not committed.</summary>
public sealed class EndImport(ImportEnding ending, ImportReport report, ImportStore store)
{
    /// <summary>Idempotent: it returns what the first run has reported.</summary>
    [Function(nameof(EndImport))]
    public async Task<ImportedObject> RunAsync([ActivityTrigger] EndImportInput input, CancellationToken cancellationToken)
    {
        if (input.Object is { } import)
        {
            return await ending.EndAsync(import, input.Outcome, cancellationToken);
        }

        // It failed before its inventory was read.
        ListedObject? listed = (await store.TryGetPageAsync(input.Input.Import, input.Input.Page, cancellationToken))?
            .Objects[input.Input.Index];
        ImportedObject failed = input.Outcome with { ObjectId = listed?.ObjectId, SourcePath = listed?.SourcePath };
        return await report.EndAsync(input.Input.Import, input.Input.Number, new ImportRecord(failed), cancellationToken);
    }
}

/// <summary>The input of the activity <c>EndImport</c>.</summary>
/// <param name="Input">Which object of which import.</param>
/// <param name="Object">The object; null if it could not be read.</param>
/// <param name="Outcome">What became of it, as far as the orchestration knows.</param>
public sealed record EndImportInput(
    ObjectImportInput Input,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ObjectImport? Object,
    ImportedObject Outcome);

/// <summary>Ends the import of an object: it is whole in the storage root, or nothing is left of it.</summary>
public sealed class ImportEnding(ImportStore store, ImportWork work, ImportReport report, ObjectStore objects)
{
    /// <summary>Ends it. What became of it is decided by looking at the storage.</summary>
    /// <param name="import">The object.</param>
    /// <param name="outcome">What became of it, as far as is known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is reported, without what is long.</returns>
    internal async Task<ImportedObject> EndAsync(ObjectImport import, ImportedObject outcome, CancellationToken cancellationToken)
    {
        ImportedObject ended = outcome with { ObjectId = import.ObjectId, SourcePath = import.SourcePath };
        if (await work.FindAsync(import, cancellationToken) is { } mark)
        {
            ImportPlace place = ImportPlace.Of(objects.Storage, mark.ToCopy());
            bool isPublished = outcome.Outcome == ImportedObjectOutcome.Imported;
            if (!isPublished)
            {
                await work.CloseAsync(mark, cancellationToken);
                isPublished = await place.StopAsync(cancellationToken);
                ImportFileList? list = await work.TryGetListAsync(import, cancellationToken);
                ended = isPublished ? PublishImport.Imported(mark, list) : Complete(ended, mark);
            }

            await place.RemoveAsync(isPublished, cancellationToken);
        }

        ImportedObject reported = await report.EndAsync(import.Import, import.Number, new ImportRecord(ended), cancellationToken);
        await work.ClearAsync(import, cancellationToken);
        return reported;
    }

    /// <summary>Removes what a run has written that finished after its import had ended. Call it after its last write.</summary>
    internal async Task ClearIfEndedAsync(ObjectImport import, CancellationToken cancellationToken)
    {
        if (await store.TryGetAsync(import.Import, import.Number, cancellationToken) is { } record)
        {
            await EndAsync(import, record.Object with { Outcome = ImportedObjectOutcome.Failed }, cancellationToken);
        }
    }

    private static ImportedObject Complete(ImportedObject ended, ImportMark mark) => ended with
    {
        Head = mark.Head,
        DigestAlgorithm = mark.DigestAlgorithm,
        InventoryDigest = mark.InventoryDigest,
    };
}
