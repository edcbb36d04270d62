using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Maintenance;

/// <summary>The last runs of maintenance, of which one runs at a time.</summary>
public sealed class MaintenanceRegister(WorkArea work, TimeProvider time) : IHealthRemark
{
    /// <summary>How many runs are listed.</summary>
    public const int MostListed = RunTurns.MostListed;

    private const string Ok = "ok";

    private readonly RunTurns _turns = new("maintenance/runs.json", work, time);

    /// <inheritdoc/>
    public string Name => "maintenance";

    /// <inheritdoc cref="RunTurns.StartAsync"/>
    internal Task<(string Id, bool IsNew)> StartAsync(
        DurableTaskClient client, Func<StartOrchestrationOptions, Task> scheduleAsync, CancellationToken cancellationToken) =>
        _turns.StartAsync(client, scheduleAsync, cancellationToken);

    /// <summary>The ids of the last runs, the newest first.</summary>
    internal async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await _turns.ListAsync(cancellationToken)).Select(run => run.Id)];

    /// <inheritdoc/>
    public async Task<string> DescribeAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        // The newest may still run: then the one before counts.
        foreach (string id in (await ListAsync(cancellationToken)).Take(2))
        {
            if (await MaintenanceInstances.TryGetAsync(client, id, cancellationToken) is { } instance
                && instance.RuntimeStatus.IsFinished())
            {
                return MaintenanceViews.StatusOf(instance) is MaintenanceStatus.Failed or MaintenanceStatus.Terminated
                    ? "The last run had errors; GET /api/maintenance says which."
                    : Ok;
            }
        }

        return Ok;
    }
}
