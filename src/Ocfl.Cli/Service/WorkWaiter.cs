using OcflFunctions.Client;
using OcflFunctions.Contracts;
using StoredValidation = OcflFunctions.Contracts.Validation;

namespace Ocfl.Cli.Service;

/// <summary>Waits for what a service does, with a line of progress. Stopping the waiting stops nothing of it.</summary>
internal sealed class WorkWaiter(Terminal terminal, ServiceConnection service)
{
    /// <summary>Waits until an update has finished, or is held.</summary>
    /// <exception cref="ToolStoppedException">The user has stopped the waiting.</exception>
    public Task<Update> WaitForUpdateAsync(string id, CancellationToken cancellationToken) => GuardAsync(
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
                if (received.End is { } end)
                {
                    return end;
                }

                if (status?.Status == UpdateStatus.Held)
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
    public Task<StoredValidation> WaitForValidationAsync(string id, CancellationToken cancellationToken) => GuardAsync(
        new ServiceWork(WorkKind.Validation, id),
        async () =>
        {
            using ProgressLine line = new(terminal);
            await foreach (ValidationEvent received in service.Patient.WatchValidationAsync(
                id, after: null, cancellationToken).ConfigureAwait(false))
            {
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
    public async Task<T> GuardAsync<T>(ServiceWork work, Func<Task<T>> wait, CancellationToken cancellationToken)
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
