using Microsoft.DurableTask.Client;
using Ocfl.Storage;
using OcflFunctions.Audits;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Imports;
using OcflFunctions.Notify;
using OcflFunctions.Purges;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Maintenance;

/// <summary>What a kind of run keeps outside the engine.</summary>
public interface IRunRecords
{
    /// <summary>The kind.</summary>
    RemovedKind Kind { get; }

    /// <summary>The name of its orchestrator.</summary>
    string Orchestrator { get; }

    /// <summary>How long a finished run is kept.</summary>
    TimeSpan KeepFor(MaintenanceSettings settings);

    /// <summary>The folder of a run in the work area; null if it has none.</summary>
    string? FolderOf(string id);

    /// <summary>Prepares the removal of a finished run: completes or undoes what it left.</summary>
    /// <returns>False if it has to be kept for now.</returns>
    Task<bool> PrepareAsync(string id, DurableTaskClient client, CancellationToken cancellationToken) => Task.FromResult(true);
}

/// <summary>Updates: their plans, and what terminated ones left.</summary>
internal sealed class UpdateRuns(UpdateLeftovers leftovers) : IRunRecords
{
    public RemovedKind Kind => RemovedKind.Updates;

    public string Orchestrator => nameof(UpdateObject);

    public TimeSpan KeepFor(MaintenanceSettings settings) => settings.KeepRuns;

    public string? FolderOf(string id) => WorkArea.UpdateFolder(id);

    public async Task<bool> PrepareAsync(string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        await leftovers.TryClearAsync([id], client, cancellationToken);
}

/// <summary>Validations. A report can only be read through its run, which is kept as long.</summary>
internal sealed class ValidationRuns : IRunRecords
{
    public RemovedKind Kind => RemovedKind.Validations;

    public string Orchestrator => nameof(ValidateObjects);

    public TimeSpan KeepFor(MaintenanceSettings settings) => settings.KeepRunsWithReports();

    public string? FolderOf(string id) => ValidationStore.FolderOf(id);
}

/// <summary>Purges. The record of a purged object stays; one that is not completed is completed first.</summary>
internal sealed class PurgeRuns(PurgeStore purges) : IRunRecords
{
    public RemovedKind Kind => RemovedKind.Purges;

    public string Orchestrator => nameof(PurgeObject);

    public TimeSpan KeepFor(MaintenanceSettings settings) => settings.KeepRuns;

    public string? FolderOf(string id) => PurgeStore.ListsFolder(id);

    public async Task<bool> PrepareAsync(string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        !StoragePath.IsValid(id) || !await purges.IsOpenAsync(id, cancellationToken);
}

/// <summary>
/// Imports. A report can only be read through its run, which is kept as long. Objects that are still imported need it, too: an operator can
/// terminate an import without them.
/// </summary>
internal sealed class ImportRuns : IRunRecords
{
    public RemovedKind Kind => RemovedKind.Imports;

    public string Orchestrator => nameof(ImportObjects);

    public TimeSpan KeepFor(MaintenanceSettings settings) => settings.KeepRunsWithReports();

    public string? FolderOf(string id) => ImportStore.FolderOf(id);

    public async Task<bool> PrepareAsync(string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        (await ImportInstances.GetRunningAsync(client, id, cancellationToken)).Count == 0;
}

/// <summary>The objects of imports, each of which is an orchestration. What one has not committed is removed first.</summary>
internal sealed class ImportedObjectRuns(ImportLeftovers leftovers) : IRunRecords
{
    public RemovedKind Kind => RemovedKind.ImportedObjects;

    public string Orchestrator => nameof(ImportObject);

    public TimeSpan KeepFor(MaintenanceSettings settings) => settings.KeepRuns;

    public string? FolderOf(string id) => ImportWork.FolderOf(id);

    public async Task<bool> PrepareAsync(string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance
            && instance.RuntimeStatus.IsFinished())
        {
            await leftovers.EndAsync(instance, cancellationToken);
        }

        return true;
    }
}

/// <summary>
/// Notifications that were accepted or given up. What each reports has ended by then or is held, and is not reported again.
/// </summary>
internal sealed class NotificationRuns : IRunRecords
{
    public RemovedKind Kind => RemovedKind.Notifications;

    public string Orchestrator => nameof(NotifyReceiver);

    public TimeSpan KeepFor(MaintenanceSettings settings) => settings.KeepRuns;

    public string? FolderOf(string id) => null;
}

/// <summary>Runs of maintenance.</summary>
internal sealed class MaintenanceRuns : IRunRecords
{
    public RemovedKind Kind => RemovedKind.MaintenanceRuns;

    public string Orchestrator => nameof(Maintain);

    public TimeSpan KeepFor(MaintenanceSettings settings) => settings.KeepRuns;

    public string? FolderOf(string id) => null;
}

/// <summary>Runs of audits. The ledger and the open findings stay.</summary>
internal sealed class AuditRuns : IRunRecords
{
    public RemovedKind Kind => RemovedKind.Audits;

    public string Orchestrator => nameof(RunAudit);

    public TimeSpan KeepFor(MaintenanceSettings settings) => settings.KeepRuns;

    public string? FolderOf(string id) => AuditRunStore.FolderOf(id);
}
