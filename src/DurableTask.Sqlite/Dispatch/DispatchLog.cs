using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Dispatch;

internal static partial class DispatchLog
{
    [LoggerMessage(10, LogLevel.Warning, "{Count} messages arrived after the orchestration {InstanceId} had finished and were dropped.")]
    public static partial void Dropped(ILogger logger, int count, string instanceId);

    [LoggerMessage(11, LogLevel.Error, "A turn of the orchestration {InstanceId} (run {Run}) failed; it is retried.")]
    public static partial void TurnFailed(ILogger logger, Exception exception, string? instanceId, long run);

    [LoggerMessage(12, LogLevel.Error, "The inbox could not be read; the read is retried.")]
    public static partial void ScanFailed(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Information, "The orchestration {Name} with the id {InstanceId} is {Status}.")]
    public static partial void Finished(ILogger logger, string name, string instanceId, OrchestrationRuntimeStatus status);

    [LoggerMessage(14, LogLevel.Error, "Timers could not be fired; this is retried.")]
    public static partial void TimersFailed(ILogger logger, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "The orchestration {InstanceId} waits for an engine that runs its version. {Reason}")]
    public static partial void Rejected(ILogger logger, string instanceId, string reason);

    [LoggerMessage(16, LogLevel.Error, "The rows of the orchestration {InstanceId} (run {Run}) are damaged; it has failed.")]
    public static partial void Damaged(ILogger logger, Exception exception, string? instanceId, long run);

    [LoggerMessage(20, LogLevel.Warning, "The activity {Name} (task {Task}) of {InstanceId} failed.")]
    public static partial void ActivityFailed(ILogger logger, Exception exception, string name, int task, string instanceId);

    [LoggerMessage(
        21,
        LogLevel.Error,
        "The activity {Name} (task {Task}) of {InstanceId} is given up after {Deliveries} deliveries to a process that died.")]
    public static partial void GivenUp(ILogger logger, string name, int task, string instanceId, int deliveries);

    [LoggerMessage(22, LogLevel.Error, "Waiting activities could not be read; the read is retried.")]
    public static partial void ActivitiesNotRead(ILogger logger, Exception exception);

    [LoggerMessage(23, LogLevel.Warning, "{Count} activities did not finish in time; they run again at the next start.")]
    public static partial void LeftBehind(ILogger logger, int count);

    [LoggerMessage(24, LogLevel.Warning, "A callback that an activity registered for its cancellation failed.")]
    public static partial void CancellationFailed(ILogger logger, Exception exception);

    [LoggerMessage(25, LogLevel.Error, "The activity {Name} (task {Task}) of {InstanceId} could not be run or delivered; this is retried.")]
    public static partial void ActivityNotDelivered(ILogger logger, Exception exception, string name, int task, string instanceId);
}
