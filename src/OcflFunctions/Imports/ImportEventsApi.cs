using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;

namespace OcflFunctions.Imports;

/// <summary>Sends the changes of an import as they happen.</summary>
public sealed class ImportEventsApi(EventStreams streams)
{
    /// <summary><c>GET /api/imports/{id}/events</c>: server-sent events.</summary>
    [Function("WatchImport")]
    public Task<IResult> WatchAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "imports/{id}/events")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], () => streams.AnswerAsync(
            request,
            "import " + id,
            cancellation => ReadAsync(client, id, Links.OfImport(request, id), cancellation),
            () => ImportInstances.NotFound(id),
            cancellationToken));

    private static async Task<WatchedState?> ReadAsync(
        DurableTaskClient client, string id, ImportLinks links, CancellationToken cancellationToken)
    {
        if (await ImportInstances.TryGetAsync(client, id, cancellationToken) is not { } instance)
        {
            return null;
        }

        Import view = ImportViews.Describe(instance, links);
        return new WatchedState
        {
            Status = WatchedState.Line(
                new ImportStatusChange(view.Status, view.Error, view.LastUpdatedAt), ContractsJson.Relaxed.ImportStatusChange),
            StatusKey = $"{view.Status} {view.Error}",
            Progress = view.Progress is { } progress ? WatchedState.Line(progress, ContractsJson.Relaxed.ImportProgress) : null,
            End = view.IsFinished ? WatchedState.Line(view, ContractsJson.Relaxed.Import) : null,
        };
    }
}
