using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Lists the source once, in batches that <see cref="BuildStage"/> works on.</summary>
public sealed class ListSource(StageStore stages, PlanStore plans, Sources sources, ObjectStore objects, IOptions<OcflOptions> options)
{
    private readonly UpdateOptions _options = options.Value.Updates;

    private static readonly SourceSummary Nothing = new(0, 0, 0);

    /// <summary>
    /// Run again, it gives the list of the run that was first. Where there is a plan already, all of the source has been taken: some
    /// engines run an orchestration anew that was started twice at once, or that an operator restarts.
    /// </summary>
    [Function(nameof(ListSource))]
    public async Task<SourceSummary> RunAsync([ActivityTrigger] ListSourceInput input, CancellationToken cancellationToken)
    {
        SourceList? list = await stages.TryGetListAsync(input.Update.Id, cancellationToken);
        if (list is null)
        {
            if (await plans.TryGetAsync(input.Update.Id, cancellationToken) is not null)
            {
                return Nothing;
            }

            list = await stages.PublishListAsync(input.Update.Id, await ListAsync(input, cancellationToken), cancellationToken);
            await stages.ClearIfOverAsync(input.Update, cancellationToken);
        }

        return list.Summary;
    }

    private async Task<SourceList> ListAsync(ListSourceInput input, CancellationToken cancellationToken)
    {
        (UpdateSource source, IStorage storage) = await OpenAsync(input.Request.Source, cancellationToken);
        SourceFilter filter = SourceFilter.Of(source);
        string algorithm = await ChooseAlgorithmAsync(input.Request, cancellationToken);
        string folder = StageStore.NewListFolder(input.Update.Id);
        SourceSummary summary = new(0, 0, 0);
        Batch<SourceFile> batch = new(_options.SliceFiles, _options.SliceBytes);
        await foreach (StorageEntry entry in storage.ListAsync("", recursive: true, cancellationToken))
        {
            if (entry.Kind == StorageEntryKind.Other && filter.AsksFor(entry.Path))
            {
                throw new InvalidUpdateException($"'{entry.Path}' in the source is no file that an object can have: links are not followed, and no name in a path may be empty, '.' or '..'.");
            }

            // An empty folder is nothing: a version state has files only (OCFL 1.1, section 3.5.3.1).
            if (entry.File is not { } file || !filter.Takes(file.Path))
            {
                continue;
            }

            if (!batch.HasRoomFor(file.Length))
            {
                summary = await WriteAsync(folder, batch, summary, cancellationToken);
            }

            batch.Add(new SourceFile(summary.Files + batch.Count, file.Path, file.Length, file.ETag), file.Length);
        }

        summary = batch.Count > 0 ? await WriteAsync(folder, batch, summary, cancellationToken) : summary;
        return summary.Files == 0 && filter.HasPatterns
            ? throw new InvalidUpdateException("No file of the source is included: 'include' matches none, or 'exclude' all of them.")
            : new SourceList(folder, source, algorithm, summary);
    }

    private async Task<(UpdateSource Source, IStorage Storage)> OpenAsync(UpdateSource named, CancellationToken cancellationToken)
    {
        try
        {
            UpdateSource source = await sources.ResolveAsync(named, cancellationToken);
            return (source, sources.Open(source));
        }
        catch (SourceRefusedException refusal)
        {
            throw refusal.ToInvalidUpdate();
        }
    }

    private async Task<string> ChooseAlgorithmAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        UpdateTarget target = await objects.GetTargetAsync(request.ObjectId, cancellationToken);
        return request.DigestAlgorithm ?? target.Inventory?.DigestAlgorithm ?? _options.DigestAlgorithm;
    }

    private async Task<SourceSummary> WriteAsync(string folder, Batch<SourceFile> batch, SourceSummary summary, CancellationToken cancellationToken)
    {
        IReadOnlyList<SourceFile> files = batch.Take();
        await stages.WriteBatchAsync(folder, summary.Batches, files, cancellationToken);
        return new SourceSummary(summary.Batches + 1, summary.Files + files.Count, summary.Bytes + files.Sum(file => file.Length));
    }
}
