using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ocfl;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Durable;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Plans, stored in parts: a header, the inventory's bytes, and slices of the steps. A step needs the header and its own slice. The
/// header has the slices itself if they are small: each file more is a flush more, or a request.
/// </summary>
public sealed class PlanStore(WorkArea work)
{
    private const int MostBytesOfCopies = 32 * 1024;

    // Each step of an update reads it, and each request for the update.
    private readonly KnownValues<PlanHeader> _headers = new(work, UpdateWorkJson.Default.PlanHeader);

    /// <summary>The header; null if there is no plan yet.</summary>
    public async Task<PlanHeader?> TryGetAsync(string updateId, CancellationToken cancellationToken) =>
        (await _headers.TryReadAsync(HeaderPath(updateId), cancellationToken))?.Value;

    /// <summary>The header.</summary>
    /// <exception cref="StorageFileNotFoundException">There is no plan.</exception>
    public async Task<PlanHeader> GetAsync(string updateId, CancellationToken cancellationToken) =>
        await TryGetAsync(updateId, cancellationToken)
            ?? throw new StorageFileNotFoundException(HeaderPath(updateId), work.Storage.Location);

    /// <summary>Stores a plan, unless another run was first.</summary>
    /// <returns>The header of the stored plan.</returns>
    public async Task<PlanHeader> PublishAsync(
        string updateId, UpdatePlan plan, PlanSlices slices, string? stage, CancellationToken cancellationToken)
    {
        string folder = StoragePath.Combine(PlanFolder(updateId), Guid.NewGuid().ToString("N"));
        SliceRange copies = slices.Summary.Copies;
        bool areFiles = AreLong(slices.Slices.Skip(copies.First).Take(copies.Count));
        int[] inFiles = areFiles ? [.. Enumerable.Range(copies.First, copies.Count)] : [];
        IReadOnlyList<OcflActivity>?[] inHeader = [.. slices.Slices];
        Array.Clear(inHeader, copies.First, inFiles.Length);
        List<Func<CancellationToken, Task>> writes =
        [
            cancel => WriteInventoryAsync(InventoryPath(folder), plan, cancel),
            .. inFiles.Select<int, Func<CancellationToken, Task>>(slice => cancel => work.TryCreatePartAsync(
                SlicePath(folder, slice), UpdatePlanSerializer.SerializeActivities(slices.Slices[slice]), cancel)),
        ];
        if (areFiles && slices.Summary.Names is not null)
        {
            writes.Add(cancel => work.TryCreatePartAsync(
                StepsPath(folder),
                JsonSerializer.SerializeToUtf8Bytes(Describe(slices.Slices), UpdateWorkJson.Default.IReadOnlyListStepDescription),
                cancel));
        }

        // Making the bytes takes longer than writing them, so several are made at once.
        await Parallel.ForEachAsync(writes, cancellationToken, async (write, cancel) => await write(cancel));
        string[] parts = [InventoryPath(folder), .. inFiles.Select(slice => SlicePath(folder, slice))];
        await work.FlushPartsAsync(parts, WorkArea.UpdateFolder(updateId), cancellationToken);

        PlanHeader header = new(folder, plan with { Activities = [], InventoryBytes = [] }, slices.Summary, stage, inHeader);
        if (await work.TryCreateAsync(HeaderPath(updateId), header, UpdateWorkJson.Default.PlanHeader, cancellationToken))
        {
            return header;
        }

        await work.Storage.DeleteDirectoryAsync(folder, cancellationToken);
        return await GetAsync(updateId, cancellationToken);
    }

    /// <summary>Has the plan durable that an earlier run has stored.</summary>
    public Task KeepAsync(string updateId, CancellationToken cancellationToken) =>
        work.KeepAsync(HeaderPath(updateId), cancellationToken);

