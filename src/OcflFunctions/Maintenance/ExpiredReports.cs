using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
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
        FolderPages.RunAsync(work.Storage, ValidationStore.Validations, input, logger, async (id, builder) =>
        {
            OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken);
            if (instance is not null && (!instance.RuntimeStatus.IsFinished()
                || instance.LastUpdatedAt.ToUniversalTime() > input.StartedAt - input.Settings.KeepReports))
            {
                return true;
            }

            ListedFolder folder = await WorkFolders.ListAsync(
                work.Storage, ValidationStore.FolderOf(id), input.Settings.PageFiles, cancellationToken);
            if (folder.IsEmpty || (instance is null && !SweepLeftovers.IsOver(UpdateLife.Unknown, folder.LastWritten, input.StartedAt)))
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
        }, cancellationToken);
}
