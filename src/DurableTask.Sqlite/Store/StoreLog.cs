using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Store;

/// <summary>The log of the writer.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(1, LogLevel.Error, "The database {Path} cannot be written; the engine keeps retrying.")]
    public static partial void Unhealthy(ILogger logger, Exception exception, string path);

    [LoggerMessage(2, LogLevel.Information, "The database {Path} can be written again.")]
    public static partial void Recovered(ILogger logger, string path);

    [LoggerMessage(3, LogLevel.Warning, "The log of the database {Path} was not checkpointed at the stop; the next start does it.")]
    public static partial void CheckpointFailed(ILogger logger, Exception exception, string path);

    [LoggerMessage(
        4, LogLevel.Warning, "The database {Path} could not be rewritten so that it can shrink; the next start retries. Its unused pages "
            + "are used again.")]
    public static partial void NotRewritten(ILogger logger, Exception exception, string path);

    [LoggerMessage(5, LogLevel.Debug, "The log of the database {Path} was not moved into it; this is retried.")]
    public static partial void NotMoved(ILogger logger, Exception exception, string path);
}
