using Microsoft.Extensions.Logging;

namespace OcflFunctions.Orchestrations;

internal static partial class OrchestrationLog
{
    [LoggerMessage(1001, LogLevel.Warning, "Update {UpdateId} could not release its object: {Reason} The next update takes the claim over.")]
    public static partial void ReleaseFailed(this ILogger logger, string updateId, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Update {UpdateId} is held until {Until}: {Activity} failed too often. {Reason} Mend it and POST to its 'retry', or cancel it.")]
    public static partial void Held(this ILogger logger, string updateId, string activity, DateTimeOffset until, string reason);
}
