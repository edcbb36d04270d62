using System.Globalization;
using OcflFunctions.Client;
using OcflFunctions.Contracts;
using StoredValidation = OcflFunctions.Contracts.Validation;

namespace Ocfl.Cli.Service;

/// <summary>
/// Shows what happens to an update, a validation, an import, an audit or a purge until it has finished: a line for each change, and in a
/// terminal a line of progress below them.
/// </summary>
internal sealed class WorkFollower(Terminal terminal, ServiceConnection service, bool isJson)
{
    private readonly WorkWaiter _waiter = new(terminal, service);

    /// <returns>The exit code: how it ended.</returns>
    /// <exception cref="ToolStoppedException">The user has stopped the following.</exception>
    public async Task<int> FollowAsync(ServiceWork work, CancellationToken cancellationToken) => work.Kind switch
    {
        WorkKind.Update => CodeOf(await _waiter.WatchUpdateAsync(
            work.Id,
            received =>
            {
                Write(LineOf(received), Describe(received, work.Id));
                return false;
            },
            cancellationToken).ConfigureAwait(false)),
        WorkKind.Validation => CodeOf(await _waiter.WatchValidationAsync(
            work.Id, received => Write(LineOf(received), Describe(received)), cancellationToken).ConfigureAwait(false)),
        WorkKind.Import => CodeOf(await _waiter.WatchImportAsync(
            work.Id, received => Write(LineOf(received), Describe(received)), cancellationToken).ConfigureAwait(false)),
        WorkKind.Audit => End(await _waiter.WaitForAuditAsync(work.Id, cancellationToken).ConfigureAwait(false)),
        _ => End(await _waiter.WaitForPurgeAsync(work.Id, cancellationToken).ConfigureAwait(false)),
    };

    /// <summary>The exit code for how an update ended.</summary>
    public static int CodeOf(Update update) =>
        update.Status is UpdateStatus.Completed or UpdateStatus.Unchanged ? ExitCode.Success : ExitCode.Failure;

    /// <summary>The exit code for how a validation ended.</summary>
    public static int CodeOf(StoredValidation validation) => validation.Result?.Outcome switch
    {
        ValidationOutcome.Valid => ExitCode.Success,
        ValidationOutcome.Invalid => ExitCode.NotValid,
        _ => ExitCode.Failure,
    };

    /// <summary>The exit code for how an audit ended.</summary>
    public static int CodeOf(Audit audit) => audit switch
    {
        { Outcome: AuditOutcome.Complete or AuditOutcome.TimeOver, Progress.Invalid: 0 } => ExitCode.Success,
        { Outcome: AuditOutcome.Complete or AuditOutcome.TimeOver or AuditOutcome.TooManyFindings } => ExitCode.NotValid,
        _ => ExitCode.Failure,
    };

    private static int CodeOf(Import import) => import.Status == ImportStatus.Completed ? ExitCode.Success : ExitCode.Failure;

    private int End(Audit audit)
    {
        Write(EventLine.Of(WatchEventNames.End, "", audit, ContractsJson.Relaxed.Audit), ProgressText.Ending(audit));
        return CodeOf(audit);
    }

    private int End(Purge purge)
    {
        Write(
            EventLine.Of(WatchEventNames.End, "", purge, ContractsJson.Relaxed.Purge),
            purge.Status.ToString().ToLowerInvariant() + ProgressText.Reason(purge.Error));
        return purge.Status == PurgeStatus.Completed ? ExitCode.Success : ExitCode.Failure;
    }

    private void Write(EventLine json, string? text)
    {
        if (isJson)
        {
            terminal.WriteJson(json, ServiceLines.Plain.EventLine);
        }
        else if (text is not null)
        {
            terminal.WriteLine(Terminal.Show(text));
        }

        terminal.Flush();
    }

    private string? Describe(UpdateEvent received, string id) => received switch
    {
        { End: { } end } => ProgressText.Ending(end),
        { Status: { Status: UpdateStatus.Held } held } =>
            $"held{ProgressText.Reason(held.Error)}; {service.Suggest("retry " + id)} continues it when the fault is fixed",
        { Status: { } status } => IsEnd(status.Status)
            ? null
            : ProgressText.NameOf(status.Status, status.Phase) + ProgressText.Reason(status.Error),
        { Step: { State: StepState.Done or StepState.AlreadyDone } step } => string.Create(
            CultureInfo.InvariantCulture, $"{step.Number} {step.Name}{(step.Note is { } note ? $" ({note})" : "")}"),
        _ => null,
    };

    private static string? Describe(ValidationEvent received) => received switch
    {
        { End: { } end } => ProgressText.Ending(end),
        { Status: { } status } => status.Status.ToString().ToLowerInvariant() + ProgressText.Reason(status.Error),
        _ => null,
    };

    private static string? Describe(ImportEvent received) => received switch
    {
        { End: { } end } => end.Status.ToString().ToLowerInvariant() + ProgressText.Reason(end.Error),
        { Status: { } status } => status.Status.ToString().ToLowerInvariant() + ProgressText.Reason(status.Error),
        _ => null,
    };

    private static bool IsEnd(UpdateStatus status) => status is UpdateStatus.Completed or UpdateStatus.Unchanged or UpdateStatus.Failed
        or UpdateStatus.Cancelled or UpdateStatus.Terminated;

    private static EventLine LineOf(UpdateEvent received) => received switch
    {
        { End: { } end } => EventLine.Of(WatchEventNames.End, received.Id, end, ContractsJson.Relaxed.Update),
        { Status: { } status } => EventLine.Of(WatchEventNames.Status, received.Id, status, ContractsJson.Relaxed.UpdateStatusChange),
        { Step: { } step } => EventLine.Of(WatchEventNames.Step, received.Id, step, ContractsJson.Relaxed.UpdateStep),
        _ => EventLine.Of(WatchEventNames.Progress, received.Id, received.Progress!, ContractsJson.Relaxed.UpdateProgress),
    };

    private static EventLine LineOf(ValidationEvent received) => received switch
    {
        { End: { } end } => EventLine.Of(WatchEventNames.End, received.Id, end, ContractsJson.Relaxed.Validation),
        { Status: { } status } => EventLine.Of(WatchEventNames.Status, received.Id, status, ContractsJson.Relaxed.ValidationStatusChange),
        _ => EventLine.Of(WatchEventNames.Progress, received.Id, received.Progress!, ContractsJson.Relaxed.ValidationProgress),
    };

    private static EventLine LineOf(ImportEvent received) => received switch
    {
        { End: { } end } => EventLine.Of(WatchEventNames.End, received.Id, end, ContractsJson.Relaxed.Import),
        { Status: { } status } => EventLine.Of(WatchEventNames.Status, received.Id, status, ContractsJson.Relaxed.ImportStatusChange),
        _ => EventLine.Of(WatchEventNames.Progress, received.Id, received.Progress!, ContractsJson.Relaxed.ImportProgress),
    };
}
