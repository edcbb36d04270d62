using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Dispatch;

internal static partial class DispatchLog
{
    [LoggerMessage(10, LogLevel.Warning, "{Count} messages came too late for the orchestration {InstanceId} and were dropped.")]
    public static partial void Dropped(ILogger logger, int count, string instanceId);

    [LoggerMessage(11, LogLevel.Error, "A turn of the orchestration {InstanceId} (run {Run}) came to nothing; it is taken again.")]
    public static partial void TurnFailed(ILogger logger, Exception exception, string? instanceId, long run);

    [LoggerMessage(12, LogLevel.Error, "The inbox could not be read; it is tried again.")]
    public static partial void ScanFailed(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Information, "The orchestration {Name} with the id {InstanceId} is {Status}.")]
    public static partial void Finished(ILogger logger, string name, string instanceId, OrchestrationRuntimeStatus status);

    [LoggerMessage(14, LogLevel.Error, "Timers could not be fired; it is tried again.")]
    public static partial void TimersFailed(ILogger logger, Exception exception);
}
