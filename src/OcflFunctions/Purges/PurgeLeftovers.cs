using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Purges;

/// <summary>
/// Completes purges that ended after they had started to remove their objects: an operator terminated them, or their attempts were used
/// up. Until then the object is neither whole nor gone. A purge that has removed nothing leaves the object as it is.
/// </summary>
public sealed class PurgeLeftovers(
    PurgeStore purges, ObjectRemover remover, NextUpdate next, UnreadableRecords unreadable, TimeProvider time, PurgeLog log)
    : IClaimObstacle
{
    /// <inheritdoc/>
    /// <remarks>
    /// An update that has its turn would otherwise write between the files of the object that is being removed.
    /// </remarks>
    public async Task ClearAsync(UpdateIdentity update, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await purges.FindOpenAsync(update.ObjectId, cancellationToken) is { } mark && mark.PurgeId != update.Id)
        {
            await CompleteAsync(mark, cancellationToken);
        }
    }

    /// <summary>
    /// Completes all purges that have ended, and releases their places in the queues. A failure is logged, and the next sweep retries.
    /// </summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (ListedValue<RemovalMark> open in purges.ListOpenAsync(unreadable.Skip, cancellationToken))
        {
            UpdateLife life = await client.GetLifeAsync(open.Value.PurgeId, cancellationToken);
            if (SweepLeftovers.IsOver(life, open.File.LastModified, time.GetUtcNow()))
            {
                await TryAsync(open.Value.PurgeId, () => CompleteAsync(open.Value, cancellationToken));
            }
        }

        await next.ReleaseEndedAsync(
            client,
            instance => PurgeInstances.IsPurge(instance) ? instance.TryReadInput<PurgeInput>()?.Request?.Confirm : null,
            TryAsync,
            cancellationToken);
    }

    private async Task TryAsync(string purgeId, Func<Task> recoverAsync)
    {
        try
        {
            await recoverAsync();
        }
        catch (OcflException failure)
        {
            log.NotRecovered(purgeId, failure);
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

        // The lists of a recovery that failed say nothing about what is there now.
        await purges.ClearListsAsync(mark.PurgeId, cancellationToken);
        int batches = 1;
        for (int round = 0; round < ObjectRemover.MostRounds && batches > 0; round++)
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
