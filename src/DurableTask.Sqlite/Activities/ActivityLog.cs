using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Activities;

internal static partial class ActivityLog
{
    [LoggerMessage(20, LogLevel.Warning, "The activity {Name} (task {Task}) of {InstanceId} failed.")]
    public static partial void Failed(ILogger logger, Exception exception, string name, int task, string instanceId);

    [LoggerMessage(21, LogLevel.Error, "The activity {Name} (task {Task}) of {InstanceId} is given up after {Deliveries} deliveries to a process that died.")]
    public static partial void GivenUp(ILogger logger, string name, int task, string instanceId, int deliveries);

    [LoggerMessage(22, LogLevel.Error, "Waiting activities could not be read; it is tried again.")]
    public static partial void LoadFailed(ILogger logger, Exception exception);

    [LoggerMessage(24, LogLevel.Warning, "What an activity had registered for its cancellation failed.")]
    public static partial void CancellationFailed(ILogger logger, Exception exception);

    [LoggerMessage(23, LogLevel.Warning, "{Count} activities did not end in time; they run again at the next start.")]
    public static partial void LeftBehind(ILogger logger, int count);
}
