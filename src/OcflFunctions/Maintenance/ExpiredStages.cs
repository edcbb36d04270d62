using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Stages;
using OcflFunctions.Storage;

namespace OcflFunctions.Maintenance;

/// <summary>Removes stages that have expired, as <see cref="SweepStages"/> does each hour, and what interrupted removals left.</summary>
internal sealed class ExpiredStages(
    StageRegister register, SweepStages sweep, WorkArea work, ILogger<ExpiredStages> logger) : IMaintenanceStep
{
    public string Name => "stages";

    public Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken) =>
        FolderPages.RunAsync(work.Storage, WorkArea.Stages, input, new PageBuilder(logger), async (id, builder) =>
        {
            bool isExpired = await register.IsExpiredAsync(id, client.GetLifeAsync, cancellationToken);
            if (!isExpired && !await sweep.IsAbandonedAsync(id, cancellationToken))
            {
                return true;
            }

            ListedFolder folder = await WorkFolders.ListAsync(work.Storage, WorkArea.StageFolder(id), int.MaxValue, cancellationToken);
            if (!input.DryRun)
            {
                // The register decides again, on condition that the record is still as it was.
                if (isExpired && !await register.RemoveExpiredAsync(id, client.GetLifeAsync, cancellationToken))
                {
                    return true;
                }

                if (!isExpired)
                {
                    await register.RemoveAbandonedAsync(id, cancellationToken);
                }
            }

            builder.Add(RemovedKind.Stages, 1, folder.Bytes, folder.Files.Count);
            return true;
        }, cancellationToken);
}
