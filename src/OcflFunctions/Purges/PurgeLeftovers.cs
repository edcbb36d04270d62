using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Purges;

/// <summary>
/// Completes purges that ended after they had started to remove their objects: an operator terminated them, or their attempts were used
/// up. Until then the object is neither whole nor gone. A purge that has removed nothing leaves the object as it is.
/// </summary>
public sealed class PurgeLeftovers(PurgeStore purges, ObjectRemover remover, IOptions<OcflOptions> options, PurgeLog log) : IClaimObstacle
{
    private const int MostRounds = 10;

    /// <inheritdoc/>
    /// <remarks>
    /// An update that has its turn would otherwise write between the files of the object that is being removed. Where purges are not
    /// allowed, the sweep at the start has completed them.
    /// </remarks>
    public async Task ClearAsync(UpdateIdentity update, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (options.Value.Objects.AllowPurge
            && await purges.FindOpenAsync(update.ObjectId, cancellationToken) is { } mark && mark.PurgeId != update.Id)
        {
            await CompleteAsync(mark, cancellationToken);
        }
    }

    /// <summary>Completes all purges that have ended. A failure is logged, and the next sweep retries.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (RemovalMark mark in purges.ListOpenAsync(cancellationToken))
        {
            if (await client.IsRunningAsync(mark.PurgeId, cancellationToken))
            {
                continue;
            }

            try
            {
                await CompleteAsync(mark, cancellationToken);
            }
            catch (OcflException failure)
            {
                log.NotRecovered(mark.PurgeId, failure);
            }
        }
    }

    private async Task CompleteAsync(RemovalMark mark, CancellationToken cancellationToken)
    {
        if (await purges.TryGetAsync(mark.PurgeId, cancellationToken) is not { } removal
            || (await purges.GetCompletionAsync(mark.PurgeId, cancellationToken) is null
                && await remover.IsWholeAsync(removal, cancellationToken)))
        {
            await purges.WithdrawAsync(mark, cancellationToken);
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
        log.Recovered(mark.PurgeId);
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
