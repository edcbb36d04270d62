using System.Globalization;
using System.Text.Json.Serialization;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Plans, stored in parts: a header, the inventory's bytes, and slices of the steps. A step needs the header and its own slice.
/// </summary>
public sealed class PlanStore(WorkArea work)
{
    /// <summary>The header; null if there is no plan yet.</summary>
    public Task<PlanHeader?> TryGetAsync(string updateId, CancellationToken cancellationToken) =>
        work.TryReadAsync(HeaderPath(updateId), UpdateWorkJson.Default.PlanHeader, cancellationToken);

    /// <summary>The header.</summary>
    /// <exception cref="StorageFileNotFoundException">There is no plan.</exception>
    public Task<PlanHeader> GetAsync(string updateId, CancellationToken cancellationToken) =>
        work.ReadAsync(HeaderPath(updateId), UpdateWorkJson.Default.PlanHeader, cancellationToken);

    /// <summary>Stores a plan, unless another run was first.</summary>
    /// <returns>The header of the stored plan.</returns>
    public async Task<PlanHeader> PublishAsync(
        string updateId, UpdatePlan plan, PlanSlices slices, string? stage, CancellationToken cancellationToken)
    {
        string folder = StoragePath.Combine(PlanFolder(updateId), Guid.NewGuid().ToString("N"));
        await work.TryCreateAsync(InventoryPath(folder), plan.InventoryBytes, cancellationToken);
        for (int slice = 0; slice < slices.Slices.Count; slice++)
        {
            byte[] steps = UpdatePlanSerializer.SerializeActivities(slices.Slices[slice]);
            await work.TryCreateAsync(SlicePath(folder, slice), steps, cancellationToken);
        }

        if (slices.Summary.Names is not null)
        {
            StepDescription[] steps = [.. plan.Activities.Select(step => new StepDescription(step.Name, step.Length))];
            await work.TryCreateAsync(StepsPath(folder), steps, UpdateWorkJson.Default.IReadOnlyListStepDescription, cancellationToken);
        }

        PlanHeader header = new(folder, plan with { Activities = [], InventoryBytes = [] }, slices.Summary, stage);
        if (await work.TryCreateAsync(HeaderPath(updateId), header, UpdateWorkJson.Default.PlanHeader, cancellationToken))
        {
            return header;
        }

        await work.Storage.DeleteDirectoryAsync(folder, cancellationToken);
        return await GetAsync(updateId, cancellationToken);
    }

    /// <summary>The steps of a slice.</summary>
    public async Task<IReadOnlyList<OcflActivity>> GetSliceAsync(PlanHeader header, int slice, CancellationToken cancellationToken) =>
        UpdatePlanSerializer.DeserializeActivities(await work.ReadBytesAsync(SlicePath(header.Folder, slice), cancellationToken));

    /// <summary>The plan with the inventory's bytes, and no activities.</summary>
    /// <exception cref="StorageFileNotFoundException">They have been cleared.</exception>
    public async Task<UpdatePlan> WithInventoryAsync(PlanHeader header, CancellationToken cancellationToken) =>
        header.Plan with { InventoryBytes = await work.ReadBytesAsync(InventoryPath(header.Folder), cancellationToken) };

    /// <summary>The same; null if the bytes have been cleared.</summary>
    public async Task<UpdatePlan?> TryGetWithInventoryAsync(PlanHeader header, CancellationToken cancellationToken)
    {
        try
        {
            return await WithInventoryAsync(header, cancellationToken);
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether the plan has not been cleared.</summary>
    public async Task<bool> HasInventoryAsync(PlanHeader header, CancellationToken cancellationToken) =>
        await work.Storage.GetFileAsync(InventoryPath(header.Folder), cancellationToken) is not null;

    /// <summary>The steps, for callers; null if the plan is executed in slices, or there is no plan.</summary>
    public async Task<IReadOnlyList<StepDescription>?> TryGetStepsAsync(string updateId, CancellationToken cancellationToken) =>
        await TryGetAsync(updateId, cancellationToken) is { Summary.Names: not null } header
            ? await work.TryReadAsync(StepsPath(header.Folder), UpdateWorkJson.Default.IReadOnlyListStepDescription, cancellationToken)
            : null;

    /// <summary>
    /// Deletes the inventory and the slices, and the parts of other runs. The header and the description of the steps stay for queries.
    /// The inventory is deleted first: without it, the plan counts as applied.
    /// </summary>
    public async Task ClearAsync(string updateId, CancellationToken cancellationToken)
    {
        PlanHeader? header = await TryGetAsync(updateId, cancellationToken);
        if (header is not null)
        {
            await work.Storage.DeleteAsync(InventoryPath(header.Folder), etag: null, cancellationToken);
            await work.Storage.DeleteDirectoryAsync(SlicesFolder(header.Folder), cancellationToken);
        }

        await foreach (StorageEntry entry in work.Storage.ListAsync(PlanFolder(updateId), recursive: false, cancellationToken))
        {
            if (entry.Kind == StorageEntryKind.Directory && entry.Path != header?.Folder)
            {
                await work.Storage.DeleteDirectoryAsync(entry.Path, cancellationToken);
            }
        }
    }

    private static string PlanFolder(string updateId) => StoragePath.Combine(WorkArea.UpdateFolder(updateId), "plan");

    private static string HeaderPath(string updateId) => StoragePath.Combine(PlanFolder(updateId), "plan.json");

    private static string InventoryPath(string folder) => StoragePath.Combine(folder, "inventory.json");

    private static string StepsPath(string folder) => StoragePath.Combine(folder, "steps.json");

    private static string SlicesFolder(string folder) => StoragePath.Combine(folder, "slices");

    private static string SlicePath(string folder, int slice) =>
        StoragePath.Combine(SlicesFolder(folder), slice.ToString("D6", CultureInfo.InvariantCulture) + ".json");
}

/// <summary>A plan without its steps and without the inventory's bytes: created once, by the first run.</summary>
/// <param name="Folder">Where the parts are: a folder of the first run.</param>
/// <param name="Plan">The plan, with no activities and no inventory.</param>
/// <param name="Summary">The summary for the orchestrator.</param>
/// <param name="Stage">The uploaded stage that the content is in, which ends with the update; null for another source.</param>
public sealed record PlanHeader(
    string Folder,
    UpdatePlan Plan,
    PlanSummary Summary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Stage = null);

/// <summary>A step, for callers.</summary>
/// <param name="Name">The step's name, such as <c>copy v1/content/readme.txt</c>.</param>
/// <param name="Bytes">How many bytes it writes.</param>
public sealed record StepDescription(string Name, long Bytes);
