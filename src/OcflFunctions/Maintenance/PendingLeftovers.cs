using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Maintenance;

/// <summary>
/// Removes from the pending area of a storage root what updates left that no longer run, and half-written files of processes that died.
/// </summary>
internal sealed class PendingLeftovers(
    ObjectStore objects, WorkArea work, UpdateLeftovers leftovers, ILogger<PendingLeftovers> logger) : IMaintenanceStep
{
    // Folders of the tool have a mark that their process holds; its next update removes those of processes that died.
    private const string OfTheTool = "update-";

    public string Name => "pending";

    public async Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (input.After is null && !input.DryRun)
        {
            await objects.Storage.RemoveAbandonedAsync(cancellationToken);
            await work.Storage.RemoveAbandonedAsync(cancellationToken);
        }

        return objects.Storage.PendingArea is { } area
            ? await FolderPages.RunAsync(area.Storage, "", input, new PageBuilder(logger), (id, builder) =>
                RemoveAsync(area.Storage, id, input, client, builder, cancellationToken), cancellationToken)
            : new MaintenancePage([], Next: null);
    }

    private async Task<bool> RemoveAsync(
        IStorage pending,
        string id,
        MaintenancePageInput input,
        DurableTaskClient client,
        PageBuilder builder,
        CancellationToken cancellationToken)
    {
        if (id.StartsWith(OfTheTool, StringComparison.Ordinal)
            || await client.GetLifeAsync(id, cancellationToken) == UpdateLife.Running)
        {
            return true;
        }

        ListedFolder folder = await WorkFolders.ListAsync(pending, id, input.Settings.PageFiles, cancellationToken);

        // After the listing. An empty folder may be the lock of an update of another task hub.
        UpdateLife life = await client.GetLifeAsync(id, cancellationToken);
        if (!SweepLeftovers.IsOver(life, folder.LastWritten, input.StartedAt))
        {
            return true;
        }

        if (!input.DryRun)
        {
            // A version that was set aside belongs to a commit that the plan says how to complete.
            if (life == UpdateLife.Ended)
            {
                await leftovers.TryClearAsync([id], client, cancellationToken);
            }

            await WorkFolders.DeleteAsync(pending, folder, cancellationToken);
            if (folder.IsEmpty)
            {
                await WorkFolders.DeleteEmptyAsync(pending, id, cancellationToken);
            }
        }

        builder.Add(RemovedKind.Pending, 1, folder.Bytes, folder.Files.Count);
        return folder.IsWhole || input.DryRun;
    }
}
