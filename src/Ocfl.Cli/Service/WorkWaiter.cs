using OcflFunctions.Client;
using OcflFunctions.Contracts;
using StoredValidation = OcflFunctions.Contracts.Validation;

namespace Ocfl.Cli.Service;

/// <summary>Waits for what a service does, with a line of progress. Stopping the waiting stops nothing of it.</summary>
internal sealed class WorkWaiter(Terminal terminal, ServiceConnection service)
{
    /// <summary>Waits until an update has finished, or is held.</summary>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    public Task<Update> WaitForUpdateAsync(string id, CancellationToken cancellationToken) =>
        WatchUpdateAsync(id, static received => received.Status?.Status == UpdateStatus.Held, cancellationToken);

    /// <summary>Waits until an update has finished, or an event is enough.</summary>
    /// <param name="id">The update's id.</param>
    /// <param name="isEnough">Receives each event, and says whether the waiting ends with it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    public Task<Update> WatchUpdateAsync(string id, Func<UpdateEvent, bool> isEnough, CancellationToken cancellationToken) => GuardAsync(
        new ServiceWork(WorkKind.Update, id),
        async () =>
        {
            UpdateStatusChange? status = null;
            UpdateProgress progress = new();
            using ProgressLine line = new(terminal);
            await foreach (UpdateEvent received in service.Patient.WatchAsync(
                id, after: null, cancellationToken).ConfigureAwait(false))
            {
                status = received.Status ?? status;
                progress = received.Progress ?? progress;
                bool isLast = isEnough(received);
                if (received.End is { } end)
                {
                    return end;
                }

                if (isLast)
                {
                    break;
                }

                line.Report(() => ProgressText.Of(status?.Status ?? UpdateStatus.Queued, status?.Phase, progress));
            }

            return await service.Patient.GetAsync(id, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Waits until a validation has finished.</summary>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    public Task<StoredValidation> WaitForValidationAsync(string id, CancellationToken cancellationToken) =>
        WatchValidationAsync(id, static _ => { }, cancellationToken);

    /// <summary>Waits until an import has finished, and hands on its events.</summary>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    public Task<Import> WatchImportAsync(string id, Action<ImportEvent> receive, CancellationToken cancellationToken) => GuardAsync(
        new ServiceWork(WorkKind.Import, id),
        async () =>
        {
            await foreach (ImportEvent received in service.Patient.WatchImportAsync(
                id, after: null, cancellationToken).ConfigureAwait(false))
            {
                receive(received);
                if (received.End is { } end)
                {
                    return end;
                }
            }

            return await service.Patient.GetImportAsync(id, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Waits until a validation has finished, and hands on its events.</summary>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    public Task<StoredValidation> WatchValidationAsync(
        string id, Action<ValidationEvent> receive, CancellationToken cancellationToken) => GuardAsync(
        new ServiceWork(WorkKind.Validation, id),
        async () =>
        {
            using ProgressLine line = new(terminal);
            await foreach (ValidationEvent received in service.Patient.WatchValidationAsync(
                id, after: null, cancellationToken).ConfigureAwait(false))
            {
                receive(received);
                if (received.End is { } end)
                {
                    return end;
                }

                if (received.Progress is { } progress)
                {
                    line.Report(() => ProgressText.Of(progress));
                }
            }

            return await service.Patient.GetValidationAsync(id, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Waits until an audit has finished. An audit has no events: its state is read again and again.</summary>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    public Task<Audit> WaitForAuditAsync(string id, CancellationToken cancellationToken) => GuardAsync(
        new ServiceWork(WorkKind.Audit, id),
        async () =>
        {
            using ProgressLine line = new(terminal);
            return await service.Patient.WaitForAuditAsync(
                id, new Reporter<Audit>(line, audit => ProgressText.Of(audit.Progress)), cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Waits until a purge has finished.</summary>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    public Task<Purge> WaitForPurgeAsync(string id, CancellationToken cancellationToken) => GuardAsync(
        new ServiceWork(WorkKind.Purge, id),
        async () =>
        {
            using ProgressLine line = new(terminal);
            return await service.Patient.WaitForPurgeAsync(
                id,
                new Reporter<Purge>(line, purge => purge.Status.ToString().ToLowerInvariant()),
                cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Runs something that waits, and says what stopping it has left.</summary>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    /// <exception cref="ToolException">The service cannot be reached any more.</exception>
    private async Task<T> GuardAsync<T>(ServiceWork work, Func<Task<T>> wait, CancellationToken cancellationToken)
    {
        try
        {
            return await wait().ConfigureAwait(false);
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested)
        {
            string cancel = work.Kind == WorkKind.Purge ? "" : $", {service.Suggest("cancel " + work.Id)} cancels it";
            throw new ToolStoppedException(
                $"stopped waiting; the {work.KindName} {work.Id} continues in the service: {service.Suggest("follow " + work.Id)} shows it"
                    + cancel,
                stopped);
        }
        catch (Exception failure) when (ServiceFaults.IsOfService(failure))
        {
            throw new ToolException($"{ServiceFaults.Describe(failure)}; the {work.KindName} {work.Id} was accepted, and may continue: "
                + $"{service.Suggest("follow " + work.Id)} shows it");
        }
    }

    private sealed class Reporter<T>(ProgressLine line, Func<T, string> describe) : IProgress<T>
    {
        public void Report(T value) => line.Report(() => describe(value));
    }
}
