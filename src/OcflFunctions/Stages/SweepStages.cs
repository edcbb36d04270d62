using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>
/// Removes stages that have expired, and what interrupted removals left, when the app starts and once an hour. Several may run at once.
/// </summary>
public sealed partial class SweepStages(StageRegister register, WorkArea work, TimeProvider time, ILogger<SweepStages> logger)
{
    private const string EveryHour = "0 10 * * * *";

    // Without a record the folder belongs to no stage. An upload that was running when the stage was removed may still write to it.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <summary>Idempotent: the second run finds nothing.</summary>
    [Function(nameof(SweepStages))]
    public async Task RunAsync(
        [TimerTrigger(EveryHour, RunOnStartup = true, UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (string id in register.ListAsync(after: null, cancellationToken))
            {
                await SweepAsync(id, client, cancellationToken);
            }
        }
        catch (OcflException failure)
        {
            LogFailed(failure);
        }
    }

    // A stage that cannot be read does not keep the others from being removed.
    private async Task SweepAsync(string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            if (await register.RemoveExpiredAsync(id, client.GetLifeAsync, cancellationToken))
            {
                LogExpired(id);
            }
            else if (await IsAbandonedAsync(id, cancellationToken))
            {
                await register.RemoveAbandonedAsync(id, cancellationToken);
            }
        }
        catch (OcflException failure)
        {
            LogNotSwept(id, failure);
        }
    }

    /// <summary>Whether a folder belongs to no stage, and nothing was written to it for a day.</summary>
    internal async Task<bool> IsAbandonedAsync(string id, CancellationToken cancellationToken)
    {
        if (StageRegister.IsId(id) && await register.HasRecordAsync(id, cancellationToken))
        {
            return false;
        }

        // A folder without any file is what a removal left that was interrupted between two deletions.
        DateTimeOffset last = DateTimeOffset.MinValue;
        await foreach (StorageEntry entry in work.Storage.ListAsync(WorkArea.StageFolder(id), recursive: true, cancellationToken))
        {
            last = entry.File is { } file && file.LastModified > last ? file.LastModified : last;
        }

        return last < time.GetUtcNow() - AbandonedAfter;
    }

    [LoggerMessage(1701, LogLevel.Information, "Stage {StageId} had expired, and is removed with its files.")]
    private partial void LogExpired(string stageId);

    [LoggerMessage(1702, LogLevel.Warning, "The sweep of the stages was interrupted; the next one continues.")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(1703, LogLevel.Warning, "Stage {StageId} could not be checked or removed; the next sweep retries.")]
    private partial void LogNotSwept(string stageId, Exception failure);
}
