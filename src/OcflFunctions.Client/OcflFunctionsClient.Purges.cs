using System.Runtime.CompilerServices;
using System.Text.Json;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

public sealed partial class OcflFunctionsClient
{
    private const string Purges = "api/purges";

    /// <summary>
    /// Starts the purge of an object, once, as for updates: the object is removed with all its versions. The service must allow it
    /// (<c>Ocfl:Objects:AllowPurge</c>).
    /// </summary>
    /// <param name="request">The request; its confirmation is the object's id.</param>
    /// <param name="idempotencyKey">1 to 255 visible ASCII characters; null for a new one.</param>
    /// <param name="cancellationToken">Cancels the call. The purge may have been started.</param>
    /// <exception cref="OcflFunctionsException">The request is not valid, purges are not allowed (403), there is no such object (404), or
    /// it has another version than expected (409).</exception>
    public async Task<StartedPurge> PurgeAsync(
        PurgeRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Relaxed.PurgeRequest);
        return await StartAsync(
            $"{Objects}?id={Uri.EscapeDataString(request.Confirm)}",
            body,
            idempotencyKey,
            ContractsJson.Relaxed.StartedPurge,
            cancellationToken,
            HttpMethod.Delete).ConfigureAwait(false);
    }

    /// <summary>The current state of a purge, with the record that stays of the object.</summary>
    /// <param name="id">The purge's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such purge (404).</exception>
    public async Task<Purge> GetPurgeAsync(string id, CancellationToken cancellationToken = default) =>
        (await PollAsync(PathOf(Purges, id), ContractsJson.Relaxed.Purge, cancellationToken).ConfigureAwait(false)).Found;

    /// <summary>Waits until a purge has finished, and returns it.</summary>
    /// <param name="id">The purge's id.</param>
    /// <param name="progress">Receives the purge after each poll, the last one included; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; the purge continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such purge (404).</exception>
    public Task<Purge> WaitForPurgeAsync(
        string id, IProgress<Purge>? progress = null, CancellationToken cancellationToken = default) =>
        WaitAsync(PathOf(Purges, id), ContractsJson.Relaxed.Purge, static purge => purge.IsFinished, progress, cancellationToken);

    /// <summary>
    /// The files for which an update's source was refused: missing, not listed or with another digest; fetched page by page. None if the
    /// update was not refused for that.
    /// </summary>
    /// <param name="id">The update's id.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default. It does not limit how many are
    /// listed.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="OcflFunctionsException">There is no such update (404).</exception>
    public async IAsyncEnumerable<SourceMismatch> ListMismatchesAsync(
        string id, int? pageSize = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? continuation = null;
        do
        {
            string query = new UpdateFilter { PageSize = pageSize }.ToQuery(continuation);
            SourceMismatchPage page = await GetAsync(
                $"{PathOf(Updates, id)}/mismatches{query}",
                ContractsJson.Relaxed.SourceMismatchPage,
                cancellationToken).ConfigureAwait(false);
            foreach (SourceMismatch mismatch in page.Mismatches)
            {
                yield return mismatch;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
