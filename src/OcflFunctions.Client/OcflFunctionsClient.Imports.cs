using System.Runtime.CompilerServices;
using System.Text.Json;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

public sealed partial class OcflFunctionsClient
{
    private const string Imports = "api/imports";

    /// <summary>Starts an import of objects that exist elsewhere, once, as for updates.</summary>
    /// <param name="request">The request.</param>
    /// <param name="idempotencyKey">1 to 255 visible ASCII characters; null for a new one.</param>
    /// <param name="cancellationToken">Cancels the call. The import may have been started.</param>
    /// <exception cref="OcflFunctionsException">The request is not valid, or its source does not exist or is not allowed.</exception>
    public async Task<StartedImport> StartImportAsync(
        ImportRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Relaxed.ImportRequest);
        return await StartAsync(
            Imports, body, idempotencyKey, ContractsJson.Relaxed.StartedImport, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The current state of an import.</summary>
    /// <param name="id">The import's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such import (404).</exception>
    public async Task<Import> GetImportAsync(string id, CancellationToken cancellationToken = default) =>
        (await PollAsync(PathOf(Imports, id), ContractsJson.Relaxed.Import, cancellationToken).ConfigureAwait(false)).Found;

    /// <summary>Waits until an import has finished, and returns it. It also waits while the import is suspended.</summary>
    /// <param name="id">The import's id.</param>
    /// <param name="progress">Receives the import after each poll, the last one included; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; the import continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such import (404).</exception>
    public Task<Import> WaitForImportAsync(
        string id, IProgress<Import>? progress = null, CancellationToken cancellationToken = default) =>
        WaitAsync(PathOf(Imports, id), ContractsJson.Relaxed.Import, static import => import.IsFinished, progress, cancellationToken);

    /// <summary>Imports, newest first, fetched page by page as they are enumerated.</summary>
    /// <param name="filter">Which imports; null for all.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<Import> ListImportsAsync(
        ImportFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        filter ??= new ImportFilter();
        string? continuation = null;
        do
        {
            ImportPage page = await GetAsync(
                Imports + filter.ToQuery(continuation), ContractsJson.Relaxed.ImportPage, cancellationToken).ConfigureAwait(false);
            foreach (Import import in page.Imports)
            {
                yield return import;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>What became of the objects of an import so far, in the order in which they were listed, fetched page by page.</summary>
    /// <param name="id">The import's id.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default. It does not limit how many are
    /// listed.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="OcflFunctionsException">There is no such import (404).</exception>
    public async IAsyncEnumerable<ImportedObject> ListImportedObjectsAsync(
        string id, int? pageSize = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? continuation = null;
        do
        {
            string query = new UpdateFilter { PageSize = pageSize }.ToQuery(continuation);
            ImportedObjectPage page = await GetAsync(
                $"{PathOf(Imports, id)}/objects{query}",
                ContractsJson.Relaxed.ImportedObjectPage,
                cancellationToken).ConfigureAwait(false);
            foreach (ImportedObject done in page.Objects)
            {
                yield return done;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>What is wrong with the objects of an import that are not valid, so far, fetched page by page.</summary>
    /// <param name="id">The import's id.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default. It does not limit how many are
    /// listed.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="OcflFunctionsException">There is no such import (404).</exception>
    public IAsyncEnumerable<Finding> ListImportFindingsAsync(
        string id, int? pageSize = null, CancellationToken cancellationToken = default) =>
        ListFindingsOfAsync(PathOf(Imports, id), pageSize, cancellationToken);

    /// <summary>Suspends an import: running activities finish, and no further activity starts.</summary>
    /// <param name="id">The import's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such import (404), or its state forbids it (409).</exception>
    public Task SuspendImportAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Imports, id), "suspend", cancellationToken);

    /// <summary>Resumes a suspended import.</summary>
    /// <inheritdoc cref="SuspendImportAsync"/>
    public Task ResumeImportAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Imports, id), "resume", cancellationToken);

    /// <summary>Stops an import: objects that are not committed are undone, and those that are imported stay.</summary>
    /// <inheritdoc cref="SuspendImportAsync"/>
    public Task CancelImportAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Imports, id), "cancel", cancellationToken);
}
