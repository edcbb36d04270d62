using Microsoft.Azure.Functions.Worker;
using Ocfl.Imports;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Sources;
using OcflFunctions.Storage;

namespace OcflFunctions.Imports;

/// <summary>Validates the copy of an object as a whole, and makes it the object if it is valid.</summary>
public sealed class PublishImport(ImportSources sources, ImportStore store, ImportWork work, ImportReport report, ObjectStore objects)
{
    /// <summary>Idempotent: what is published is not validated again.</summary>
    [Function(nameof(PublishImport))]
    public async Task<ImportedObject> RunAsync([ActivityTrigger] PublishImportInput input, CancellationToken cancellationToken)
    {
        if (await store.TryGetAsync(input.Object.Import, input.Object.Number, cancellationToken) is { } record)
        {
            return record.Object;
        }

        if (await work.FindAsync(input.Object, cancellationToken) is not { } mark
            || await work.TryGetListAsync(input.Object, cancellationToken) is not { } list)
        {
            throw new StorageException($"What was prepared of the object '{input.Object.ObjectId}' is gone.");
        }

        ImportPlace place = ImportPlace.Of(objects.Storage, mark.ToCopy());
        ImportedObject imported = Imported(mark, list);
        if (await place.IsPublishedAsync(cancellationToken))
        {
            return imported;
        }

        ValidationReport found = await report.ValidateAsync(place.Copy, input.Mismatches == 0, cancellationToken);
        if (!found.IsValid)
        {
            ImportRecord invalid = await report.DescribeAsync(
                input.Object.Import, input.Object.Number, Describe(mark), found, cancellationToken);
            await report.EndAsync(input.Object.Import, input.Object.Number, invalid, cancellationToken);
            return invalid.Object;
        }

        await RequireUnchangedAsync(mark, cancellationToken);
        await place.PublishAsync(() => work.IsOpenAsync(input.Object, cancellationToken), cancellationToken);
        return imported;
    }

    internal static ImportedObject Describe(ImportMark mark) => new()
    {
        Outcome = ImportedObjectOutcome.Failed,
        ObjectId = mark.Object.ObjectId,
        SourcePath = mark.Object.SourcePath,
        Head = mark.Head,
        DigestAlgorithm = mark.DigestAlgorithm,
        InventoryDigest = mark.InventoryDigest,
    };

    internal static ImportedObject Imported(ImportMark mark, ImportFileList? list) => Describe(mark) with
    {
        Outcome = ImportedObjectOutcome.Imported,
        ObjectRoot = mark.ObjectRoot,
        Files = list?.Files ?? 0,
        Bytes = list?.Bytes ?? 0,
    };

    // Each file was copied in the state in which it was listed. A new version may have been added to the object meanwhile.
    private async Task RequireUnchangedAsync(ImportMark mark, CancellationToken cancellationToken)
    {
        using OpenedSource source = sources.Open(mark.Object.Source);
        StorageFile? inventory = await source.Storage.GetFileAsync(
            StoragePath.Combine(mark.Object.SourcePath, Inventory.FileName), cancellationToken);
        if (inventory?.ETag != mark.InventoryETag)
        {
            throw ImportPlace.Changed(Inventory.FileName);
        }
    }
}

/// <summary>The input of the activity <c>PublishImport</c>.</summary>
/// <param name="Object">The object.</param>
/// <param name="Mismatches">How many of its files do not have the digests that the inventory gives them.</param>
public sealed record PublishImportInput(ObjectImport Object, long Mismatches);