    /// <summary>The steps of a slice.</summary>
    /// <exception cref="StorageFileNotFoundException">The plan has been cleared: the update is over.</exception>
    public async Task<IReadOnlyList<OcflActivity>> GetSliceAsync(PlanHeader header, int slice, CancellationToken cancellationToken)
    {
        if (header.Slices?[slice] is { } steps)
        {
            await RequireInventoryAsync(header, cancellationToken);
            return steps;
        }

        return UpdatePlanSerializer.DeserializeActivities(
            await work.ReadBytesAsync(SlicePath(header.Folder, slice), cancellationToken));
    }

    /// <summary>
    /// The plan with its inventory, which is read from the work area each time it is needed, and no activities. If the plan is cleared,
    /// that fails with <see cref="PlanClearedException"/>.
    /// </summary>
    public UpdatePlan WithInventory(PlanHeader header) =>
        header.Plan.WithInventory(cancellation => OpenInventoryAsync(header, cancellation));

    /// <summary>Whether the plan has not been cleared.</summary>
    public async Task<bool> HasInventoryAsync(PlanHeader header, CancellationToken cancellationToken) =>
        await work.Storage.GetFileAsync(InventoryPath(header.Folder), cancellationToken) is not null;

    /// <summary>The steps, for callers; null if there are too many, or there is no plan.</summary>
    public async Task<IReadOnlyList<StepDescription>?> TryGetStepsAsync(string updateId, CancellationToken cancellationToken)
    {
        if (await TryGetAsync(updateId, cancellationToken) is not { Summary.Names: not null } header)
        {
            return null;
        }

        return header.Slices is { } slices && slices.All(slice => slice is not null)
            ? Describe(slices!)
            : await work.TryReadAsync(StepsPath(header.Folder), UpdateWorkJson.Default.IReadOnlyListStepDescription, cancellationToken);
    }

    /// <summary>
    /// Deletes the inventory and the slices, and the parts of other runs. The header and the description of the steps stay for queries.
    /// The inventory is deleted first: without it, the plan counts as applied.
    /// </summary>
    public async Task ClearAsync(string updateId, CancellationToken cancellationToken)
    {
        PlanHeader? header = await TryGetAsync(updateId, cancellationToken);
        if (header is not null)
        {
            await work.ClearFileAsync(InventoryPath(header.Folder), cancellationToken);
            await work.ClearFolderAsync(SlicesFolder(header.Folder), cancellationToken);
        }

        await foreach (StorageEntry entry in work.Storage.ListAsync(PlanFolder(updateId), recursive: false, cancellationToken))
        {
            if (entry.Kind == StorageEntryKind.Directory && entry.Path != header?.Folder)
            {
                await work.ClearFolderAsync(entry.Path, cancellationToken);
            }
        }
    }

    /// <summary>Stops the commit of a plan that is about to be undone: a run of it that is late commits nothing.</summary>
    public Task StopAsync(PlanHeader header, CancellationToken cancellationToken) =>
        work.MarkAsync(StoppedPath(header), cancellationToken);

    /// <summary>Whether the commit of a plan has been stopped.</summary>
    public async Task<bool> IsStoppedAsync(PlanHeader header, CancellationToken cancellationToken) =>
        await work.Storage.GetFileAsync(StoppedPath(header), cancellationToken) is not null;

    /// <summary>The path of the record of a step that copies its content in ranges.</summary>
    public static string RangesPath(PlanHeader header, OcflActivity step) => StoragePath.Combine(
        SlicesFolder(header.Folder), string.Create(CultureInfo.InvariantCulture, $"ranges-{step.Index:D6}.json"));

    /// <summary>Whether a step has started to copy its content in ranges.</summary>
    public async Task<bool> HasRangesAsync(PlanHeader header, OcflActivity step, CancellationToken cancellationToken) =>
        await work.Storage.GetFileAsync(RangesPath(header, step), cancellationToken) is not null;

