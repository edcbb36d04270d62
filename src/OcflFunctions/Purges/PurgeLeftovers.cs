using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Purges;

/// <summary>
/// Completes purges that ended after they had started to remove their objects: an operator terminated them, or their attempts were used
/// up. Until then the object is neither whole nor gone.
/// </summary>
public sealed class PurgeLeftovers(PurgeStore purges, ObjectRemover remover, PurgeLog log) : IClaimObstacle
{
    private const int MostRounds = 10;

    /// <inheritdoc/>
    /// <remarks>An update that has its turn would otherwise write between the files of the object that is being removed.</remarks>
    public async Task ClearAsync(UpdateIdentity update, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await purges.FindOpenAsync(update.ObjectId, cancellationToken) is { } purgeId && purgeId != update.Id)
        {
            await CompleteAsync(purgeId, cancellationToken);
        }
    }

    /// <summary>Completes all purges that have ended. A failure is logged, and the next sweep retries.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (string purgeId in purges.ListOpenAsync(cancellationToken))
        {
            if (await client.IsRunningAsync(purgeId, cancellationToken))
            {
                continue;
            }

            try
            {
                await CompleteAsync(purgeId, cancellationToken);
            }
            catch (OcflException failure)
            {
                log.NotRecovered(purgeId, failure);
            }
        }
    }

    private async Task CompleteAsync(string purgeId, CancellationToken cancellationToken)
    {
        if (await purges.TryGetAsync(purgeId, cancellationToken) is not { } removal)
        {
            return;
        }

        await remover.HideAsync(removal, cancellationToken);
        int batches = 1;
        for (int round = MostRounds; round < MostRounds * 2 && batches > 0; round++)
        {
            batches = await remover.ListAsync(removal, round, cancellationToken);
            for (int batch = 0; batch < batches; batch++)
            {
                await remover.DeleteAsync(removal, round, batch, cancellationToken);
            }
        }

        await remover.CompleteAsync(removal, cancellationToken);
        log.Recovered(purgeId);
    }
}

/// <summary>Completes purges that ended early, when the app starts and once a day.</summary>
public sealed class SweepPurges(PurgeLeftovers leftovers)
{
    private const string EveryNight = "0 45 3 * * *";

    /// <summary>Idempotent: the second run finds nothing.</summary>
    [Function(nameof(SweepPurges))]
    public Task RunAsync(
        [TimerTrigger(EveryNight, RunOnStartup = true, UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => leftovers.SweepAsync(client, cancellationToken);
}
