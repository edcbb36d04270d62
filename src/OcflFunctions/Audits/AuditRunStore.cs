using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;

namespace OcflFunctions.Audits;

/// <summary>
/// What a run of an audit keeps in the work area while it runs: the listing of the storage root, the batches of objects that were chosen,
/// and what was found. Each record is created once, by the first run of its activity.
/// </summary>
public sealed class AuditRunStore(WorkArea work)
{
    /// <summary>The folder with the folders of runs.</summary>
    internal const string Runs = "audits/runs";

    /// <summary>How many objects of a batch are in one file.</summary>
    internal const int PageObjects = 500;

    private const string CoveragePath = "audits/coverage.json";
    private const int ReadAtOnce = 8;

    /// <summary>The folder of a run, with all its starts.</summary>
    internal static string FolderOf(string runId) => StoragePath.Combine(Runs, runId);

    /// <summary>A part of the listing; null until it is finished.</summary>
    internal Task<ListedPart?> TryGetPartAsync(AuditIdentity run, int part, CancellationToken cancellationToken) =>
        work.TryReadAsync(PartPath(run, part), AuditWorkJson.Relaxed.ListedPart, cancellationToken);

    /// <summary>Stores a part of the listing, unless another run of its activity was first.</summary>
    /// <param name="run">The run.</param>
    /// <param name="part">The part's number.</param>
    /// <param name="objectRoots">The objects.</param>
    /// <param name="listed">What else to store of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The part that counts.</returns>
    internal async Task<ListedPart> PublishPartAsync(
        AuditIdentity run, int part, IReadOnlyList<string> objectRoots, ListedPart listed, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> lines = new();
        long[] offsets = new long[AuditLedger.Shards + 1];
        int shard = 0;
        foreach ((int of, string root) in objectRoots
            .Select(root => (Shard: AuditLedger.ShardOf(root), Root: root))
            .OrderBy(each => each.Shard))
        {
            for (; shard < of; shard++)
            {
                offsets[shard + 1] = lines.WrittenCount;
            }

            lines.Write(JsonSerializer.SerializeToUtf8Bytes(root, AuditWorkJson.Relaxed.String));
            lines.Write("\n"u8);
        }

        for (; shard < AuditLedger.Shards; shard++)
        {
            offsets[shard + 1] = lines.WrittenCount;
        }

        // In a file of this run's own, which counts only if the record names it.
        string file = StoragePath.Combine(Folder(run), "listing", $"{Number(part)}.{Guid.NewGuid():N}.jsonl");
        await work.TryCreateAsync(file, lines.WrittenSpan.ToArray(), cancellationToken);
        listed = listed with { File = file, Offsets = offsets };
        return (await work.PublishAsync(PartPath(run, part), listed, AuditWorkJson.Relaxed.ListedPart, cancellationToken)).Value;
    }

    /// <summary>The objects of a part of the listing that belong to a file of the ledger.</summary>
    internal async Task ReadPartAsync(ListedPart part, int shard, HashSet<string> objectRoots, CancellationToken cancellationToken)
    {
        long length = part.Offsets[shard + 1] - part.Offsets[shard];
        if (length == 0)
        {
            return;
        }

        await using StorageReader reader = await work.Storage.OpenReadAsync(
            part.File, new StorageReadOptions { Offset = part.Offsets[shard], Length = length }, cancellationToken);
        using StreamReader lines = new(reader.Content, Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            objectRoots.Add(JsonSerializer.Deserialize(line, AuditWorkJson.Relaxed.String)!);
        }
    }

    /// <summary>A batch; null until it is chosen.</summary>
    internal Task<AuditBatch?> TryGetBatchAsync(AuditIdentity run, int batch, CancellationToken cancellationToken) =>
        work.TryReadAsync(BatchPath(run, batch), AuditWorkJson.Relaxed.AuditBatch, cancellationToken);