    /// <summary>Fails if the plan has been cleared.</summary>
    /// <exception cref="StorageFileNotFoundException">It has been cleared: the update is over.</exception>
    public async Task RequireInventoryAsync(PlanHeader header, CancellationToken cancellationToken)
    {
        if (!await HasInventoryAsync(header, cancellationToken))
        {
            throw new StorageFileNotFoundException(InventoryPath(header.Folder), work.Storage.Location);
        }
    }

    private async Task WriteInventoryAsync(string path, UpdatePlan plan, CancellationToken cancellationToken)
    {
        await using Stream inventory = await plan.OpenInventoryAsync(cancellationToken);
        await work.TryCreatePartAsync(path, inventory, plan.InventoryLength, cancellationToken);
    }

    // A step may take a file that is missing for one of the object's, and would look again.
    private async Task<Stream> OpenInventoryAsync(PlanHeader header, CancellationToken cancellationToken)
    {
        try
        {
            return (await work.Storage.OpenReadAsync(InventoryPath(header.Folder), options: null, cancellationToken)).Content;
        }
        catch (StorageFileNotFoundException missing)
        {
            throw new PlanClearedException(missing);
        }
    }

    // Not all of them are serialized at once: there may be a million steps.
    private static bool AreLong(IEnumerable<IReadOnlyList<OcflActivity>> copies)
    {
        long bytes = 0;
        return copies.Any(slice => (bytes += UpdatePlanSerializer.SerializeActivities(slice).LongLength) > MostBytesOfCopies);
    }

    private static StepDescription[] Describe(IReadOnlyList<IReadOnlyList<OcflActivity>> slices) =>
        [.. slices.SelectMany((steps, slice) => steps.Select(step => new StepDescription(step.Name, step.Length, slice)))];

    private static string PlanFolder(string updateId) => StoragePath.Combine(WorkArea.UpdateFolder(updateId), "plan");

    private static string HeaderPath(string updateId) => StoragePath.Combine(PlanFolder(updateId), "plan.json");

    private static string InventoryPath(string folder) => StoragePath.Combine(folder, "inventory.json");

    private static string StepsPath(string folder) => StoragePath.Combine(folder, "steps.json");

    private static string StoppedPath(PlanHeader header) => StoragePath.Combine(SlicesFolder(header.Folder), "stopped");

    private static string SlicesFolder(string folder) => StoragePath.Combine(folder, "slices");

    private static string SlicePath(string folder, int slice) =>
        StoragePath.Combine(SlicesFolder(folder), slice.ToString("D6", CultureInfo.InvariantCulture) + ".json");
}

/// <summary>A plan without its steps and without the inventory's bytes: created once, by the first run.</summary>
/// <param name="Folder">Where the parts are: a folder of the first run.</param>
/// <param name="Plan">The plan, with no activities and no inventory.</param>
/// <param name="Summary">The summary for the orchestrator.</param>
/// <param name="Stage">The uploaded stage that the content is in, which ends with the update; null for another source.</param>
/// <param name="Slices">The steps of each slice; null for a slice that is a file. A plan of an earlier version has them all in files.</param>
public sealed record PlanHeader(
    string Folder,
    UpdatePlan Plan,
    PlanSummary Summary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Stage = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<IReadOnlyList<OcflActivity>?>? Slices = null);

/// <summary>A step, for callers.</summary>
/// <param name="Name">The step's name, such as <c>copy v1/content/readme.txt</c>.</param>
/// <param name="Bytes">How many bytes it writes.</param>
/// <param name="Slice">Its slice, from 0. In a plan of an earlier version each step is a slice, and this is null.</param>
public sealed record StepDescription(
    string Name, long Bytes, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Slice = null);

/// <summary>The plan of an update was cleared while a step of it ran: the update is over.</summary>
/// <param name="missing">What is missing.</param>
public sealed class PlanClearedException(StorageFileNotFoundException missing)
    : OcflException("The plan was cleared while it was read.", missing)
{
    /// <summary>What is missing.</summary>
    public StorageFileNotFoundException Missing { get; } = missing;
}
