using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Takes a batch of the source's files into the work area, hashing each on the way; or hashes a batch of the object's own content,
/// where it moves to another algorithm. Where the source's content may stay until it is copied into the object, it is hashed there.
/// </summary>
public sealed class BuildStage(
    StageStore stages,
    KnownDigests known,
    SharedStage shared,
    UpdateLeftovers leftovers,
    WorkArea work,
    ObjectStore objects,
    AllowedSources sources,
    UpdateTelemetry telemetry,
    IOptions<OcflOptions> options)
{
    /// <summary>Run again, it leaves what is staged as it is.</summary>
    [Function(nameof(BuildStage))]
    public async Task<StagedBatch> RunAsync(
        [ActivityTrigger] BuildStageInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        string updateId = input.Update.Id;
        SourceList list = await stages.GetListAsync(updateId, cancellationToken);
        if (list.Content is { } content && input.Batch >= list.SourceBatches)
        {
            return await RehashAsync(input, list, content, client, cancellationToken);
        }

        IReadOnlyList<StagedFile>? staged = await stages.TryGetStagedAsync(updateId, input.Batch, cancellationToken);
        if (staged is null)
        {
            IReadOnlyList<SourceFile> files = await stages.GetBatchAsync(list, input.Batch, cancellationToken);
            using Activity? span = UpdateTracing.Files("ocfl.stage", input.Update, files.Count);
            staged = await UpdateTracing.RunAsync(span, () => StageAsync(list, files, cancellationToken));
            await stages.WriteStagedAsync(updateId, input.Batch, staged, cancellationToken);
            await leftovers.ClearIfEndedAsync(input.Update, client, cancellationToken);
        }

        return new StagedBatch(staged.Count, staged.Sum(file => file.Content.Length));
    }

    private async Task<StagedBatch> RehashAsync(
        BuildStageInput input, SourceList list, ObjectContent content, DurableTaskClient client, CancellationToken cancellationToken)
    {
        IReadOnlyList<RehashedContent>? hashed = await stages.TryGetRehashedAsync(input.Update.Id, input.Batch, cancellationToken);
        if (hashed is null)
        {
            IReadOnlyList<SourceFile> files = await stages.GetBatchAsync(list, input.Batch, cancellationToken);
            using Activity? span = UpdateTracing.Files("ocfl.stage", input.Update, files.Count);
            hashed = await UpdateTracing.RunAsync(span, () => ForEachAsync(files, (file, cancellation) => ContentRehasher.HashAsync(
                objects.Storage,
                content.ObjectRoot,
                file.Path,
                DigestAlgorithm.Get(content.DigestAlgorithm),
                file.Digest!,
                DigestAlgorithm.Get(list.DigestAlgorithm),
                telemetry.Hashing(input.Update, file),
                cancellation), cancellationToken));
            await stages.WriteRehashedAsync(input.Update.Id, input.Batch, hashed, cancellationToken);
            await leftovers.ClearIfEndedAsync(input.Update, client, cancellationToken);
        }

        return new StagedBatch(hashed.Count, hashed.Sum(file => file.Length));
    }

    private async Task<T[]> ForEachAsync<T>(
        IReadOnlyList<SourceFile> files, Func<SourceFile, CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        T[] results = new T[files.Count];
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Value.Updates.FilesAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0, files.Count, parallel, async (index, cancellation) => results[index] = await workAsync(files[index], cancellation));
        return results;
    }

    private async Task<StagedFile[]> StageAsync(SourceList list, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        using OpenedSource source = Open(list.Source!);
        DigestAlgorithm algorithm = DigestAlgorithm.Get(list.DigestAlgorithm);
        DigestAlgorithm[] fixity = [.. (list.Fixity ?? []).Select(DigestAlgorithm.Get)];
        SourceIntake intake = new(objects.Storage, source.Storage, algorithm, fixity);
        IReadOnlySet<long> equalLengths = await shared.GetLengthsAsync(list, cancellationToken);
        return await ForEachAsync(
            files,
            async (file, cancellation) =>
            {
                StagedFile taken = await intake.TakeAsync(
                    file.Listed,
                    file.Path,
                    (_, cancel) => equalLengths.Contains(file.Length)
                        ? shared.StageAsync(
                            list,
                            source.Storage,
                            file,
                            algorithm,
                            fixity,
                            file.MayBeKnown ? digest => known.HasAsync(list, digest, cancel) : null,
                            cancel)
                        : StageAsync(list, source.Storage, file, algorithm, fixity, cancel),
                    cancellation);
                telemetry.Staged(taken.Content.Length);
                return taken;
            },
            cancellationToken);
    }

    private async Task<StagingResult> StageAsync(
        SourceList list,
        IStorage source,
        SourceFile file,
        DigestAlgorithm algorithm,
        DigestAlgorithm[] fixity,
        CancellationToken cancellationToken)
    {
        // What the object has is not staged. Should it not have it any more when the plan is made, it is taken from the source.
        if (file.MayBeKnown)
        {
            StagingResult hashed = await ContentStager.DescribeSourceAsync(
                source, file.Path, file.ETag, algorithm, fixity, cancellationToken);
            if (await known.HasAsync(list, hashed.Digest, cancellationToken))
            {
                return hashed;
            }
        }

        return await ContentStager.StageAsync(
            source, file.Path, file.ETag, work.Storage, StageStore.ContentPath(list, file), algorithm, fixity, cancellationToken);
    }

    private OpenedSource Open(UpdateSource source)
    {
        try
        {
            return sources.Open(source);
        }
        catch (SourceRefusedException refusal)
        {
            throw refusal.ToFailure();
        }
    }
}

/// <summary>The input of <c>BuildStage</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Batch">The batch of the source's list to hash and stage, from 0.</param>
public sealed record BuildStageInput(
    [property: JsonPropertyName("update")] UpdateIdentity Update,
    [property: JsonPropertyName("batch")] int Batch);

/// <summary>What <c>BuildStage</c> did. The digests are in the work area.</summary>
/// <param name="Files">How many files are staged.</param>
/// <param name="Bytes">How many bytes.</param>
public sealed record StagedBatch(
    [property: JsonPropertyName("files")] long Files,
    [property: JsonPropertyName("bytes")] long Bytes);
