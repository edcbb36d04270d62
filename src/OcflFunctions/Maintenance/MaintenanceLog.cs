using Microsoft.Extensions.Logging;

namespace OcflFunctions.Maintenance;

/// <summary>What maintenance logs.</summary>
internal static partial class MaintenanceLog
{
    [LoggerMessage(
        2201, LogLevel.Information, "Maintenance {RunId} has finished (dry run: {DryRun}): {Removed} items, {Errors} steps with errors.")]
    public static partial void Finished(this ILogger logger, string runId, bool dryRun, long removed, int errors);

    [LoggerMessage(2202, LogLevel.Information, "Maintenance removed {Count} {Kind} with {Bytes} bytes of files.")]
    public static partial void Removed(this ILogger logger, long count, string kind, long bytes);

    [LoggerMessage(2203, LogLevel.Warning, "Maintenance could not remove {Item}; the next run retries it.")]
    public static partial void NotRemoved(this ILogger logger, string item, Exception failure);

    [LoggerMessage(2204, LogLevel.Warning, "Maintenance could not be started; the next occurrence of its schedule retries it.")]
    public static partial void NotStarted(this ILogger logger, Exception failure);
}
