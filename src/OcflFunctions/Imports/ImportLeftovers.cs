using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>
/// Ends imports of objects whose orchestrations no longer run: an operator terminated them, or their attempts were used up. What they had
/// not committed is removed.
/// </summary>
public sealed class ImportLeftovers(
    ImportWork work, ImportEnding ending, NextUpdate next, TimeProvider time, ImportLog log) : IClaimObstacle
{
    /// <inheritdoc/>
    /// <remarks>An update that has its turn would otherwise find files in its object that no inventory names.</remarks>
    public async Task ClearAsync(UpdateIdentity update, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (await work.FindAsync(update.ObjectId, cancellationToken) is { } mark && mark.Owner != update.Id)
        {
            await EndAsync(mark, cancellationToken);
        }
    }

    /// <summary>
    /// Ends all that no longer run, and releases their places in the queues. A failure is logged, and the next sweep retries.
    /// </summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach ((ImportMark mark, DateTimeOffset writtenAt) in work.ListAsync(cancellationToken))
        {
            UpdateLife life = await client.GetLifeAsync(mark.Owner, cancellationToken);
            if (SweepLeftovers.IsOver(life, writtenAt, time.GetUtcNow()))
            {
                await TryAsync(mark.Owner, () => EndAsync(mark, cancellationToken));
            }
        }

        await next.ReleaseEndedAsync(
            client,
            instance => instance.Name.Equals(nameof(ImportObject), StringComparison.OrdinalIgnoreCase)
                ? instance.ReadCustomStatusAs<ObjectImportStatus>()?.ObjectId
                : null,
            TryAsync,
            cancellationToken);
    }

    private async Task TryAsync(string owner, Func<Task> endAsync)
    {
        try
        {
            await endAsync();
        }
        catch (OcflException failure)
        {
            log.NotEnded(owner, failure);
        }
    }

    private async Task EndAsync(ImportMark mark, CancellationToken cancellationToken)
    {
        ImportedObject terminated = new()
        {
            Outcome = ImportedObjectOutcome.Cancelled,
            Reason = "The import of the object ended before it was complete.",
        };
        await ending.EndAsync(mark.Object, terminated, cancellationToken);
        log.Ended(mark.Owner);
    }
}

/// <summary>Ends imports of objects that ended early, when the app starts and once a day.</summary>
public sealed class SweepImports(ImportLeftovers leftovers)
{
    private const string EveryNight = "0 15 4 * * *";

    /// <summary>Idempotent: the second run finds nothing.</summary>
    [Function(nameof(SweepImports))]
    public Task RunAsync(
        [TimerTrigger(EveryNight, RunOnStartup = true, UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => leftovers.SweepAsync(client, cancellationToken);
}
