using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Ocfl.Inventories;
using Ocfl.Objects;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;
using OcflFunctions.Storage;

namespace OcflFunctions.Imports;

/// <summary>Reads what an object is, and whether the storage root has it or cannot have it. Nothing is copied then.</summary>
public sealed class PrepareImport(
    ImportSources sources, ImportStore store, ImportTargets targets, ImportReport report, IOptions<OcflOptions> options)
{
    /// <summary>Idempotent: it returns what the first run has reported.</summary>
    [Function(nameof(PrepareImport))]
    public async Task<PreparedImport> RunAsync([ActivityTrigger] ObjectImportInput input, CancellationToken cancellationToken)
    {
        if (await store.TryGetAsync(input.Import, input.Number, cancellationToken) is { } record)
        {
            return new PreparedImport(ImportedObjects.Clip(record.Object), Object: null);
        }

        ListedObject listed = (await store.GetPageAsync(input.Import, input.Page, cancellationToken)).Objects[input.Index];
        if (listed.SourcePath is not { } path)
        {
            return await EndAsync(input, new ImportedObject
            {
                Outcome = ImportedObjectOutcome.NotFound,
                ObjectId = listed.ObjectId,
                Reason = "The source has no object of this id.",
            }, cancellationToken);
        }

        using OpenedSource source = sources.Open(input.Source);
        try
        {
            if (await OcflObject.TryOpenAsync(
                source.Storage, path, options.Value.Storage.ToInventoryLimits(), cancellationToken) is not { } found)
            {
                return await RefuseAsync(input, source, path, cancellationToken);
            }

            SpecificationVersion declared = await found.ReadDeclaredSpecificationAsync(cancellationToken);
            return await targets.FindObstacleAsync(found, declared, cancellationToken) is { } obstacle
                ? await EndAsync(input, obstacle, cancellationToken)
                : new PreparedImport(Done: null, new ObjectImport(input.Import, input.Number, input.Source, path, found.Id));
        }
        catch (CorruptObjectException)
        {
            return await RefuseAsync(input, source, path, cancellationToken);
        }
        catch (InventoryTooLargeException tooLarge)
        {
            return await EndAsync(input, new ImportedObject
            {
                Outcome = ImportedObjectOutcome.Refused,
                SourcePath = path,
                Reason = $"{tooLarge.Message} The limit is the setting {ObjectStore.MaxInventoryBytes}.",
            }, cancellationToken);
        }
    }

    // An inventory that cannot be used says neither what to copy nor where to. The validator says what is wrong.
    private async Task<PreparedImport> RefuseAsync(
        ObjectImportInput input, OpenedSource source, string path, CancellationToken cancellationToken)
    {
        ImportedObject invalid = new() { Outcome = ImportedObjectOutcome.Invalid, SourcePath = path };
        return new PreparedImport(
            await report.RefuseAsync(input.Import, input.Number, invalid, (source.Storage, path), cancellationToken), Object: null);
    }

    private async Task<PreparedImport> EndAsync(ObjectImportInput input, ImportedObject done, CancellationToken cancellationToken) =>
        new(await report.EndAsync(input.Import, input.Number, new ImportRecord(done), cancellationToken), Object: null);
}

/// <summary>What the activity <c>PrepareImport</c> found.</summary>
/// <param name="Done">What became of the object, if nothing is to be copied; null otherwise.</param>
/// <param name="Object">The object that is to be copied; null if nothing is.</param>
public sealed record PreparedImport(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImportedObject? Done,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ObjectImport? Object);
