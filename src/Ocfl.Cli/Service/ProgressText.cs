using System.Globalization;
using OcflFunctions.Contracts;
using StoredValidation = OcflFunctions.Contracts.Validation;

namespace Ocfl.Cli.Service;

/// <summary>Describes for people how far something is, and how it ended.</summary>
internal static class ProgressText
{
    /// <summary>An update in progress.</summary>
    public static string Of(UpdateStatus status, UpdatePhase? phase, UpdateProgress progress)
    {
        string name = NameOf(status, phase);
        return progress switch
        {
            { Ahead: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{name}, {progress.Ahead} updates of the object are before it"),
            { StepsPlanned: > 0 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {progress.StepsDone} of {progress.StepsPlanned} steps, {Part(progress.BytesDone, progress.BytesPlanned)}"),
            { SourceFiles: > 0 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {progress.StagedFiles} of {progress.SourceFiles} files, {Part(progress.StagedBytes, progress.SourceBytes)}"),
            _ => name,
        } + (progress.Retrying is [{ } retry, ..]
            ? string.Create(CultureInfo.InvariantCulture, $", retries {retry.Step} ({retry.Attempt} of {retry.Of})")
            : progress.Running is [string running, ..] ? ", " + running : "");
    }

    /// <summary>The status of an update, with its phase while it works.</summary>
    public static string NameOf(UpdateStatus status, UpdatePhase? phase) => status == UpdateStatus.Running && phase is { } works
        ? works.ToString().ToLowerInvariant()
        : status.ToString().ToLowerInvariant();

    /// <summary>A validation in progress.</summary>
    public static string Of(ValidationProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Objects} of {progress.Total ?? progress.Listed}{(progress.Total is null ? " or more" : "")} objects, "
            + $"{progress.Invalid} not valid, {ProgressLine.Bytes(progress.Bytes)}");

    /// <summary>An audit in progress.</summary>
    public static string Of(AuditCounts progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Checked} of {progress.Due} objects checked, {progress.Invalid} not valid, {ProgressLine.Bytes(progress.Bytes)}");

    /// <summary>How an update ended, on one line.</summary>
    public static string Ending(Update update) => update switch
    {
        { Status: UpdateStatus.Completed, Result: { } result } =>
            $"completed: {result.Version} of {result.ObjectId} at {result.ObjectRoot}{Describe(result.Files)}",
        { Status: UpdateStatus.Unchanged, Result: { } result } => $"unchanged: {result.Version} of {result.ObjectId}",
        _ => update.Status.ToString().ToLowerInvariant() + Reason(update.Error),
    };

    /// <summary>How a validation ended, on one line.</summary>
    public static string Ending(StoredValidation validation) => validation.Result is { } result
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Outcome.ToString().ToLowerInvariant()}: {result.Objects} objects, {result.Valid} valid, {result.Invalid} not valid, "
                + $"{result.Unverified} not checked; {result.Errors} errors, {result.Warnings} warnings")
        : validation.Status.ToString().ToLowerInvariant() + Reason(validation.Error);

    /// <summary>How an audit ended, on one line.</summary>
    public static string Ending(Audit audit) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(audit.Outcome?.ToString() ?? audit.Status.ToString()).ToLowerInvariant()}{Reason(audit.Error)}: {audit.Progress.Checked} objects "
            + $"checked, {audit.Progress.Invalid} not valid; {audit.Progress.Opened} findings opened, {audit.Progress.Closed} closed");

    /// <summary>An error, after what it explains.</summary>
    public static string Reason(UpdateError? error) => error is null ? "" : $": {error.Type}: {error.Message.TrimEnd('.')}";

    private static string Describe(FileChangeCounts? files) => files is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $": {files.Added} added, {files.Removed} removed, {files.Changed} changed, {files.Renamed} renamed");

    private static string Part(long done, long all) => $"{ProgressLine.Bytes(done)} of {ProgressLine.Bytes(all)}";
}