    /// <summary>Stores a batch, unless another run of its activity was first.</summary>
    /// <returns>The batch that counts.</returns>
    internal async Task<AuditBatch> PublishBatchAsync(
        AuditIdentity run, int batch, IReadOnlyList<SelectedObject> objects, AuditBatch chosen, CancellationToken cancellationToken)
    {
        string folder = StoragePath.Combine(BatchFolder(run, batch), Guid.NewGuid().ToString("N"));
        int page = 0;
        foreach (SelectedObject[] some in objects.Chunk(PageObjects))
        {
            await work.TryCreateAsync(
                StoragePath.Combine(folder, Number(page++) + ".json"),
                some,
                AuditWorkJson.Relaxed.IReadOnlyListSelectedObject,
                cancellationToken);
        }

        chosen = chosen with { Folder = folder, Objects = objects.Count };
        return (await work.PublishAsync(BatchPath(run, batch), chosen, AuditWorkJson.Relaxed.AuditBatch, cancellationToken)).Value;
    }

    /// <summary>Some objects of a batch.</summary>
    internal async Task<IReadOnlyList<SelectedObject>> GetObjectsAsync(
        AuditIdentity run, int batch, int first, int count, CancellationToken cancellationToken)
    {
        AuditBatch chosen = await work.ReadAsync(BatchPath(run, batch), AuditWorkJson.Relaxed.AuditBatch, cancellationToken);
        List<SelectedObject> objects = [];
        for (int page = first / PageObjects; page * PageObjects < first + count; page++)
        {
            objects.AddRange(await work.ReadAsync(
                StoragePath.Combine(chosen.Folder, Number(page) + ".json"),
                AuditWorkJson.Relaxed.IReadOnlyListSelectedObject,
                cancellationToken));
        }

        return [.. objects.Skip(first % PageObjects).Take(count)];
    }

    /// <summary>What a slice found; null until it is finished.</summary>
    internal Task<CheckedSlice?> TryGetSliceAsync(
        AuditIdentity run, int batch, string slice, CancellationToken cancellationToken) =>
        work.TryReadAsync(SlicePath(run, batch, slice), AuditWorkJson.Relaxed.CheckedSlice, cancellationToken);

    /// <summary>Stores what a slice found, unless another run of its activity was first.</summary>
    /// <returns>What counts, and whether it is this.</returns>
    internal Task<(CheckedSlice Slice, bool IsFirst)> PublishSliceAsync(
        AuditIdentity run, int batch, string slice, CheckedSlice found, CancellationToken cancellationToken) =>
        work.PublishAsync(SlicePath(run, batch, slice), found, AuditWorkJson.Relaxed.CheckedSlice, cancellationToken);

    /// <summary>What all slices of a batch found.</summary>
    internal async Task<IReadOnlyList<CheckedObject>> GetResultsAsync(AuditIdentity run, int batch, CancellationToken cancellationToken)
    {
        List<string> paths = await work.Storage.ListAsync(ResultsFolder(run, batch), recursive: false, cancellationToken)
            .Where(entry => entry.File is not null)
            .Select(entry => entry.Path)
            .ToListAsync(cancellationToken);
        List<CheckedObject> results = [];
        foreach (string[] some in paths.Chunk(ReadAtOnce))
        {
            CheckedSlice[] slices = await Task.WhenAll(
                some.Select(path => work.ReadAsync(path, AuditWorkJson.Relaxed.CheckedSlice, cancellationToken)));
            results.AddRange(slices.SelectMany(slice => slice.Results));
        }

        return results;
    }

    /// <summary>Removes what is in the ledger when a batch is chosen: before the first, the listing; then the batch before.</summary>
    internal async Task ClearBeforeAsync(AuditIdentity run, int batch, CancellationToken cancellationToken)
    {
        if (batch == 0)
        {
            await ClearListingAsync(run, cancellationToken);
        }
        else
        {
            await work.Storage.DeleteDirectoryAsync(ResultsFolder(run, batch - 1), cancellationToken);
            await work.Storage.DeleteDirectoryAsync(BatchFolder(run, batch - 1), cancellationToken);
        }
    }

