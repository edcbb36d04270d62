using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Ocfl.Imports;
using Ocfl.Storage;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>
/// Copies a batch of an object's files to where they wait, hashing each on the way. Of a large file, which is a batch of its own, each call
/// copies one range.
/// </summary>
public sealed class CopyImport(
    ImportSources sources,
    ImportWork work,
    RangedFiles ranges,
    ImportTelemetry telemetry,
    ObjectStore objects,
    IOptions<OcflOptions> options)
{
    /// <summary>What a call returns if further calls must copy the rest of the batch.</summary>
    /// <remarks>No number of files: calls of earlier versions return such numbers only, so that their orchestrations replay.</remarks>
    internal const long Partial = -1;

    /// <summary>Idempotent: a file that is there is compared, not written. A run that is late removes what it wrote.</summary>
    /// <returns>How many files do not have the digests that the inventory gives them; or <see cref="Partial"/>.</returns>
    [Function(nameof(CopyImport))]
    public async Task<long> RunAsync([ActivityTrigger] CopyImportInput input, CancellationToken cancellationToken)
    {
        // Without a mark or a list the import of the object has ended.
        if (await work.FindAsync(input.Object, cancellationToken) is not { IsClosed: false } mark
            || await work.TryGetListAsync(input.Object, cancellationToken) is not { } list)
        {
            return 0;
        }

        if (await work.TryGetCopiedAsync(list, input.Batch, cancellationToken) is { } copied)
        {
            return copied.Mismatches;
        }

        IReadOnlyList<ImportedFile> files = await work.TryGetBatchAsync(list, input.Batch, cancellationToken) ?? [];
        ImportPlace place = ImportPlace.Of(objects.Storage, mark.ToCopy());
        ConcurrentBag<StorageFile> written = [];
        try
        {
            if (await CopyAsync(input, list, place, files, written, cancellationToken) is not { } done)
            {
                return Partial;
            }

            copied = new CopiedBatch(done.Count(file => file.IsMismatch));
            if (await work.WriteCopiedAsync(list, input.Batch, copied, cancellationToken))
            {
                telemetry.Copied(files.Sum(file => file.Length));
            }

            return copied.Mismatches;
        }
        finally
        {
            if (!await work.IsOpenAsync(input.Object, CancellationToken.None))
            {
                await place.UndoAsync(written, CancellationToken.None);
                await work.ClearAsync(input.Object, CancellationToken.None);
            }
        }
    }

    /// <returns>What the files were found to be; null if some of a large file is left.</returns>
    private async Task<IReadOnlyCollection<CopiedFile>?> CopyAsync(
        CopyImportInput input,
        ImportFileList list,
        ImportPlace place,
        IReadOnlyList<ImportedFile> files,
        ConcurrentBag<StorageFile> written,
        CancellationToken cancellationToken)
    {
        using OpenedSource source = sources.Open(input.Object.Source);
        if (files is [{ ETag: not null } large] && await IsRangedAsync(list, input.Batch, large, cancellationToken))
        {
            return await new RangedImport(ranges, place, input.Object.Owner).CopyNextAsync(
                source.Storage,
                large,
                ImportWork.RangesPath(list.Folder, input.Batch),
                cancellation => RequireOpenAsync(input.Object, cancellation),
                written.Add,
                cancellationToken) is { } whole ? [whole] : null;
        }

        ConcurrentBag<CopiedFile> done = [];
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Value.Updates.FilesAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(files, parallel, async (file, cancellation) =>
        {
            CopiedFile copied = await place.CopyAsync(source.Storage, file, cancellation);
            done.Add(copied);
            if (copied.Written is { } created)
            {
                written.Add(created);
            }
        });
        return done;
    }

    // What has been started in ranges is continued so, even if the setting has changed.
    private async Task<bool> IsRangedAsync(ImportFileList list, int batch, ImportedFile file, CancellationToken cancellationToken) =>
        RangedFiles.Takes(file.Length, options.Value.Updates) || await work.HasRangesAsync(list, batch, cancellationToken);

    private async Task RequireOpenAsync(ObjectImport import, CancellationToken cancellationToken)
    {
        if (!await work.IsOpenAsync(import, cancellationToken))
        {
            throw new StorageException($"The import of the object '{import.ObjectId}' has ended.");
        }
    }
}

/// <summary>The input of the activity <c>CopyImport</c>.</summary>
/// <param name="Object">The object.</param>
/// <param name="Batch">The batch of its files, from 0.</param>
public sealed record CopyImportInput(ObjectImport Object, int Batch);
