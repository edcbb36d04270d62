using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Durable;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// What an update leaves that ends without cleaning up, because an operator terminated it or the engine failed it: its stage, its plan,
/// and what it had prepared in the storage root. What it has committed stays.
/// </summary>
public sealed partial class UpdateLeftovers(
    PlanStore plans, StageStore stages, ExecutorFactory executors, WorkArea work, ILogger<UpdateLeftovers> logger)
{
    /// <summary>Removes what finished updates left. A failure is logged, and the next sweep retries.</summary>
    /// <param name="updateIds">The updates; those that have not finished are skipped.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False if some of it could not be removed.</returns>
    public async Task<bool> TryClearAsync(IEnumerable<string> updateIds, DurableTaskClient client, CancellationToken cancellationToken)
    {
        bool isCleared = true;
        foreach (string updateId in updateIds)
        {
            try
            {
                if (await client.GetLifeAsync(updateId, cancellationToken) == UpdateLife.Ended)
                {
                    await ClearAsync(updateId, client, cancellationToken);
                }
            }
            catch (Exception failure) when (failure is OcflException or ArgumentException)
            {
                // The engine's own API accepts ids that no folder can have. Such an update leaves nothing.
                LogFailed(logger, updateId, failure);
                isCleared &= failure is ArgumentException;
            }
        }

        return isCleared;
    }

    /// <summary>Removes what an update left that the engine does not have, but not what is kept for queries.</summary>
    internal Task ClearUnknownAsync(string updateId, DurableTaskClient client, CancellationToken cancellationToken) =>
        ClearAsync(updateId, client, cancellationToken);

    /// <summary>
    /// Removes what an activity left that finished after its update. Call it after the activity's last write.
    /// </summary>
    public async Task ClearIfEndedAsync(UpdateIdentity update, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await stages.ClearIfOverAsync(update, cancellationToken);
        if (await client.GetLifeAsync(update.Id, cancellationToken) == UpdateLife.Ended)
        {
            await ClearAsync(update.Id, client, cancellationToken);
        }
    }

    /// <summary>
    /// Undoes what an update has not committed, and clears its stage and its plan. If the update is committed, nothing is undone or
    /// cleared.
    /// </summary>
    /// <param name="updateId">The update.</param>
    /// <param name="header">The header of its plan; null if it has no plan.</param>
    /// <param name="client">Lists the updates that run.</param>
    /// <param name="clearStageAsync">Clears the stage.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<RevertOutcome> UndoAsync(
        string updateId, PlanHeader? header, DurableTaskClient client, Func<Task> clearStageAsync, CancellationToken cancellationToken)
    {
        if (header is null)
        {
            await clearStageAsync();
            await plans.ClearAsync(updateId, cancellationToken);
            return RevertOutcome.Reverted;
        }

        await plans.StopAsync(header, cancellationToken);
        ActivityExecutor executor = executors.Create(updateId, client);
        if (await executor.RevertAsync(header.Plan, cancellationToken) == RevertOutcome.Committed)
        {
            if (!await plans.HasInventoryAsync(header, cancellationToken))
            {
                // This run is late: the update has cleared its plan, and the mark came after that.
                await plans.ClearAsync(updateId, cancellationToken);
            }

            return RevertOutcome.Committed;
        }

        await clearStageAsync();
        await plans.ClearAsync(updateId, cancellationToken);

        // A step that was still running either wrote before this, or finds the plan cleared and undoes what it wrote.
        return await executor.RevertAsync(header.Plan, cancellationToken);
    }

    /// <summary>Removes everything of an update whose instance is gone: what it left, and what is kept for queries.</summary>
    public async Task RemoveAsync(string updateId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await ClearAsync(updateId, client, cancellationToken);
        await work.Storage.DeleteDirectoryAsync(WorkArea.UpdateFolder(updateId), cancellationToken);
    }

    /// <summary>Whether a file in the work area is one that an update clears when it finishes.</summary>
    /// <param name="path">The file, from the top of the work area.</param>
    public static bool IsCleared(string path) => path.Split('/') is ["updates", _, "stage", ..]
        or ["updates", _, "plan", _, "slices", ..]
        or ["updates", _, "plan", _, "inventory.json"];

    /// <summary>Removes what an update left that no longer runs.</summary>
    private async Task ClearAsync(string updateId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!await HasSomethingAsync(updateId, cancellationToken))
        {
            return;
        }

        PlanHeader? header = await plans.TryGetAsync(updateId, cancellationToken);
        if (await UndoAsync(
            updateId, header, client, () => stages.ClearAsync(updateId, cancellationToken), cancellationToken) == RevertOutcome.Committed)
        {
            await stages.ClearAsync(updateId, cancellationToken);
            await plans.ClearAsync(updateId, cancellationToken);
        }

        LogCleared(logger, updateId);
    }

    private async Task<bool> HasSomethingAsync(string updateId, CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in work.Storage.ListAsync(WorkArea.UpdateFolder(updateId), recursive: true, cancellationToken))
        {
            if (IsCleared(entry.Path))
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(
        1501, LogLevel.Information, "Update {UpdateId} had ended without cleaning up: its stage and what it had not committed are "
            + "removed.")]
    private static partial void LogCleared(ILogger logger, string updateId);

    [LoggerMessage(1502, LogLevel.Warning, "What update {UpdateId} left could not be removed; this is retried later.")]
    private static partial void LogFailed(ILogger logger, string updateId, Exception failure);
}
