using Microsoft.DurableTask.Client;
using Ocfl;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Management;

/// <summary>Removes from the work area what is kept of an update whose instance was purged.</summary>
internal sealed partial class PurgedUpdates(
    UpdateLeftovers leftovers, DurableTaskClient client, ILogger<PurgedUpdates> logger) : IPurgeFollower
{
    public async Task PurgedAsync(string instanceId, CancellationToken cancellationToken)
    {
        try
        {
            await leftovers.RemoveAsync(instanceId, client, cancellationToken);
        }
        catch (ArgumentException)
        {
            // No folder can have this id, so there is nothing to remove.
        }
        catch (OcflException failure)
        {
            LogFailed(failure, instanceId);
        }
    }

    [LoggerMessage(
        2003, LogLevel.Warning, "What is kept of update {UpdateId}, which was purged, could not be removed; the daily sweep retries it.")]
    private partial void LogFailed(Exception failure, string updateId);
}
