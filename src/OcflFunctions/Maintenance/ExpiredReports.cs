using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Maintenance;

/// <summary>Removes old reports of validations, and those whose run the engine does not have.</summary>
internal sealed class ExpiredReports(WorkArea work, ILogger<ExpiredReports> logger) : IMaintenanceStep
{
    public string Name => "reports";

    public Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken) =>
        FolderPages.RunAsync(work.Storage, ValidationStore.Validations, input, logger, cancellationToken, async (id, builder) =>
        {
            OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken);
            if (instance is not null && (!instance.RuntimeStatus.IsFinished()
                || instance.LastUpdatedAt.ToUniversalTime() > input.StartedAt - input.Settings.KeepReports))
            {
                return true;
            }

            ListedFolder folder = await WorkFolders.ListAsync(
                work.Storage, ValidationStore.FolderOf(id), input.Settings.PageFiles, cancellationToken);
            if (folder.IsEmpty || (instance is null && !(folder.LastWritten < input.StartedAt - SweepLeftovers.UnknownTime)))
            {
                return true;
            }

            // After the listing: the validation may have been restarted, or started.
            if (!input.DryRun && await client.GetLifeAsync(id, cancellationToken) == UpdateLife.Running)
            {
                return true;
            }

            long bytes = input.DryRun ? folder.Bytes : await WorkFolders.DeleteAsync(work.Storage, folder, cancellationToken);
            builder.Add(RemovedKind.Reports, folder.IsWhole || input.DryRun ? 1 : 0, bytes, folder.Files.Count);
            return folder.IsWhole || input.DryRun;
        });
}

/// <summary>Goes through the folders of a directory of the work area, page by page, in order.</summary>
internal static class FolderPages
{
    /// <summary>Examines a page of folders.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="input">Which page.</param>
    /// <param name="logger">For folders that cannot be removed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="removeAsync">Examines a folder, given its name; false if the next page must examine it again.</param>
    public static async Task<MaintenancePage> RunAsync(
        IStorage storage,
        string directory,
        MaintenancePageInput input,
        ILogger logger,
        CancellationToken cancellationToken,
        Func<string, PageBuilder, Task<bool>> removeAsync)
    {
        PageBuilder builder = new(logger);
        int count = 0;
        string? next = null;
        await foreach (string name in new OrderedListing(storage, input.Settings.PageItems + 1).ListAsync(
            directory, entry => entry.Kind == StorageEntryKind.Directory, input.After, cancellationToken))
        {
            if (count++ == input.Settings.PageItems || builder.Files >= input.Settings.PageFiles)
            {
                next = name;
                break;
            }

            bool isDone = true;
            await builder.TryAsync(
                StoragePath.Combine(directory, name), async () => isDone = await removeAsync(name, builder));
            if (!isDone)
            {
                next = name;
                break;
            }
        }

        return builder.Build(next);
    }
}
