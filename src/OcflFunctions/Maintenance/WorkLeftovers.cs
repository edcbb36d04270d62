using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Purges;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Maintenance;

/// <summary>
/// Removes from the work area what updates left that were terminated or failed outside their own handlers, and the folders of updates
/// that the engine does not have.
/// </summary>
internal sealed class WorkLeftovers(
    WorkArea work, UpdateLeftovers leftovers, PurgeLeftovers purges, ILogger<WorkLeftovers> logger) : IMaintenanceStep
{
    public string Name => "leftovers";

    public async Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (input.After is null && !input.DryRun)
        {
            await purges.SweepAsync(client, cancellationToken);
        }

        return await FolderPages.RunAsync(work.Storage, WorkArea.Updates, input, new PageBuilder(logger), (id, builder) =>
            RemoveAsync(id, input, client, builder, cancellationToken), cancellationToken);
    }

    private async Task<bool> RemoveAsync(
        string id, MaintenancePageInput input, DurableTaskClient client, PageBuilder builder, CancellationToken cancellationToken)
    {
        if (await client.GetLifeAsync(id, cancellationToken) == UpdateLife.Running)
        {
            return true;
        }

        ListedFolder folder = await WorkFolders.ListAsync(
            work.Storage, WorkArea.UpdateFolder(id), input.Settings.PageFiles, cancellationToken);
        StorageFile[] left = [.. folder.Files.Where(file => UpdateLeftovers.IsCleared(file.Path))];

        // After the listing: what starts at the same moment is running now.
        UpdateLife life = await client.GetLifeAsync(id, cancellationToken);
        if (life == UpdateLife.Ended && left.Length > 0)
        {
            if (!input.DryRun && !await leftovers.TryClearAsync([id], client, cancellationToken))
            {
                throw new StorageException($"What update {id} left could not be removed; the log has the reason.");
            }

            builder.Add(RemovedKind.Leftovers, 1, left.Sum(file => file.Length), left.Length);
        }
        else if (life == UpdateLife.Unknown
            && (folder.LastWritten is null || folder.LastWritten < input.StartedAt - SweepLeftovers.UnknownTime))
        {
            long bytes = folder.Bytes;
            if (!input.DryRun)
            {
                await leftovers.ClearUnknownAsync(id, client, cancellationToken);
                await WorkFolders.DeleteAsync(work.Storage, folder, cancellationToken);
                if (folder.IsEmpty)
                {
                    await WorkFolders.DeleteEmptyAsync(work.Storage, WorkArea.UpdateFolder(id), cancellationToken);
                }
            }

            builder.Add(RemovedKind.Leftovers, 1, bytes, folder.Files.Count);
            return folder.IsWhole || input.DryRun;
        }

        return true;
    }
}