    /// <summary>Removes what is in the ledger when nothing is left to check: all of it.</summary>
    internal async Task ClearAsync(AuditIdentity run, CancellationToken cancellationToken)
    {
        await ClearListingAsync(run, cancellationToken);
        await work.Storage.DeleteDirectoryAsync(StoragePath.Combine(Folder(run), "results"), cancellationToken);
        await work.Storage.DeleteDirectoryAsync(StoragePath.Combine(Folder(run), "chosen"), cancellationToken);
    }

    /// <summary>The coverage as it was last counted; null if it never was.</summary>
    internal Task<AuditCoverage?> TryGetCoverageAsync(CancellationToken cancellationToken) =>
        work.TryReadAsync(CoveragePath, AuditWorkJson.Relaxed.AuditCoverage, cancellationToken);

    /// <summary>Stores the coverage, unless a later one is stored.</summary>
    internal async Task SetCoverageAsync(AuditCoverage coverage, CancellationToken cancellationToken)
    {
        while (true)
        {
            WorkValue<AuditCoverage>? found = await work.TryReadStateAsync(
                CoveragePath, AuditWorkJson.Relaxed.AuditCoverage, cancellationToken);
            StorageCondition condition = StorageCondition.IfStill(found?.ETag);
            if (found?.Value.AsOf > coverage.AsOf || await work.TryWriteAsync(
                CoveragePath, coverage, condition, AuditWorkJson.Relaxed.AuditCoverage, cancellationToken) is not null)
            {
                return;
            }
        }
    }

    private Task ClearListingAsync(AuditIdentity run, CancellationToken cancellationToken) =>
        work.Storage.DeleteDirectoryAsync(StoragePath.Combine(Folder(run), "listing"), cancellationToken);

    private static string Folder(AuditIdentity run) => StoragePath.Combine(
        Runs, run.Id, run.StartedAt.UtcTicks.ToString(CultureInfo.InvariantCulture));

    private static string PartPath(AuditIdentity run, int part) =>
        StoragePath.Combine(Folder(run), "listing", Number(part) + ".json");

    private static string BatchFolder(AuditIdentity run, int batch) => StoragePath.Combine(Folder(run), "chosen", Number(batch));

    private static string BatchPath(AuditIdentity run, int batch) =>
        StoragePath.Combine(Folder(run), "batches", Number(batch) + ".json");

    private static string ResultsFolder(AuditIdentity run, int batch) => StoragePath.Combine(Folder(run), "results", Number(batch));

    private static string SlicePath(AuditIdentity run, int batch, string slice) =>
        StoragePath.Combine(ResultsFolder(run, batch), slice + ".json");

    private static string Number(int number) => number.ToString("D7", CultureInfo.InvariantCulture);
}

/// <summary>A part of the listing of the storage root.</summary>
internal sealed record ListedPart
{
    /// <summary>The file with the objects' roots, in the order of the files of the ledger.</summary>
    public string File { get; init; } = "";

    /// <summary>Where the objects of each file of the ledger start in it, and its end.</summary>
    public IReadOnlyList<long> Offsets { get; init; } = [];

    /// <summary>How many objects it has.</summary>
    public required int Objects { get; init; }

    /// <summary>Where the next part starts; null if this is the last.</summary>
    public string? Next { get; init; }

    /// <summary>Whether everything could be read: what is not in a whole listing is not there.</summary>
    public required bool IsWhole { get; init; }
}

/// <summary>A batch of objects that were chosen.</summary>
internal sealed record AuditBatch
{
    /// <summary>The folder with the files of its objects.</summary>
    public string Folder { get; init; } = "";

    /// <summary>How many objects it has.</summary>
    public int Objects { get; init; }

    /// <summary>How many objects were due when it was chosen, in it or not.</summary>
    public required long Due { get; init; }
}

/// <summary>What a slice of a batch found.</summary>
internal sealed record CheckedSlice
{
    /// <summary>What is known about its objects.</summary>
    public required IReadOnlyList<CheckedObject> Results { get; init; }

    /// <summary>What the activity returned.</summary>
    public required CheckedObjects Returned { get; init; }
}
