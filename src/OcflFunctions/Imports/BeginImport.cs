using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
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
                objects.Storage.PendingArea is null ? await ChooseCommitAsync(found, cancellationToken) : null),
            cancellationToken);
        try
        {
            if (mark.InventoryDigest != found.InventoryDigest)
            {
                throw ImportPlace.Changed(Inventory.FileName);
            }

            await ImportPlace.Of(objects.Storage, mark).ReserveAsync(
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

    // The inventory of the newest version is the same in an object that is valid, and may be missing.
    private static async Task<string> ChooseCommitAsync(OcflObject found, CancellationToken cancellationToken)
    {
        string newest = StoragePath.Combine(found.Inventory.Head.ToString(), Inventory.FileName);
        return await ImportPlace.HasDigestAsync(
            found.Storage,
            StoragePath.Combine(found.Root, newest),
            found.Inventory.DigestAlgorithm,
            found.InventoryDigest,
            cancellationToken) ? newest : InPlaceImport.PendingInventory;
    }

    private async Task<ImportFileList> ListAsync(ObjectImport input, OcflObject found, CancellationToken cancellationToken)
    {
        UpdateOptions limits = options.Value.Updates;
        Batch<ImportedFile> batch = new(limits.SliceFiles, limits.SliceBytes);
        ImportFileList list = new(ImportWork.NewListFolder(input), 0, 0, 0);
        KeyValuePair<string, DigestMap>[] fixity =
            [.. found.Inventory.Fixity.Where(block => DigestAlgorithm.TryGet(block.Key, out _))];
        await foreach (StorageEntry entry in found.Storage.ListAsync(found.Root, recursive: true, cancellationToken))
        {
            string path = found.Root.Length == 0 ? entry.Path : entry.Path[(found.Root.Length + 1)..];
            ImportedFile file = entry switch
            {
                { File: { } listed } => new ImportedFile(path, listed.Length, listed.ETag, DigestsOf(path)),
                { Kind: StorageEntryKind.Directory } => new ImportedFile(path, 0, ETag: null),
                _ => throw new InvalidUpdateException(
                    $"'{path}' {entry.Fault ?? (entry.IsLink ? "is a symbolic link" : "is not a file")}; nothing of the kind can be in an "
                        + "object."),
            };
            RequireKept(file);

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

        IReadOnlyList<KeyValuePair<string, string>>? DigestsOf(string path)
        {
            List<KeyValuePair<string, string>> digests = [];
            if (found.Inventory.Manifest.TryGetDigest(path, out string? digest))
            {
                digests.Add(new(found.Inventory.DigestAlgorithm, digest));
            }

            foreach ((string algorithm, DigestMap block) in fixity)
            {
                if (block.TryGetDigest(path, out string? stated))
                {
                    digests.Add(new(algorithm, stated));
                }
            }

            return digests.Count == 0 ? null : digests;
        }
    }

    // What cannot be copied as it is would make another object of it, which may be valid though the source is not.
    private void RequireKept(ImportedFile file)
    {
        if (file.ETag is null && !objects.Storage.HasDirectories && !file.Path.StartsWith("logs/", StringComparison.Ordinal))
        {
            throw new InvalidUpdateException($"The directory '{file.Path}' is empty, and the storage root cannot have empty directories.");
        }

        if (objects.Storage.FindNameFault(file.Path) is { } fault)
        {
            throw new InvalidUpdateException($"'{file.Path}' cannot be in the storage root: {fault}");
        }
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
