using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Imports;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Maintenance;

/// <summary>Removes old reports of a kind of run, and those whose run the engine does not have.</summary>
/// <param name="work">The work area.</param>
/// <param name="folder">The folder with the folders of the reports, which have the names of their runs.</param>
/// <param name="logger">For reports that cannot be removed.</param>
internal abstract class ExpiredReports(WorkArea work, string folder, ILogger logger) : IMaintenanceStep
{
    public abstract string Name { get; }

    public Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken) =>
        FolderPages.RunAsync(work.Storage, folder, input, new PageBuilder(logger), async (id, builder) =>
        {
            OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken);
            if (instance is not null && (!instance.RuntimeStatus.IsFinished()
                || instance.LastUpdatedAt.ToUniversalTime() > input.StartedAt - input.Settings.KeepReports))
            {
                return true;
            }

            ListedFolder report = await WorkFolders.ListAsync(
                work.Storage, FolderOf(id), input.Settings.PageFiles, cancellationToken);
            if (report.IsEmpty || (instance is null && !SweepLeftovers.IsOver(UpdateLife.Unknown, report.LastWritten, input.StartedAt)))
            {
                return true;
            }

            // After the listing: the run may have been restarted, or started.
            if (!input.DryRun && await IsRunningAsync(id, client, cancellationToken))
            {
                return true;
            }

            long bytes = input.DryRun ? report.Bytes : await WorkFolders.DeleteAsync(work.Storage, report, cancellationToken);
            builder.Add(RemovedKind.Reports, report.IsWhole || input.DryRun ? 1 : 0, bytes, report.Files.Count);
            return report.IsWhole || input.DryRun;
        }, cancellationToken);

    /// <summary>The folder of a report.</summary>
    protected abstract string FolderOf(string id);

    /// <summary>Whether something runs that may write to the report of a run.</summary>
    protected virtual async Task<bool> IsRunningAsync(string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        await client.GetLifeAsync(id, cancellationToken) == UpdateLife.Running;
}

/// <summary>Reports of validations.</summary>
internal sealed class ExpiredValidationReports(WorkArea work, ILogger<ExpiredValidationReports> logger)
    : ExpiredReports(work, ValidationStore.Validations, logger)
{
    public override string Name => "reports";

    protected override string FolderOf(string id) => ValidationStore.FolderOf(id);
}

/// <summary>Reports of imports.</summary>
internal sealed class ExpiredImportReports(WorkArea work, ILogger<ExpiredImportReports> logger)
    : ExpiredReports(work, ImportStore.Runs, logger)
{
    public override string Name => "import reports";

    protected override string FolderOf(string id) => ImportStore.FolderOf(id);

    protected override async Task<bool> IsRunningAsync(string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        await base.IsRunningAsync(id, client, cancellationToken)
        || (await ImportInstances.GetRunningAsync(client, id, cancellationToken)).Count > 0;
}
