using System.Runtime.CompilerServices;
using System.Text.Json;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

public sealed partial class OcflFunctionsClient
{
    private const string Audits = "api/audits";

    /// <summary>Starts a run of an audit: it checks the objects that are due, the longest unchecked first. One run at a time.</summary>
    /// <param name="all">Whether all objects are checked.</param>
    /// <param name="cancellationToken">Cancels the call. The run may have been started.</param>
    /// <exception cref="OcflFunctionsException">A run is under way (409).</exception>
    public async Task<StartedAudit> StartAuditAsync(bool all = false, CancellationToken cancellationToken = default) =>
        await StartAsync(
            Audits,
            JsonSerializer.SerializeToUtf8Bytes(new AuditRequest { All = all }, ContractsJson.Relaxed.AuditRequest),
            idempotencyKey: null,
            ContractsJson.Relaxed.StartedAudit,
            cancellationToken).ConfigureAwait(false);

    /// <summary>The coverage, the last runs, and the first page of open findings.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<AuditOverview> GetAuditsAsync(CancellationToken cancellationToken = default) =>
        GetAsync(Audits, ContractsJson.Relaxed.AuditOverview, cancellationToken);

    /// <summary>All objects with an open finding, fetched page by page as they are enumerated.</summary>
    /// <param name="pageSize">How many to fetch in one request, 1 to 500; null for the service's default. It does not limit how many are
    /// listed.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<OpenFinding> ListOpenFindingsAsync(
        int? pageSize = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? continuation = null;
        do
        {
            AuditOverview page = await GetAsync(
                Audits + new UpdateFilter { PageSize = pageSize }.ToQuery(continuation),
                ContractsJson.Relaxed.AuditOverview,
                cancellationToken).ConfigureAwait(false);
            foreach (OpenFinding finding in page.Findings)
            {
                yield return finding;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>The current state of a run of an audit.</summary>
    /// <param name="id">The run's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such run (404).</exception>
    public async Task<Audit> GetAuditAsync(string id, CancellationToken cancellationToken = default) =>
        (await PollAsync(PathOf(Audits, id), ContractsJson.Relaxed.Audit, cancellationToken).ConfigureAwait(false)).Found;

    /// <summary>Waits until a run of an audit has finished, and returns it. It also waits while the run is suspended.</summary>
    /// <param name="id">The run's id.</param>
    /// <param name="progress">Receives the run after each poll, the last one included; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; the run continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such run (404).</exception>
    public Task<Audit> WaitForAuditAsync(
        string id, IProgress<Audit>? progress = null, CancellationToken cancellationToken = default) => WaitAsync(
        PathOf(Audits, id), ContractsJson.Relaxed.Audit, static run => run.IsFinished, progress, cancellationToken);

    /// <summary>Suspends a run of an audit: running activities finish, and no further activity starts.</summary>
    /// <param name="id">The run's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such run (404), or its state forbids it (409).</exception>
    public Task SuspendAuditAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Audits, id), "suspend", cancellationToken);

    /// <summary>Resumes a suspended run of an audit.</summary>
    /// <inheritdoc cref="SuspendAuditAsync"/>
    public Task ResumeAuditAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Audits, id), "resume", cancellationToken);

    /// <summary>Stops a run of an audit. What it has checked counts.</summary>
    /// <inheritdoc cref="SuspendAuditAsync"/>
    public Task CancelAuditAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Audits, id), "cancel", cancellationToken);
}
