using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;

namespace OcflFunctions.Orchestrations;

internal static partial class OrchestrationLog
{
    [LoggerMessage(1001, LogLevel.Warning, "Update {UpdateId} could not release its object: {Reason} The next update takes the claim over.")]
    public static partial void ReleaseFailed(this ILogger logger, string updateId, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Update {UpdateId} is held until {Until}: {Activity} failed too often. {Reason} Mend it and POST to its 'retry', or cancel it.")]
    public static partial void Held(this ILogger logger, string updateId, string activity, DateTimeOffset until, string reason);

    [LoggerMessage(1004, LogLevel.Information, "Update {UpdateId} is cancelled: {Reason}")]
    public static partial void Cancelled(this ILogger logger, string updateId, string reason);

    [LoggerMessage(1005, LogLevel.Information, "Update {UpdateId} is retried after a hold: {Reason}")]
    public static partial void Retried(this ILogger logger, string updateId, string reason);

    [LoggerMessage(
        1006,
        LogLevel.Warning,
        "Validation {ValidationId} has the outcome {Outcome}: of {Objects} objects {Valid} are valid, {Invalid} are not, {Unverified} could not be checked in full; {Errors} errors, {NotChecked} findings that something was not checked.")]
    public static partial void NotValid(
        this ILogger logger, string validationId, ValidationOutcome outcome, long objects, long valid, long invalid, long unverified, long errors, long notChecked);

    [LoggerMessage(1003, LogLevel.Warning, "The hold of update {UpdateId} could not be counted: {Reason}")]
    public static partial void HoldNotCounted(this ILogger logger, string updateId, string reason);
}
