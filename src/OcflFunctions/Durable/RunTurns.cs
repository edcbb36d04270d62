using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Durable;

/// <summary>
/// The last runs of a kind of which one runs at a time: one record in the work area, changed by compare-and-swap only.
/// </summary>
/// <param name="path">The record's path.</param>
/// <param name="work">The work area.</param>
/// <param name="time">The clock.</param>
internal sealed class RunTurns(string path, WorkArea work, TimeProvider time)
{
    /// <summary>How many runs are kept in the record.</summary>
    public const int MostListed = 50;

    // Its starter may be about to schedule it.
    private static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(1);

    /// <summary>Starts a run, unless another one is under way.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="scheduleAsync">Schedules the run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The run's id, or that of the run that is under way.</returns>
    public async Task<(string Id, bool IsNew)> StartAsync(
        DurableTaskClient client, Func<StartOrchestrationOptions, Task> scheduleAsync, CancellationToken cancellationToken)
    {
        string id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        if (await TryTakeAsync(id, client, cancellationToken) is { } other)
        {
            return (other, false);
        }

        try
        {
            await scheduleAsync(new StartOrchestrationOptions(id));
            return (id, true);
        }
        catch
        {
            await WithdrawAsync(id, CancellationToken.None);
            throw;
        }
    }

    /// <returns>The run that has the turn; null if it is this one's now.</returns>
    private async Task<string?> TryTakeAsync(string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            WorkValue<RunTurnRecord>? found = await ReadAsync(cancellationToken);
            if (found?.Value.Runs is [{ } last, ..] && await IsUnderWayAsync(last, client, cancellationToken))
            {
                return last.Id;
            }

            RunTurnRecord taken = new([new RunTurn(id, time.GetUtcNow()), .. (found?.Value.Runs ?? []).Take(MostListed - 1)]);
            StorageCondition condition = StorageCondition.IfStill(found?.ETag);
            if (await work.TryWriteAsync(path, taken, condition, RunTurnJson.Default.RunTurnRecord, cancellationToken) is not null)
            {
                return null;
            }
        }
    }

    // It could not be scheduled.
    private async Task WithdrawAsync(string id, CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } found
            && found.Value.Runs.Any(run => run.Id == id)
            && await work.TryWriteAsync(
                path,
                new RunTurnRecord([.. found.Value.Runs.Where(run => run.Id != id)]),
                StorageCondition.IfMatch(found.ETag),
                RunTurnJson.Default.RunTurnRecord,
                cancellationToken) is null)
        {
        }
    }

    /// <summary>The last runs, the newest first.</summary>
    public async Task<IReadOnlyList<RunTurn>> ListAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken))?.Value.Runs ?? [];

    private async Task<bool> IsUnderWayAsync(RunTurn turn, DurableTaskClient client, CancellationToken cancellationToken) =>
        await client.GetLifeAsync(turn.Id, cancellationToken) switch
        {
            UpdateLife.Running => true,
            UpdateLife.Ended => false,
            _ => turn.At + ReservationTime > time.GetUtcNow(),
        };

    private Task<WorkValue<RunTurnRecord>?> ReadAsync(CancellationToken cancellationToken) =>
        work.TryReadStateAsync(path, RunTurnJson.Default.RunTurnRecord, cancellationToken);
}

/// <summary>The last runs of a kind.</summary>
/// <param name="Runs">The runs, the newest first.</param>
internal sealed record RunTurnRecord(IReadOnlyList<RunTurn> Runs);

/// <summary>A run that has the turn, or had it.</summary>
/// <param name="Id">The run.</param>
/// <param name="At">When it took the turn, in UTC.</param>
internal sealed record RunTurn(string Id, DateTimeOffset At);

/// <summary>How the record is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunTurnRecord))]
internal sealed partial class RunTurnJson : JsonSerializerContext;
