using Microsoft.Extensions.Logging;
using Ocfl;
using OcflFunctions.Contracts;

namespace OcflFunctions.Updates;

/// <summary>What orchestrations log. Reasons contain names from sources, and are escaped so that they cannot end a line.</summary>
internal static partial class OrchestrationLog
{
    public static void ReleaseFailed(this ILogger logger, string updateId, string reason) =>
        LogReleaseFailed(logger, updateId, VisibleText.Show(reason));

    public static void Held(this ILogger logger, string updateId, string activity, DateTimeOffset until, string reason) =>
        LogHeld(logger, updateId, activity, until, VisibleText.Show(reason));

    public static void HoldNotCounted(this ILogger logger, string updateId, string reason) =>
        LogHoldNotCounted(logger, updateId, VisibleText.Show(reason));

    public static void Cancelled(this ILogger logger, string updateId, string reason) =>
        LogCancelled(logger, updateId, VisibleText.Show(reason));

    public static void Retried(this ILogger logger, string updateId, string reason) =>
        LogRetried(logger, updateId, VisibleText.Show(reason));

    public static void ValidationCancelled(this ILogger logger, string validationId, string reason) =>
        LogValidationCancelled(logger, validationId, VisibleText.Show(reason));

    public static void NotNotified(this ILogger logger, string validationId, string reason) =>
        LogNotNotified(logger, validationId, VisibleText.Show(reason));

    public static void ImportNotNotified(this ILogger logger, string importId, string reason) =>
        LogImportNotNotified(logger, importId, VisibleText.Show(reason));

    [LoggerMessage(1020, LogLevel.Information, "Validation {ValidationId} is cancelled: {Reason}")]
    private static partial void LogValidationCancelled(ILogger logger, string validationId, string reason);

    [LoggerMessage(1021, LogLevel.Warning, "Nobody could be notified of the findings of validation {ValidationId}: {Reason}")]
    private static partial void LogNotNotified(ILogger logger, string validationId, string reason);

    [LoggerMessage(1022, LogLevel.Warning, "Nobody could be notified of the end of import {ImportId}: {Reason}")]
    private static partial void LogImportNotNotified(ILogger logger, string importId, string reason);

    [LoggerMessage(
        1001, LogLevel.Warning, "Update {UpdateId} could not release its object: {Reason} The next update takes the claim over.")]
    private static partial void LogReleaseFailed(ILogger logger, string updateId, string reason);

    [LoggerMessage(
        1002, LogLevel.Warning, "Update {UpdateId} is held until {Until:O}: {Activity} failed too often. {Reason} Fix the cause and POST "
            + "to its 'retry', or cancel it.")]
    private static partial void LogHeld(ILogger logger, string updateId, string activity, DateTimeOffset until, string reason);

    [LoggerMessage(1004, LogLevel.Information, "Update {UpdateId} is cancelled: {Reason}")]
    private static partial void LogCancelled(ILogger logger, string updateId, string reason);

    [LoggerMessage(1005, LogLevel.Information, "Update {UpdateId} is retried after a hold: {Reason}")]
    private static partial void LogRetried(ILogger logger, string updateId, string reason);

    [LoggerMessage(1006, LogLevel.Warning, "Validation {ValidationId} has the outcome {Outcome}: of {Objects} objects {Valid} are valid, "
        + "{Invalid} are not, "
        + "{Unverified} could not be checked in full; {Errors} errors, {NotChecked} findings that something was not checked.")]
    public static partial void NotValid(
        this ILogger logger,
        string validationId,
        ValidationOutcome outcome,
        long objects,
        long valid,
        long invalid,
        long unverified,
        long errors,
        long notChecked);

    [LoggerMessage(1003, LogLevel.Warning, "The hold of update {UpdateId} could not be counted: {Reason}")]
    private static partial void LogHoldNotCounted(ILogger logger, string updateId, string reason);
}
