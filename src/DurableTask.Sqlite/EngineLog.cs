using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite;

internal static partial class EngineLog
{
    [LoggerMessage(30, LogLevel.Warning, "The last results could not be written; their activities run again at the next start.")]
    public static partial void NotClosedCleanly(ILogger logger, Exception exception);
}
