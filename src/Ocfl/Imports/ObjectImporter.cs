using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Imports;

/// <summary>
/// Copies OCFL objects into a storage root, each with all its versions, byte by byte: it is validated as a whole before it counts, and is
/// there in one step or not at all. For tools that can be started again: an object that is there is unchanged, and what a killed process
/// has left is removed by the next.
/// </summary>
public sealed class ObjectImporter : IDisposable
{
    private readonly StorageRoot _root;
    private readonly ObjectImportOptions _options;
    private readonly UpdateFolders _folders;
    private long _objects;

    private ObjectImporter(StorageRoot root, ObjectImportOptions options, UpdateFolders folders)
    {
        _root = root;
        _options = options;
        _folders = folders;
    }

    /// <summary>Prepares imports into a storage root, and removes what killed processes have left in its pending area.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">The storage root cannot be written to.</exception>
    public static async Task<ObjectImporter> CreateAsync(
        StorageRoot root, ObjectImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        options ??= new ObjectImportOptions();
        if (options.IsDryRun)
        {
            return new ObjectImporter(root, options, await UpdateFolders.TakeAsync([]).ConfigureAwait(false));
        }

        root.Storage.PendingArea?.RequireUsable();
        root.Storage.PendingArea?.RequireWritable();
        await root.Storage.RemoveAbandonedAsync(cancellationToken).ConfigureAwait(false);
        return new ObjectImporter(
            root, options, await UpdateFolders.TakeAsync([root.Storage.PendingArea?.Storage]).ConfigureAwait(false));
    }

