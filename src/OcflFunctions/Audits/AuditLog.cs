using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;

namespace OcflFunctions.Audits;

/// <summary>What audits log.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(
        2401,
        LogLevel.Information,
        "Audit {AuditId} has finished ({Outcome}): {Checked} objects, {Invalid} not valid, {Unverified} not checked, {Bytes} bytes.")]
    public static partial void Finished(
        this ILogger logger, string auditId, AuditOutcome outcome, long @checked, long invalid, long unverified, long bytes);

    [LoggerMessage(2402, LogLevel.Error, "Audit {AuditId} found that {Object} is not valid: {Errors} errors ({Codes}).")]
    public static partial void FindingOpened(this ILogger logger, string auditId, string @object, long errors, string codes);

    [LoggerMessage(2403, LogLevel.Information, "{Id} found that {Object} is {Status}: its finding is closed.")]
    public static partial void FindingClosed(this ILogger logger, string id, string @object, string status);

    [LoggerMessage(2404, LogLevel.Warning, "Audit {AuditId} could not check {Object}; it stays due.")]
    public static partial void NotChecked(this ILogger logger, string auditId, string @object, Exception failure);

    [LoggerMessage(2405, LogLevel.Warning, "An audit could not be started; this is retried within five minutes.")]
    public static partial void NotStarted(this ILogger logger, Exception failure);

    [LoggerMessage(2406, LogLevel.Information, "Audit {AuditId} is cancelled: {Reason}")]
    public static partial void Cancelled(this ILogger logger, string auditId, string reason);
}
