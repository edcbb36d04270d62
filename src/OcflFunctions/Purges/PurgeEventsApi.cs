using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;

namespace OcflFunctions.Purges;

/// <summary>Sends the changes of a purge as they happen.</summary>
public sealed class PurgeEventsApi(EventStreams streams, PurgeStore purges)
{
    /// <summary><c>GET /api/purges/{id}/events</c>: server-sent events.</summary>
    [Function("WatchPurge")]
    public Task<IResult> WatchAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "purges/{id}/events")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], () => streams.AnswerAsync(
            request,
            "purge " + id,
            cancellation => ReadAsync(client, id, ApiResults.PathOf(request, "/purges", id), cancellation),
            () => new ProblemException(ProblemKind.PurgeNotFound, $"There is no purge '{id}'.", "id"),
            cancellationToken));

    private async Task<WatchedState?> ReadAsync(
        DurableTaskClient client, string id, string self, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await PurgeInstances.TryGetAsync(client, id, cancellationToken);
        PurgeRecord? record = await PurgeInstances.TryGetRecordAsync(purges, id, cancellationToken);
        return PurgeViews.Describe(id, instance, record, self) is not { } view ? null : new WatchedState
        {
            Status = WatchedState.Line(
                new PurgeStatusChange(view.Status, view.Error, view.LastUpdatedAt), ContractsJson.Relaxed.PurgeStatusChange),
            StatusKey = $"{view.Status} {view.Error}",
            End = view.IsFinished ? WatchedState.Line(view, ContractsJson.Relaxed.Purge) : null,
        };
    }
}
