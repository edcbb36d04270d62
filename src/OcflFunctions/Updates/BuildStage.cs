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
/// Copies a batch of the source's files into the work area and hashes them on the way; or hashes a batch of the object's own content,
/// if the object moves to another algorithm. Content that may stay in the source until it is copied into the object is hashed there.
/// </summary>
public sealed class BuildStage(
    StageStore stages,
    KnownDigests known,
    RangedFiles ranges,
    SmallContents together,
    UploadIntake uploads,
    UpdateLeftovers leftovers,
    WorkArea work,
    ObjectStore objects,
    AllowedSources sources,
    UpdateTelemetry telemetry,
    IOptions<OcflOptions> options)
{
    /// <summary>Idempotent: what is staged is not changed. Of a large file each call takes one range.</summary>
    [Function(nameof(BuildStage))]
    public async Task<StagedBatch> RunAsync(
        [ActivityTrigger] BuildStageInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        SourceList list = await stages.GetListAsync(input.Update.Id, cancellationToken);
        return list.WorkOn(input.Batch) switch
        {
            BatchWork.Rehash => await RehashAsync(input, list, client, cancellationToken),
            _ => await StageAsync(input, list, client, cancellationToken),
        };
    }

    private async Task<StagedBatch> StageAsync(
        BuildStageInput input, SourceList list, DurableTaskClient client, CancellationToken cancellationToken)
    {
        IReadOnlyList<StagedFile>? staged = await stages.TryGetStagedAsync(input.Update.Id, input.Batch, cancellationToken);
        if (staged is null)
        {
            IReadOnlyList<SourceFile> files = await stages.GetBatchAsync(list, input.Batch, cancellationToken);
            using Activity? span = UpdateTracing.Files("ocfl.stage", input.Update, files.Count);
            CheckedFile[] hashed;
            if (TryGetLarge(files) is { } large)
            {
                RangeProgress range = await UpdateTracing.RunAsync(span, () => StageRangeAsync(list, large, cancellationToken));
                if (range.Result is not { } whole)
                {
                    return await PauseAsync(input, range, client, cancellationToken);
                }

                hashed = [Check(list, large, whole)];
            }
            else
            {
                hashed = await UpdateTracing.RunAsync(span, () => StageAsync(list, files, cancellationToken));
            }

            SourceMismatch[] wrong = [.. hashed.SelectMany(file => file.Mismatches)];
            if (wrong.Length > 0)
            {
                await stages.WriteMismatchesAsync(input.Update.Id, input.Batch, wrong, cancellationToken);
            }

            staged = [.. hashed.Where(file => !file.Source.IsOnlyChecked).Select(file => file.Staged)];
            await stages.WriteStagedAsync(input.Update.Id, input.Batch, staged, cancellationToken);
            await leftovers.ClearIfEndedAsync(input.Update, client, cancellationToken);
        }
        else
        {
            await stages.KeepStagedAsync(input.Update.Id, input.Batch, cancellationToken);
        }

        if (list.Verify is null)
        {
            return new StagedBatch(staged.Count, staged.Sum(file => file.Content.Length));
        }

        // Files that are only checked are not among those that are staged.
        IReadOnlyList<SourceFile> listed = await stages.GetBatchAsync(list, input.Batch, cancellationToken);
        return new StagedBatch(listed.Count, listed.Sum(file => file.Length));
    }

    private async Task<StagedBatch> RehashAsync(
        BuildStageInput input, SourceList list, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ObjectContent content = list.Content!;
        IReadOnlyList<RehashedContent>? hashed = await stages.TryGetRehashedAsync(input.Update.Id, input.Batch, cancellationToken);
        if (hashed is null)
        {
            IReadOnlyList<SourceFile> files = await stages.GetBatchAsync(list, input.Batch, cancellationToken);
            using Activity? span = UpdateTracing.Files("ocfl.stage", input.Update, files.Count);
            if (TryGetLarge(files) is { } large)
            {
                RangeProgress range = await UpdateTracing.RunAsync(
                    span, () => RehashRangeAsync(list, content, large, cancellationToken));
                if (range.Result is not { } whole)
                {
                    return await PauseAsync(input, range, client, cancellationToken);
                }

                hashed = [ContentRehasher.Check(
                    content.ObjectRoot, large.Path, DigestAlgorithm.Get(content.DigestAlgorithm), large.Digest!, whole)];
            }
            else
            {
                hashed = await UpdateTracing.RunAsync(span, () => ForEachAsync(files, (file, cancellation) => ContentRehasher.HashAsync(
                    objects.Storage,
                    content.ObjectRoot,
                    file.Path,
                    DigestAlgorithm.Get(content.DigestAlgorithm),
                    file.Digest!,
                    DigestAlgorithm.Get(list.DigestAlgorithm),
                    telemetry.Hashing(input.Update, file),
                    cancellation), cancellationToken));
            }

            await stages.WriteRehashedAsync(input.Update.Id, input.Batch, hashed, cancellationToken);
            await leftovers.ClearIfEndedAsync(input.Update, client, cancellationToken);
        }
        else
        {
            await stages.KeepRehashedAsync(input.Update.Id, input.Batch, cancellationToken);
        }

        return new StagedBatch(hashed.Count, hashed.Sum(file => file.Length));
    }

    private SourceFile? TryGetLarge(IReadOnlyList<SourceFile> files) =>
        files is [{ } file] && RangedFiles.Takes(file, options.Value.Updates) ? file : null;

    private async Task<StagedBatch> PauseAsync(
        BuildStageInput input, RangeProgress range, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await leftovers.ClearIfEndedAsync(input.Update, client, cancellationToken);
        return new StagedBatch(0, range.Offset, IsPartial: true);
    }

    private async Task<RangeProgress> StageRangeAsync(SourceList list, SourceFile file, CancellationToken cancellationToken)
    {
        (DigestAlgorithm algorithm, DigestAlgorithm[] fixity) = AlgorithmsOf(list);
        DigestAlgorithm[] algorithms = [algorithm, .. fixity.Where(other => other != algorithm)];
        using OpenedSource source = Open(list.Source!);
        SourceIntake intake = new(objects.Storage, source.Storage, algorithm, fixity);
        return await intake.ReadAsync(file.Listed, async cancellation =>
        {
            // Content that the object has is not staged, as in StageAsync.
            bool staysThere = file.IsOnlyChecked || intake.LeavesInSource(file.Length);
            if (staysThere || file.MayBeKnown)
            {
                RangeProgress hashed = await ranges.HashNextAsync(
                    source.Storage, file.Listed, list, file, algorithms, cancellation);
                if (staysThere || hashed.Result is null || await known.HasAsync(list, hashed.Result.Digest, cancellation))
                {
                    return hashed;
                }
            }

            return await ranges.StageNextAsync(source.Storage, file.Listed, list, file, algorithms, cancellation);
        }, cancellationToken);
    }

    private CheckedFile Check(SourceList list, SourceFile file, StagingResult whole)
    {
        telemetry.Staged(file.Length);
        return CheckedFile.Check(file, SourceIntake.Describe(file.LogicalPath ?? file.Path, whole), list);
    }

    private async Task<RangeProgress> RehashRangeAsync(
        SourceList list, ObjectContent content, SourceFile file, CancellationToken cancellationToken)
    {
        StorageFile inObject = file.Listed with { Path = StoragePath.Combine(content.ObjectRoot, file.Path) };
        DigestAlgorithm[] both = [DigestAlgorithm.Get(content.DigestAlgorithm), DigestAlgorithm.Get(list.DigestAlgorithm)];
        try
        {
            return await ranges.HashNextAsync(objects.Storage, inObject, list, file, both, cancellationToken);
        }
        catch (StorageFileNotFoundException missing) when (missing.Path == inObject.Path)
        {
            throw ContentRehasher.ExplainMissing(content.ObjectRoot, file.Path, both[1], missing);
        }
        catch (StorageConditionException changed) when (changed.Path == inObject.Path)
        {
            throw new ContentMismatchException(
                $"'{file.Path}' of the object at '{content.ObjectRoot}' was changed after it was listed. Validate the object.", changed);
        }
    }

    private async Task<TResult[]> ForEachAsync<T, TResult>(
        IReadOnlyList<T> files, Func<T, CancellationToken, Task<TResult>> workAsync, CancellationToken cancellationToken)
    {
        TResult[] results = new TResult[files.Count];
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Value.Updates.FilesAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0, files.Count, parallel, async (index, cancellation) => results[index] = await workAsync(files[index], cancellation));
        return results;
    }

    private async Task<CheckedFile[]> StageAsync(SourceList list, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        (DigestAlgorithm algorithm, DigestAlgorithm[] fixity) = AlgorithmsOf(list);
        if (list.Source!.Stage is not null)
        {
            return await TakeUploadsAsync(list, files, algorithm, cancellationToken);
        }

        using OpenedSource source = Open(list.Source!);
        SourceIntake intake = new(objects.Storage, source.Storage, algorithm, fixity);
        SharedFlush flush = SharedFlush.Begin(work.Storage);
        using BatchFlush small = BatchFlush.Begin(work.Storage, files.Count, areCompared: true);
        Func<string, Task<bool>>? IsKnown(SourceFile file, CancellationToken cancellation) =>
            file.MayBeKnown ? digest => known.HasAsync(list, digest, cancellation) : null;

        StagedFile?[] grouped = new StagedFile?[files.Count];
        List<int[]> groups = SmallContents.CanTake(source.Storage, algorithm, fixity) ? GroupsOf(files, intake) : [];

        // Fewer groups than files at once would be read by fewer tasks than the files alone.
        if (groups.Count >= options.Value.Updates.FilesAtOnce)
        {
            await ForEachAsync(groups, async (group, cancellation) =>
            {
                StagingResult?[] taken = await together.TakeAsync(
                    source.Storage,
                    algorithm,
                    Array.ConvertAll(group, number => files[number].Listed),
                    (index, hashed, bytes) => DigestStage.StageHashedAsync(
                        small.Storage, list, hashed, bytes, IsKnown(files[group[index]], cancellation), cancellation),
                    cancellation);
                foreach ((int number, StagingResult? result) in group.Zip(taken))
                {
                    SourceFile file = files[number];
                    grouped[number] = result is null ? null : SourceIntake.Describe(file.LogicalPath ?? file.Path, result);
                }

                return true;
            }, cancellationToken);
        }

        // What could not be read in a group is read alone, and the reason is reported.
        CheckedFile[] staged = await ForEachAsync(
            [.. files.Zip(grouped)],
            async ((SourceFile File, StagedFile? Staged) entry, CancellationToken cancellation) =>
            {
                SourceFile file = entry.File;
                StagedFile taken = entry.Staged ?? await intake.TakeAsync(
                    file.Listed,
                    file.LogicalPath ?? file.Path,
                    (_, cancel) => file.IsOnlyChecked
                        ? ContentStager.DescribeSourceAsync(source.Storage, file.Path, file.ETag, algorithm, fixity, cancel)
                        : file.Length <= ContentInMemory.MostBytes
                        ? DigestStage.StageAsync(
                            small.Storage, list, source.Storage, file, algorithm, fixity, IsKnown(file, cancel), cancel)
                        : StageAsync(flush.Storage, list, source.Storage, file, algorithm, fixity, cancel),
                    cancellation);
                telemetry.Staged(taken.Content.Length);
                return CheckedFile.Check(file, taken, list);
            },
            cancellationToken);

        // The digests are stored next, which is flushed.
        ILookup<bool, string> written = staged.Select(file => file.Staged.Content).Where(content => !content.InSource).ToLookup(
            content => content.Length <= ContentInMemory.MostBytes, content => content.Path);
        await small.FlushBeforeAsync([.. written[true]], list.DurableFolder, cancellationToken);
        if (written[false].Any())
        {
            await flush.FlushBeforeAsync(written[false], list.DurableFolder, cancellationToken);
        }

        return staged;
    }

    private static List<int[]> GroupsOf(IReadOnlyList<SourceFile> files, SourceIntake intake)
    {
        List<int[]> groups = [];
        List<int> group = [];
        long bytes = 0;
        for (int i = 0; i < files.Count; i++)
        {
            SourceFile file = files[i];
            if (file.IsOnlyChecked || file.Length > SmallContents.BytesOfSmallest || intake.LeavesInSource(file.Length))
            {
                continue;
            }

            group.Add(i);
            bytes += file.Length;
            if (SmallContents.IsGroup(group.Count, bytes))
            {
                groups.Add([.. group]);
                group.Clear();
                bytes = 0;
            }
        }

        return groups;
    }

    private async Task<CheckedFile[]> TakeUploadsAsync(
        SourceList list, IReadOnlyList<SourceFile> files, DigestAlgorithm algorithm, CancellationToken cancellationToken)
    {
        using BatchFlush small = BatchFlush.Begin(work.Storage, files.Count, areCompared: true);
        CheckedFile[] taken = await ForEachAsync(
            files,
            async (file, cancellation) =>
            {
                StagedFile staged = await uploads.TakeAsync(
                    file,
                    algorithm,
                    AlgorithmsOf(file, list),
                    (digest, bytes) => DigestStage.StoreAsync(small.Storage, list, digest, bytes, cancellation),
                    cancellation);
                return CheckedFile.Check(file, staged, list);
            },
            cancellationToken);

        // What is no longer where it was uploaded is stored here.
        string[] stored =
            [.. taken.Where(file => file.Staged.Content.Path != file.Source.Uploaded?.Path).Select(file => file.Staged.Content.Path)];
        await small.FlushBeforeAsync(stored, list.DurableFolder, cancellationToken);
        return taken;
    }

    // Not all that the source is verified with: each of them that an upload has no digest of would be computed.
    private static DigestAlgorithm[] AlgorithmsOf(SourceFile file, SourceList list) =>
    [
        .. (file.IsOnlyChecked ? [] : list.Fixity ?? [])
            .Union(file.Expected?.Keys ?? [], StringComparer.Ordinal)
            .Select(DigestAlgorithm.Get),
    ];

    private async Task<StagingResult> StageAsync(
        IStorage stage,
        SourceList list,
        IStorage source,
        SourceFile file,
        DigestAlgorithm algorithm,
        DigestAlgorithm[] fixity,
        CancellationToken cancellationToken)
    {
        // Content that the object has is not staged. If it no longer has it when the plan is created, it is copied from the source.
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
            source, file.Path, file.ETag, stage, StageStore.ContentPath(list, file), algorithm, fixity, cancellationToken);
    }

    private static (DigestAlgorithm Algorithm, DigestAlgorithm[] Fixity) AlgorithmsOf(SourceList list) => (
        DigestAlgorithm.Get(list.DigestAlgorithm),
        [.. (list.Fixity ?? []).Union(list.Verify ?? [], StringComparer.Ordinal).Select(DigestAlgorithm.Get)]);

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
/// <param name="Batch">The batch of the source's list, from 0. <see cref="SourceList.WorkOn"/> says what is done with it.</param>
public sealed record BuildStageInput(UpdateIdentity Update, int Batch);

/// <summary>The result of <c>BuildStage</c>. The digests are in the work area.</summary>
/// <param name="Files">How many files are staged.</param>
/// <param name="Bytes">How many bytes, of a large file those of all its ranges so far.</param>
/// <param name="IsPartial">Whether the batch is a large file, and further calls must take the rest of it.</param>
public sealed record StagedBatch(
    long Files, long Bytes, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsPartial = false);
