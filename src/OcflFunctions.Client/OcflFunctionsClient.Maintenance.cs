using System.Globalization;
using System.Text.Json;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

public sealed partial class OcflFunctionsClient
{
    private const string Maintenance = "api/maintenance";

    /// <summary>Starts a run of maintenance: it removes what is older than the service's settings keep. One run at a time.</summary>
    /// <param name="dryRun">Whether to count what would be removed, and to remove nothing.</param>
    /// <param name="cancellationToken">Cancels the call. The run may have been started.</param>
    /// <exception cref="OcflFunctionsException">A run is under way (409).</exception>
    public async Task<StartedMaintenance> StartMaintenanceAsync(bool dryRun = false, CancellationToken cancellationToken = default) =>
        await StartAsync(
            Maintenance,
            JsonSerializer.SerializeToUtf8Bytes(new MaintenanceRequest { DryRun = dryRun }, ContractsJson.Relaxed.MaintenanceRequest),
            idempotencyKey: null,
            ContractsJson.Relaxed.StartedMaintenance,
            cancellationToken).ConfigureAwait(false);

    /// <summary>The last runs of maintenance, the newest first.</summary>
    /// <param name="top">How many at most, 1 to 50; null for the service's default.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<MaintenanceRun>> ListMaintenanceAsync(int? top = null, CancellationToken cancellationToken = default)
    {
        string query = top is { } most ? string.Create(CultureInfo.InvariantCulture, $"?top={most}") : "";
        MaintenanceRunPage page = await GetAsync(
            Maintenance + query, ContractsJson.Relaxed.MaintenanceRunPage, cancellationToken).ConfigureAwait(false);
        return page.Runs;
    }

    /// <summary>The current state of a run of maintenance.</summary>
    /// <param name="id">The run's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such run (404).</exception>
    public async Task<MaintenanceRun> GetMaintenanceAsync(string id, CancellationToken cancellationToken = default) =>
        (await PollAsync(PathOf(Maintenance, id), ContractsJson.Relaxed.MaintenanceRun, cancellationToken).ConfigureAwait(false)).Found;

    /// <summary>Waits until a run of maintenance has finished, and returns it.</summary>
    /// <param name="id">The run's id.</param>
    /// <param name="progress">Receives the run after each poll, the last one included; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; the run continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such run (404).</exception>
    public Task<MaintenanceRun> WaitForMaintenanceAsync(
        string id, IProgress<MaintenanceRun>? progress = null, CancellationToken cancellationToken = default) => WaitAsync(
        PathOf(Maintenance, id), ContractsJson.Relaxed.MaintenanceRun, static run => run.IsFinished, progress, cancellationToken);
}
