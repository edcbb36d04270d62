using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;
using OcflFunctions.Storage;

namespace OcflFunctions.Imports;

/// <summary>Copies a batch of an object's files to where they wait, hashing each on the way.</summary>
public sealed class CopyImport(
    ImportSources sources, ImportWork work, ImportTelemetry telemetry, ObjectStore objects, IOptions<OcflOptions> options)
{
    /// <summary>Idempotent: a file that is there is compared, not written. A run that is late removes what it wrote.</summary>
    /// <returns>How many files do not have the digests that the inventory gives them.</returns>
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
        ImportPlace place = ImportPlace.Of(objects.Storage, mark);
        ConcurrentBag<CopiedFile> done = [];
        try
        {
            await CopyAsync(input, place, files, done, cancellationToken);
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
                await place.UndoAsync(done, CancellationToken.None);
                await work.ClearAsync(input.Object, CancellationToken.None);
            }
        }
    }

    private async Task CopyAsync(
        CopyImportInput input,
        ImportPlace place,
        IReadOnlyList<ImportedFile> files,
        ConcurrentBag<CopiedFile> done,
        CancellationToken cancellationToken)
    {
        using OpenedSource source = sources.Open(input.Object.Source);
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Value.Updates.FilesAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            files, parallel, async (file, cancellation) => done.Add(await place.CopyAsync(source.Storage, file, cancellation)));
    }
}

/// <summary>The input of the activity <c>CopyImport</c>.</summary>
/// <param name="Object">The object.</param>
/// <param name="Batch">The batch of its files, from 0.</param>
public sealed record CopyImportInput(ObjectImport Object, int Batch);
