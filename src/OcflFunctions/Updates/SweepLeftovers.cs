using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Removes what updates left that ended without cleaning up, when the app starts and once a day. Several may run at once: what one
/// removes the other does not find.
/// </summary>
public sealed partial class SweepLeftovers(
    WorkArea work, NextUpdate next, UpdateLeftovers leftovers, TimeProvider time, ILogger<SweepLeftovers> logger)
{
    /// <summary>
    /// How long the files of an update that the engine does not know are kept after the last of them was written. Its instance was
    /// purged, or is in another task hub.
    /// </summary>
    internal static readonly TimeSpan UnknownTime = TimeSpan.FromDays(1);

    private const string EveryNight = "0 30 3 * * *";

    /// <summary>
    /// Whether what wrote something does not run and will not: it has ended, or the engine does not know it and the last file is old.
    /// </summary>
    /// <param name="life">What the engine knows of it.</param>
    /// <param name="lastWritten">When its last file was written; null if it has none.</param>
    /// <param name="now">The time.</param>
    internal static bool IsOver(UpdateLife life, DateTimeOffset? lastWritten, DateTimeOffset now) =>
        life == UpdateLife.Ended || (life == UpdateLife.Unknown && lastWritten < now - UnknownTime);

    /// <summary>Idempotent: the second run finds nothing.</summary>
    [Function(nameof(SweepLeftovers))]
    public async Task RunAsync(
        [TimerTrigger(EveryNight, RunOnStartup = true, UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            await SweepWorkAreaAsync(client, cancellationToken);

            // So that no update waits for a place of one that ended without releasing its object.
            await next.ReleaseEndedAsync(
                client,
                instance => UpdateInstances.IsUpdate(instance) ? UpdateInstances.RequestOf(instance)?.ObjectId : null,
                TryAsync,
                cancellationToken);
        }
        catch (OcflException failure)
        {
            LogFailed(failure);
        }
    }

    private async Task SweepWorkAreaAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        string? updateId = null;
        bool isLeft = false;
        await foreach (StorageEntry entry in work.Storage.ListAsync(WorkArea.Updates, recursive: true, cancellationToken))
        {
            string current = entry.Path.Split('/', 3)[1];
            if (current != updateId)
            {
                await TryAsync(updateId, () => SweepAsync(updateId, isLeft, client, cancellationToken));
                (updateId, isLeft) = (current, false);
            }

            isLeft |= UpdateLeftovers.IsCleared(entry.Path);
        }

        await TryAsync(updateId, () => SweepAsync(updateId, isLeft, client, cancellationToken));
    }

    // What one update left does not keep that of the others from being removed.
    private async Task TryAsync(string? updateId, Func<Task> sweepAsync)
    {
        try
        {
            await sweepAsync();
        }
        catch (OcflException failure)
        {
            LogNotSwept(updateId, failure);
        }
    }

    private async Task SweepAsync(string? updateId, bool isLeft, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (updateId is null)
        {
            return;
        }

        if (isLeft)
        {
            await leftovers.TryClearAsync([updateId], client, cancellationToken);
        }

        if (await client.GetLifeAsync(updateId, cancellationToken) == UpdateLife.Unknown
            && await LastWrittenAsync(updateId, cancellationToken) < time.GetUtcNow() - UnknownTime)
        {
            await leftovers.RemoveAsync(updateId, client, cancellationToken);
        }
    }

    private async Task<DateTimeOffset> LastWrittenAsync(string updateId, CancellationToken cancellationToken)
    {
        DateTimeOffset last = DateTimeOffset.MinValue;
        await foreach (StorageEntry entry in work.Storage.ListAsync(WorkArea.UpdateFolder(updateId), recursive: true, cancellationToken))
        {
            last = entry.File is { } file && file.LastModified > last ? file.LastModified : last;
        }

        return last;
    }

    [LoggerMessage(1505, LogLevel.Warning, "What update {UpdateId} left could not be checked or removed; the next sweep retries.")]
    private partial void LogNotSwept(string? updateId, Exception failure);

    [LoggerMessage(1503, LogLevel.Warning, "The sweep of the work area was interrupted; the next one continues.")]
    private partial void LogFailed(Exception failure);
}
