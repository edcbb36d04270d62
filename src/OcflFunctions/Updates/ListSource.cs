using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Inventories;
using Ocfl.Sources;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;
using OcflFunctions.Stages;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>Lists the source once, in batches for <see cref="BuildStage"/>.</summary>
public sealed class ListSource(
    StageStore stages,
    KnownDigests known,
    PlanStore plans,
    MismatchStore mismatches,
    UpdateLeftovers leftovers,
    AllowedSources sources,
    StageRegister register,
    ObjectStore objects,
    IOptions<OcflOptions> options)
{
    private readonly UpdateOptions _options = options.Value.Updates;

    private static readonly SourceSummary Nothing = new(0, 0, 0);

    /// <summary>
    /// Idempotent: it returns the list of the first run. If there is a plan already, all of the source has been staged: some engines
    /// run an orchestration again that was started twice at once, or that an operator restarts.
    /// </summary>
    [Function(nameof(ListSource))]
    public async Task<SourceSummary> RunAsync(
        [ActivityTrigger] ListSourceInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        SourceList? list = await stages.TryGetListAsync(input.Update.Id, cancellationToken);
        if (list is null)
        {
            if (await plans.TryGetAsync(input.Update.Id, cancellationToken) is not null)
            {
                return Nothing;
            }

            await TakeStageAsync(input, client, cancellationToken);
            list = await stages.PublishListAsync(input.Update.Id, await ListAsync(input, cancellationToken), cancellationToken);
            await leftovers.ClearIfEndedAsync(input.Update, client, cancellationToken);
        }
        else
        {
            await stages.KeepListAsync(input.Update.Id, cancellationToken);
        }

        return list.Summary;
    }

    private async Task<SourceList> ListAsync(ListSourceInput input, CancellationToken cancellationToken)
    {
        UpdateTarget target = await objects.GetTargetAsync(input.Request.ObjectId, cancellationToken);
        if (target.Inventory is null && _options.SearchNewIds)
        {
            await objects.RequireNowhereAsync(input.Request.ObjectId, cancellationToken);
        }

        string algorithm = input.Request.DigestAlgorithm
            ?? target.Inventory?.DigestAlgorithm
            ?? input.NewVersion.DigestAlgorithm;
        string folder = StageStore.NewListFolder(input.Update.Id);
        KnownLengths lengths = new(objects.Storage, target, algorithm);
        SourceList list = await ListFilesAsync(
            input, target, lengths, new SourceList(folder, null, algorithm, Nothing, input.Request.Fixity), cancellationToken);
        if (target.Inventory is not { } inventory)
        {
            return list;
        }

        return inventory.DigestAlgorithm != algorithm ? await WithContentAsync(list, target.ObjectRoot, inventory, cancellationToken)
            : lengths.HaveMatched ? list with { KnownDigestParts = await known.WriteAsync(folder, inventory.Manifest, cancellationToken) }
            : list;
    }

    private async Task<SourceList> ListFilesAsync(
        ListSourceInput input, UpdateTarget target, KnownLengths lengths, SourceList list, CancellationToken cancellationToken)
    {
        UpdateRequest request = input.Request;
        if (request.Source is not { } given)
        {
            return target.Inventory is not null ? list : throw new InvalidUpdateException(ExpectedHead.DescribeMissing(request));
        }

        (UpdateSource source, OpenedSource opened) = await OpenAsync(given, cancellationToken);
        using OpenedSource held = opened;
        SourceContents contents = await SourceContents.OpenAsync(
            opened.Storage,
            source.ToOcfl(),
            request.Mode.ToOcfl(),
            request.Changes.ToOcfl(),
            new ManifestLimit(options.Value.Storage.MaxInventoryBytes, ObjectStore.MaxInventoryBytes),
            cancellationToken);
        ListWriter writer = new(stages, _options, list.Folder, Nothing);
        bool isEmpty = true;
        await foreach (ContentsFile found in contents.ListAsync(cancellationToken))
        {
            StorageFile file = found.File;
            UploadedContent? uploaded = opened.Storage is StageStorage stage ? UploadOf(stage.RecordOf(file)) : null;
            isEmpty &= !found.IsTaken;
            bool mayBeKnown = found.IsTaken && uploaded is null
                && !ContentStager.CanStayInSource(objects.Storage, opened.Storage, file.Length)
                && await lengths.HasAsync(file.Length, cancellationToken);
            SourceFile listed = new(
                0,
                file.Path,
                file.Length,
                file.ETag,
                Digest: null,
                mayBeKnown,
                found.LogicalPath,
                IsOnlyChecked: !found.IsTaken,
                found.Expected,
                uploaded);
            await writer.AddAsync(listed, cancellationToken);
        }

        SourceSummary summary = await writer.FinishAsync(cancellationToken);
        await mismatches.RequireNoneAsync(input.Update.Id, contents.Mismatches, cancellationToken);
        return isEmpty && request.Mode != Contracts.UpdateMode.Select && !request.AllowEmpty
            ? throw new InvalidUpdateException(DescribeEmpty(
                contents.Filter.HasPatterns
                    ? "No file of the source is included: 'include' matches none, or 'exclude' all of them."
                    : source.Stage is not null ? "The stage has no files."
                    : "The source has no files. If it is a share or another volume, check that it is mounted."))
            : list with
            {
                Source = source,
                Summary = summary,
                First = writer.First,
                Fixity = contents.Fixity.Count == 0
                    ? list.Fixity
                    : [.. (list.Fixity ?? []).Union(contents.Fixity, StringComparer.Ordinal)],
                Verify = contents.Verified.Count == 0 ? null : contents.Verified,
            };
    }

    private static UploadedContent UploadOf(StageFileRecord file) => new(file.Content, file.Digests, file.Offset);

    // The service takes the stage when it accepts a request; the engine's own API may start an update without that.
    private async Task TakeStageAsync(ListSourceInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (input.Request.Source?.Stage is not { } stage)
        {
            return;
        }

        StageTakingResult taking = await register.TakeAsync(stage, input.Update.Id, client.GetLifeAsync, cancellationToken);
        if (taking.Stage is null || taking.OtherHolder is not null)
        {
            throw new InvalidUpdateException(taking.OtherHolder is { } other
                ? StageAccess.DescribeTaken(stage, other)
                : $"There is no stage '{stage}'. It may have expired, or an update from it has completed.");
        }
    }

    /// <summary>What is empty, and what to do if that is intended.</summary>
    internal static string DescribeEmpty(string what) =>
        what + " If a version without files of the source is intended, set 'allowEmpty' to true.";

    // After the source's batches come those of the object's own content, which BuildStage hashes in the new algorithm.
    private async Task<SourceList> WithContentAsync(
        SourceList list, string objectRoot, Inventory inventory, CancellationToken cancellationToken)
    {
        Dictionary<string, string> missing = inventory.Manifest.Paths.ToDictionary(StringComparer.Ordinal);
        ListWriter writer = new(stages, _options, list.Folder, list.Summary);
        await foreach (StorageEntry entry in objects.Storage.ListAsync(objectRoot, recursive: true, cancellationToken))
        {
            if (entry.File is { } file && missing.Remove(file.Path[(objectRoot.Length + 1)..], out string? digest))
            {
                await writer.AddAsync(
                    new SourceFile(0, file.Path[(objectRoot.Length + 1)..], file.Length, file.ETag, digest), cancellationToken);
            }
        }

        if (missing.Count > 0)
        {
            throw new ContentMismatchException(
                $"'{missing.First().Key}' of the object '{inventory.Id}' is missing: the object is damaged, and cannot move to "
                    + $"{list.DigestAlgorithm}.");
        }

        SourceSummary summary = await writer.FinishAsync(cancellationToken);
        return list with
        {
            Summary = summary,
            First = list.First ?? writer.First,
            Content = new ObjectContent(objectRoot, inventory.DigestAlgorithm, summary.Batches - list.Summary.Batches),
        };
    }

    private async Task<(UpdateSource Source, OpenedSource Opened)> OpenAsync(UpdateSource named, CancellationToken cancellationToken)
    {
        try
        {
            UpdateSource source = await sources.ResolveAsync(named, cancellationToken);
            return (source, sources.Open(source));
        }
        catch (SourceRefusedException refusal)
        {
            throw refusal.ToFailure();
        }
    }

    /// <summary>Writes the files of a list in batches, and numbers them.</summary>
    private sealed class ListWriter(StageStore stages, UpdateOptions limits, string folder, SourceSummary before)
    {
        private readonly Batch<SourceFile> _batch = new(limits.SliceFiles, limits.SliceBytes);
        private SourceSummary _summary = before;

        /// <summary>The first batch, if it is not written but belongs into the list; null otherwise.</summary>
        public IReadOnlyList<SourceFile>? First { get; private set; }

        public async Task AddAsync(SourceFile file, CancellationToken cancellationToken)
        {
            // A file that is read in ranges is a batch of its own: an activity reads one range of one file.
            bool isAlone = RangedFiles.Takes(file, limits);
            if (!_batch.HasRoomFor(file.Length, isAlone))
            {
                await WriteAsync(_batch.Take(), cancellationToken);
            }

            _batch.Add(file with { Number = _summary.Files + _batch.Count }, file.Length);
            if (isAlone)
            {
                await WriteAsync(_batch.Take(), cancellationToken);
            }
        }

        public async Task<SourceSummary> FinishAsync(CancellationToken cancellationToken)
        {
            if (_batch.Count == 0)
            {
                return _summary;
            }

            IReadOnlyList<SourceFile> files = _batch.Take();
            if (_summary.Batches == 0 && StageStore.IsSmall(files))
            {
                First = files;
                Count(files);
            }
            else
            {
                await WriteAsync(files, cancellationToken);
            }

            return _summary;
        }

        private async Task WriteAsync(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
        {
            await stages.WriteBatchAsync(folder, _summary.Batches, files, cancellationToken);
            Count(files);
        }

        private void Count(IReadOnlyList<SourceFile> files) =>
            _summary = new SourceSummary(
                _summary.Batches + 1, _summary.Files + files.Count, _summary.Bytes + files.Sum(file => file.Length));
    }

    /// <summary>The content that an object may have, by its length; none if it moves to another algorithm.</summary>
    private sealed class KnownLengths(IStorage storage, UpdateTarget target, string algorithm)
    {
        private readonly ContentLengths _lengths = new(storage, target.ObjectRoot);

        public bool HaveMatched { get; private set; }

        public async Task<bool> HasAsync(long length, CancellationToken cancellationToken)
        {
            if (target.Inventory?.DigestAlgorithm != algorithm)
            {
                return false;
            }

            bool has = await _lengths.ContainsAsync(length, cancellationToken);
            HaveMatched |= has;
            return has;
        }
    }
}

/// <summary>The input of <c>ListSource</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Request">The request.</param>
/// <param name="NewVersion">What shapes the new version.</param>
public sealed record ListSourceInput(UpdateIdentity Update, UpdateRequest Request, NewVersionSettings NewVersion);

/// <summary>The size of the source. The list itself is in the work area.</summary>
/// <param name="Batches">In how many batches it is listed.</param>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">How many bytes.</param>
public sealed record SourceSummary(int Batches, long Files, long Bytes);
