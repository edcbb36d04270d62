using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>
/// Ends imports of objects whose orchestrations no longer run: an operator terminated them, or their attempts were used up. What they had
/// not committed is removed.
/// </summary>
public sealed class ImportLeftovers(
    ImportWork work, ImportEnding ending, NextUpdate next, UnreadableRecords unreadable, TimeProvider time, ImportLog log)
    : IClaimObstacle
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
        await foreach (ImportMark mark in ListOverAsync(client, unreadable.Skip, time.GetUtcNow(), cancellationToken))
        {
            await TryAsync(mark.Owner, () => EndAsync(mark, cancellationToken));
        }

        await next.ReleaseEndedAsync(
            client,
            ImportInstances.ObjectIdOf,
            TryAsync,
            cancellationToken);
    }

    /// <summary>The marks of those that no longer run.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="notRead">Receives each mark that cannot be read.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async IAsyncEnumerable<ImportMark> ListOverAsync(
        DurableTaskClient client,
        Action<string, OcflException> notRead,
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ListedValue<ImportMark> open in work.ListAsync(notRead, cancellationToken))
        {
            UpdateLife life = await client.GetLifeAsync(open.Value.Owner, cancellationToken);
            if (SweepLeftovers.IsOver(life, open.File.LastModified, now))
            {
                yield return open.Value;
            }
        }
    }

    /// <summary>Ends the import of an object that no longer runs, if it has something uncommitted.</summary>
    /// <param name="instance">Its instance.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task EndAsync(OrchestrationMetadata instance, CancellationToken cancellationToken)
    {
        if (ImportInstances.ObjectIdOf(instance) is { } objectId
            && await work.FindAsync(objectId, cancellationToken) is { } mark
            && mark.Owner == instance.InstanceId)
        {
            await EndAsync(mark, cancellationToken);
        }
    }

    /// <summary>Ends the import of an object that no longer runs: it is whole in the storage root, or nothing is left of it.</summary>
    internal async Task EndAsync(ImportMark mark, CancellationToken cancellationToken)
    {
        ImportedObject terminated = new()
        {
            Outcome = ImportedObjectOutcome.Cancelled,
            Reason = "The import of the object ended before it was complete.",
        };
        await ending.EndAsync(mark.Object, terminated, cancellationToken);
        log.Ended(mark.Owner);
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
