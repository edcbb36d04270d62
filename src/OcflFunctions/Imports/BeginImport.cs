using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Imports;
using Ocfl.Inventories;
using Ocfl.Objects;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>Marks the object's place and lists the object's files in batches, when it is the import's turn with the object.</summary>
public sealed class BeginImport(
    ImportSources sources,
    ImportTargets targets,
    ImportWork work,
    ImportEnding ending,
    ObjectStore objects,
    IOptions<OcflOptions> options)
{
    /// <summary>Idempotent: it returns the list of the first run.</summary>
    [Function(nameof(BeginImport))]
    public async Task<BegunImport> RunAsync(
        [ActivityTrigger] ObjectImport input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        using OpenedSource source = sources.Open(input.Source);
        OcflObject found = await OpenAsync(input, source, cancellationToken);
        SpecificationVersion declared = await found.ReadDeclaredSpecificationAsync(cancellationToken);
        if (await targets.FindObstacleAsync(found, declared, cancellationToken) is { } obstacle)
        {
            return new BegunImport(Batches: 0, obstacle);
        }

        string objectRoot = await targets.GetObjectRootAsync(input.ObjectId, cancellationToken);
        ImportMark mark = await work.MarkAsync(
            new ImportMark(
                input,
                objectRoot,
                found.Inventory.Head.ToString(),
                found.Inventory.DigestAlgorithm,
                found.InventoryDigest,
                found.InventoryETag,
                await ObjectCopy.ChooseCommitAsync(found, objects.Storage, cancellationToken)),
            cancellationToken);
        try
        {
            if (mark.InventoryDigest != found.InventoryDigest)
            {
                throw ImportPlace.Changed(Inventory.FileName);
            }

            await ImportPlace.Of(objects.Storage, mark.ToCopy()).ReserveAsync(
                owner => client.IsRunningAsync(owner, cancellationToken), cancellationToken);
            ImportFileList list = await work.TryGetListAsync(input, cancellationToken)
                ?? await work.PublishListAsync(input, await ListAsync(input, found, cancellationToken), cancellationToken);
            return new BegunImport(list.Batches, Done: null);
        }
        finally
        {
            await ending.ClearIfEndedAsync(input, CancellationToken.None);
        }
    }

    private async Task<OcflObject> OpenAsync(ObjectImport input, OpenedSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await OcflObject.TryOpenAsync(
                source.Storage, input.SourcePath, options.Value.Storage.ToInventoryLimits(), cancellationToken) is { } found
                && found.Id == input.ObjectId
                ? found
                : throw ImportPlace.Changed(Inventory.FileName);
        }
        catch (CorruptObjectException change)
        {
            throw ImportPlace.Changed(Inventory.FileName, change);
        }
    }

    private async Task<ImportFileList> ListAsync(ObjectImport input, OcflObject found, CancellationToken cancellationToken)
    {
        UpdateOptions limits = options.Value.Updates;
        Batch<ImportedFile> batch = new(limits.SliceFiles, limits.SliceBytes);
        ImportFileList list = new(ImportWork.NewListFolder(input), 0, 0, 0);
        await foreach (ImportedFile file in ImportedFile.ListAsync(found, objects.Storage, cancellationToken))
        {
            // A file that is copied in ranges is a batch of its own.
            bool isAlone = RangedFiles.Takes(file.Length, limits);
            if (!batch.HasRoomFor(file.Length, isAlone))
            {
                list = await WriteAsync(list, batch, cancellationToken);
            }

            batch.Add(file, file.Length);
            if (isAlone)
            {
                list = await WriteAsync(list, batch, cancellationToken);
            }
        }

        return batch.Count > 0 ? await WriteAsync(list, batch, cancellationToken) : list;
    }

    private async Task<ImportFileList> WriteAsync(ImportFileList list, Batch<ImportedFile> batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<ImportedFile> files = batch.Take();
        await work.WriteBatchAsync(list.Folder, list.Batches, files, cancellationToken);
        return list with
        {
            Batches = list.Batches + 1,
            Files = list.Files + files.Count(file => file.ETag is not null),
            Bytes = list.Bytes + files.Sum(file => file.Length),
        };
    }
}

/// <summary>What the activity <c>BeginImport</c> found. The list itself is in the work area.</summary>
/// <param name="Batches">In how many batches the object's files are listed.</param>
/// <param name="Done">What became of the object, if nothing is to be copied; null otherwise.</param>
public sealed record BegunImport(
    int Batches,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImportedObject? Done);