    /// <summary>Imports all objects of a place, several at a time. Memory is bounded however many there are.</summary>
    /// <param name="source">The place.</param>
    /// <param name="ids">The ids of those to import; null for all.</param>
    /// <param name="cancellationToken">Stops it; an object is then in the storage root, or nothing of it is.</param>
    /// <returns>What became of each, as soon as it is known.</returns>
    /// <exception cref="StorageException">The source could not be listed to its end.</exception>
    public async IAsyncEnumerable<ObjectImportResult> ImportAllAsync(
        SourceObjects source,
        IReadOnlyCollection<string>? ids = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<ObjectImportResult> results = Channel.CreateBounded<ObjectImportResult>(
            new BoundedChannelOptions(_options.Jobs * 2) { SingleReader = true });
        Task work = RunAsync(source, ids, results.Writer, stopping.Token);
        try
        {
            await foreach (ObjectImportResult result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Imports an object.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="objectRoot">Its root there; empty for the top.</param>
    /// <param name="cancellationToken">Stops it; it is then in the storage root, or nothing of it is.</param>
    /// <returns>What became of it. A failure of a storage is an outcome, too.</returns>
    public async Task<ObjectImportResult> ImportAsync(
        IStorage source, string objectRoot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(objectRoot);
        ObjectImportResult result = new(ObjectImportOutcome.Failed, objectRoot);
        try
        {
            if (await OcflObject.TryOpenAsync(source, objectRoot, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return await DescribeInvalidAsync(source, objectRoot, cancellationToken).ConfigureAwait(false);
            }

            result = result with
            {
                ObjectId = found.Id,
                Head = found.Inventory.Head.ToString(),
                InventoryDigest = found.InventoryDigest,
            };
            SpecificationVersion declared = await found.ReadDeclaredSpecificationAsync(cancellationToken).ConfigureAwait(false);
            ImportObstacle? obstacle =
                await ImportObstacle.FindAsync(_root, found, declared, cancellationToken).ConfigureAwait(false)
                ?? await ImportObstacle.FindAroundAsync(_root, found.Id, cancellationToken).ConfigureAwait(false);
            if (obstacle is { Outcome: ObjectImportOutcome.Unchanged, ObjectRoot: { } place } && !_options.IsDryRun)
            {
                await InPlaceImport.RemoveLeftAsync(_root.Storage, place, cancellationToken).ConfigureAwait(false);
            }

            return obstacle is not null
                ? result with { Outcome = obstacle.Outcome, Reason = obstacle.Reason, ObjectRoot = obstacle.ObjectRoot }
                : _options.IsDryRun
                    ? await TryAsync(found, result, cancellationToken).ConfigureAwait(false)
                    : await CopyAsync(found, result, cancellationToken).ConfigureAwait(false);
        }
        catch (CorruptObjectException)
        {
            return await DescribeInvalidAsync(source, objectRoot, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception obstacle) when (FindOutcome(obstacle) is { } outcome)
        {
            return result with { Outcome = outcome, Reason = obstacle.Message };
        }
    }

    /// <summary>Removes what is left of copies that were not published.</summary>
    public void Dispose() => _folders.Dispose();

    private static ObjectImportOutcome? FindOutcome(Exception obstacle) => obstacle switch
    {
        ContentMismatchException => ObjectImportOutcome.Changed,
        ObjectConflictException => ObjectImportOutcome.Conflict,
        InvalidUpdateException or LayoutException or InventoryTooLargeException => ObjectImportOutcome.Refused,
        StorageException => ObjectImportOutcome.Failed,
        _ => null,
    };

    private async Task RunAsync(
        SourceObjects source,
        IReadOnlyCollection<string>? ids,
        ChannelWriter<ObjectImportResult> results,
        CancellationToken cancellationToken)
    {
        try
        {
            IAsyncEnumerable<string> objects = ids is null
                ? source.ListAsync(cancellationToken)
                : FindAsync(source, ids, results, cancellationToken);
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.Jobs, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                objects,
                parallel,
                async (objectRoot, cancel) => await results.WriteAsync(
                    await ImportAsync(source.Storage, objectRoot, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false))
                .ConfigureAwait(false);
            results.Complete();
        }
#pragma warning disable CA1031 // The reader gets the failure.
        catch (Exception exception)
        {
            results.Complete(exception);
        }
#pragma warning restore CA1031
    }

    private static async IAsyncEnumerable<string> FindAsync(
        SourceObjects source,
        IReadOnlyCollection<string> ids,
        ChannelWriter<ObjectImportResult> results,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> found = await source.FindAsync(ids, cancellationToken).ConfigureAwait(false);
        foreach (string id in ids.Distinct(StringComparer.Ordinal))
        {
            if (found.TryGetValue(id, out string? objectRoot))
            {
                yield return objectRoot;
                continue;
            }

            ObjectImportResult none = new(ObjectImportOutcome.NotFound, SourcePath: null)
            {
                ObjectId = id,
                Reason = "The source has no object of this id.",
            };
            await results.WriteAsync(none, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ObjectImportResult> CopyAsync(
        OcflObject found, ObjectImportResult result, CancellationToken cancellationToken)
    {
        IStorage storage = _root.Storage;
        string owner = StoragePath.Combine(
            _folders.Owner, Interlocked.Increment(ref _objects).ToString(CultureInfo.InvariantCulture));
        ObjectCopy plan = new(
            found.Id,
            found.Root,
            owner,
            _root.GetObjectRoot(found.Id),
            found.Inventory.Head.ToString(),
            found.Inventory.DigestAlgorithm,
            found.InventoryDigest,
            await ObjectCopy.ChooseCommitAsync(found, storage, cancellationToken).ConfigureAwait(false));
        using LocalBatch? batch = storage.PendingArea is { } area ? LocalBatch.TryBegin(area.Storage, owner) : null;
        ImportPlace place = ImportPlace.Of(storage, plan, batch?.Storage, _options.OnRead);
        bool isPublished = false;
        try
        {
            await place.ReserveAsync(
                other => Task.FromResult(!UpdateFolders.IsOwner(other)), cancellationToken).ConfigureAwait(false);
            Copied copied = await CopyFilesAsync(place, plan, found, cancellationToken).ConfigureAwait(false);
            ValidationReport report = await ValidateAsync(
                place.Copy, copied.Mismatches == 0, cancellationToken).ConfigureAwait(false);
            if (!report.IsValid)
            {
                return Describe(result, report);
            }

            await (batch?.FlushAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            if (!await found.IsUnchangedAsync(cancellationToken).ConfigureAwait(false))
            {
                throw ImportPlace.Changed(Inventory.FileName);
            }

            // From here on it is not stopped: what stops it would not know whether the object is there.
            cancellationToken.ThrowIfCancellationRequested();
            await place.PublishAsync(() => Task.FromResult(true), CancellationToken.None).ConfigureAwait(false);
            isPublished = true;
            return result with
            {
                Outcome = ObjectImportOutcome.Imported,
                ObjectRoot = plan.ObjectRoot,
                Files = copied.Files,
                Bytes = copied.Bytes,
                Findings = report.Findings,
            };
        }
        finally
        {
            isPublished = isPublished || await place.IsPublishedAsync(CancellationToken.None).ConfigureAwait(false);
            await place.RemoveAsync(isPublished, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<Copied> CopyFilesAsync(
        ImportPlace place, ObjectCopy plan, OcflObject found, CancellationToken cancellationToken)
    {
        // In place, the file that the commit copies reserves the object, as the inventory of a version does.
        string? first = plan.Commit == InPlaceImport.PendingInventory ? Inventory.FileName : plan.Commit;
        long files = 0;
        long bytes = 0;
        long mismatches = 0;
        if (first is not null)
        {
            StorageFile listed = await found.Storage.GetFileAsync(
                StoragePath.Combine(found.Root, first), cancellationToken).ConfigureAwait(false)
                ?? throw ImportPlace.Changed(first);
            ImportedFile reserving = new(first, listed.Length, listed.ETag);
            Take(reserving, await place.CopyAsync(found.Storage, reserving, cancellationToken).ConfigureAwait(false));
        }

        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            ImportedFile.ListAsync(found, _root.Storage, cancellationToken).Where(file => file.Path != first),
            parallel,
            async (file, cancel) => Take(
                file, await place.CopyAsync(found.Storage, file, cancel).ConfigureAwait(false))).ConfigureAwait(false);
        return new Copied(files, bytes, mismatches);

        void Take(ImportedFile file, CopiedFile copied)
        {
            Interlocked.Add(ref files, file.ETag is null ? 0 : 1);
            Interlocked.Add(ref bytes, file.Length);
            Interlocked.Add(ref mismatches, copied.IsMismatch ? 1 : 0);
        }
    }

    /// <summary>Validates an object in its source, and copies nothing.</summary>
    private async Task<ObjectImportResult> TryAsync(OcflObject found, ObjectImportResult result, CancellationToken cancellationToken)
    {
        long files = 0;
        long bytes = 0;
        await foreach (ImportedFile file in ImportedFile.ListAsync(found, _root.Storage, cancellationToken).ConfigureAwait(false))
        {
            files += file.ETag is null ? 0 : 1;
            bytes += file.Length;
        }

        ValidationReport report = await ValidateAsync(
            (found.Storage, found.Root), isContentVerified: false, cancellationToken).ConfigureAwait(false);
        return report.IsValid
            ? result with
            {
                Outcome = ObjectImportOutcome.Imported,
                ObjectRoot = _root.GetObjectRoot(found.Id),
                Files = files,
                Bytes = bytes,
                Findings = report.Findings,
            }
            : Describe(result, report);
    }

    // An inventory that cannot be used says neither what to copy nor where to. The validator says what is wrong.
    private async Task<ObjectImportResult> DescribeInvalidAsync(
        IStorage source, string objectRoot, CancellationToken cancellationToken)
    {
        ObjectImportResult result = new(ObjectImportOutcome.Failed, objectRoot);
        try
        {
            ValidationReport report = await ValidateAsync(
                (source, objectRoot), isContentVerified: true, cancellationToken).ConfigureAwait(false);
            return Describe(result with { ObjectId = report.ObjectId }, report);
        }
        catch (StorageException failure)
        {
            return result with { Reason = failure.Message };
        }
    }

    private async Task<ValidationReport> ValidateAsync(
        (IStorage Storage, string ObjectRoot) copy, bool isContentVerified, CancellationToken cancellationToken)
    {
        ValidatorOptions options = new()
        {
            IsContentVerified = isContentVerified,
            Parallelism = _options.FilesAtOnce,
            MaxFindings = _options.MaxFindings,
            OnContentRead = _options.IsDryRun && _options.OnRead is { } report ? read => report(read.Bytes) : null,
        };
        ValidationReport found = await new Validator(copy.Storage, options).ValidateObjectAsync(
            copy.ObjectRoot, cancellationToken).ConfigureAwait(false);
        return found.Findings.FirstOrDefault(finding => finding.IsUnreadable) is { } unreadable
            ? throw new StorageException(unreadable.Message)
            : found;
    }

    private static ObjectImportResult Describe(ObjectImportResult result, ValidationReport report) => result with
    {
        Outcome = ObjectImportOutcome.Invalid,
        Reason = report.Findings.FirstOrDefault(finding => finding.Severity == FindingSeverity.Error) is { } first
            ? $"It is not valid: {first.Code}: {first.Message}"
            : "It is not known whether it is valid: not everything could be checked.",
        Findings = report.Findings,
    };

    private sealed record Copied(long Files, long Bytes, long Mismatches);
}

/// <summary>How objects are imported.</summary>
public sealed record ObjectImportOptions
{
    /// <summary>How many objects are imported at the same time.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>How many files of an object are copied at the same time.</summary>
    public int FilesAtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether nothing is written: each object is validated in its source.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>How many findings a result has at most.</summary>
    public int MaxFindings { get; init; } = 1000;

    /// <summary>Called with the bytes that were read since the last call, also from several threads; null for nobody.</summary>
    public Action<long>? OnRead { get; init; }
}
