using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Maintenance;

/// <summary>Describes runs of maintenance for callers.</summary>
internal static class MaintenanceViews
{
    /// <summary>A run that was fetched with inputs and outputs.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="self">The run's URL.</param>
    public static MaintenanceRun Describe(OrchestrationMetadata instance, string self)
    {
        MaintenanceCustomStatus? status = instance.ReadCustomStatusAs<MaintenanceCustomStatus>();
        DateTimeOffset created = instance.CreatedAt.ToUniversalTime();
        bool isFinished = instance.RuntimeStatus.IsFinished();
        return new MaintenanceRun
        {
            Id = instance.InstanceId,
            Status = StatusOf(instance),
            DryRun = status?.DryRun ?? instance.TryReadInput<MaintenanceInput>()?.DryRun ?? false,

            // If it continued as new, an engine may report when the last run started.
            CreatedAt = status is not null && status.State.StartedAt < created ? status.State.StartedAt : created,
            LastUpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
            Step = isFinished ? null : status?.Step,
            Removed = status?.State.Removed ?? [],
            Errors = ErrorsOf(instance, status),
            Links = new MaintenanceLinks(self),
        };
    }

    /// <summary>The status of a run that was fetched with inputs and outputs.</summary>
    public static MaintenanceStatus StatusOf(OrchestrationMetadata instance)
    {
        MaintenanceCustomStatus? status = instance.ReadCustomStatusAs<MaintenanceCustomStatus>();
        return instance.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Suspended => MaintenanceStatus.Suspended,
            OrchestrationRuntimeStatus.Failed => MaintenanceStatus.Failed,
            OrchestrationRuntimeStatus.Terminated => MaintenanceStatus.Terminated,
            OrchestrationRuntimeStatus.Completed => status?.State.Errors.Count > 0 ? MaintenanceStatus.Failed : MaintenanceStatus.Completed,
            _ => status is null ? MaintenanceStatus.Queued : MaintenanceStatus.Running,
        };
    }

    private static IReadOnlyList<MaintenanceError> ErrorsOf(OrchestrationMetadata instance, MaintenanceCustomStatus? status) =>
        InstanceErrors.ErrorOf(instance, reported: null, "run") is { } failure
            ? [.. status?.State.Errors ?? [], new MaintenanceError(status?.Step ?? "", 0, failure)]
            : status?.State.Errors ?? [];
}

/// <summary>Finds runs of maintenance among the engine's instances.</summary>
internal static class MaintenanceInstances
{
    /// <summary>A run, with inputs and outputs; null if the engine does not have it.</summary>
    public static async Task<OrchestrationMetadata?> TryGetAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance
        && instance.Name.Equals(nameof(Maintain), StringComparison.OrdinalIgnoreCase)
            ? instance
            : null;
}
