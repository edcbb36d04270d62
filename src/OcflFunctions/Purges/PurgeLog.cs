using Microsoft.Extensions.Logging;
using Ocfl;
using OcflFunctions.Contracts;

namespace OcflFunctions.Purges;

/// <summary>What purges log: who removes what, and why. An activity that runs twice logs twice.</summary>
public sealed partial class PurgeLog(ILogger<PurgeLog> logger)
{
    /// <summary>A purge starts to remove its object.</summary>
    public void Started(PurgeRecord record) => LogStarted(
        record.PurgeId,
        VisibleText.Show(record.ObjectId),
        record.Head,
        VisibleText.Show(record.User.Name),
        VisibleText.Show(record.Reason));

    /// <summary>A purge has removed its object.</summary>
    public void Completed(PurgeRecord record) => LogCompleted(record.PurgeId, VisibleText.Show(record.ObjectId));

    /// <summary>A purge that no longer runs has been completed.</summary>
    public void Recovered(string purgeId) => LogRecovered(purgeId);

    /// <summary>A purge that no longer runs could not be completed.</summary>
    public void NotRecovered(string purgeId, Exception failure) => LogNotRecovered(purgeId, failure);

    [LoggerMessage(1801, LogLevel.Warning, "Purge {PurgeId} removes the object {ObjectId} with its {Head}. {User} requested it: {Reason}")]
    private partial void LogStarted(string purgeId, string objectId, string head, string user, string reason);

    [LoggerMessage(1802, LogLevel.Warning, "Purge {PurgeId} has removed the object {ObjectId}.")]
    private partial void LogCompleted(string purgeId, string objectId);

    [LoggerMessage(1803, LogLevel.Warning, "Purge {PurgeId} had ended before it was completed; it is completed now.")]
    private partial void LogRecovered(string purgeId);

    [LoggerMessage(1804, LogLevel.Error, "Purge {PurgeId} had ended before it was completed, and cannot be completed now; this is "
        + "retried later.")]
    private partial void LogNotRecovered(string purgeId, Exception failure);
}
