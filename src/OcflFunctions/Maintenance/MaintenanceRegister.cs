using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Maintenance;

/// <summary>
/// The last runs of maintenance: one record in the work area, changed by compare-and-swap only, so that one run starts at a time.
/// </summary>
public sealed class MaintenanceRegister(WorkArea work, TimeProvider time) : IHealthRemark
{
    /// <summary>How many runs are listed.</summary>
    public const int MostListed = 50;

    private const string RecordPath = "maintenance/runs.json";
    private const string Ok = "ok";

    // Its starter may be about to schedule it.
    private static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => "maintenance";

    /// <summary>Takes the turn for a run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The run that has the turn; null if it is this one's now.</returns>
    internal async Task<string?> TryTakeAsync(string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            WorkValue<MaintenanceRecord>? found = await ReadAsync(cancellationToken);
            if (found?.Value.Runs is [{ } last, ..] && await IsUnderWayAsync(last, client, cancellationToken))
            {
                return last.Id;
            }

            MaintenanceRecord taken = new([new MaintenanceTurn(id, time.GetUtcNow()), .. (found?.Value.Runs ?? []).Take(MostListed - 1)]);
            StorageCondition condition = found is null
                ? StorageCondition.IfAbsent
                : StorageCondition.IfMatch(found.ETag);
            if (await work.TryWriteAsync(
                RecordPath, taken, condition, MaintenanceWorkJson.Default.MaintenanceRecord, cancellationToken) is not null)
            {
                return null;
            }
        }
    }

    /// <summary>Gives the turn of a run back that could not be scheduled.</summary>
    internal async Task WithdrawAsync(string id, CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } found
            && found.Value.Runs.Any(run => run.Id == id)
            && await work.TryWriteAsync(
                RecordPath,
                new MaintenanceRecord([.. found.Value.Runs.Where(run => run.Id != id)]),
                StorageCondition.IfMatch(found.ETag),
                MaintenanceWorkJson.Default.MaintenanceRecord,
                cancellationToken) is null)
        {
        }
    }

    /// <summary>The ids of the last runs, the newest first.</summary>
    internal async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken))?.Value.Runs.Select(run => run.Id) ?? []];

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

    private async Task<bool> IsUnderWayAsync(MaintenanceTurn turn, DurableTaskClient client, CancellationToken cancellationToken) =>
        await client.GetLifeAsync(turn.Id, cancellationToken) switch
        {
            UpdateLife.Running => true,
            UpdateLife.Ended => false,
            _ => turn.At + ReservationTime > time.GetUtcNow(),
        };

    private Task<WorkValue<MaintenanceRecord>?> ReadAsync(CancellationToken cancellationToken) =>
        work.TryReadStateAsync(RecordPath, MaintenanceWorkJson.Default.MaintenanceRecord, cancellationToken);
}

/// <summary>The last runs of maintenance.</summary>
/// <param name="Runs">The runs, the newest first.</param>
internal sealed record MaintenanceRecord(IReadOnlyList<MaintenanceTurn> Runs);

/// <summary>A run that has the turn, or had it.</summary>
/// <param name="Id">The run.</param>
/// <param name="At">When it took the turn, in UTC.</param>
internal sealed record MaintenanceTurn(string Id, DateTimeOffset At);

/// <summary>How maintenance writes its record.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MaintenanceRecord))]
internal sealed partial class MaintenanceWorkJson : JsonSerializerContext;
