using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;

namespace OcflFunctions.Validations;

/// <summary>Sends the changes of a validation as they happen.</summary>
public sealed class ValidationEventsApi(EventStreams streams, ValidationStore validations)
{
    /// <summary><c>GET /api/validations/{id}/events</c>: server-sent events.</summary>
    [Function("WatchValidation")]
    public Task<IResult> WatchAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "validations/{id}/events")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], () => streams.AnswerAsync(
            request,
            "validation " + id,
            cancellation => ReadAsync(client, id, Links.OfValidation(request, id), cancellation),
            () => ValidationInstances.NotFound(id),
            cancellationToken));

    private async Task<WatchedState?> ReadAsync(
        DurableTaskClient client, string id, ValidationLinks links, CancellationToken cancellationToken)
    {
        if (await ValidationInstances.TryGetAsync(client, id, cancellationToken) is not { } instance)
        {
            return null;
        }

        Validation view = await ValidationViews.DescribeAsync(instance, links, validations, cancellationToken);
        return new WatchedState
        {
            Status = WatchedState.Line(
                new ValidationStatusChange(view.Status, view.Error, view.LastUpdatedAt), ContractsJson.Relaxed.ValidationStatusChange),
            StatusKey = $"{view.Status} {view.Error}",
            Progress = WatchedState.Line(view.Progress, ContractsJson.Relaxed.ValidationProgress),
            End = view.IsFinished ? WatchedState.Line(view, ContractsJson.Relaxed.Validation) : null,
        };
    }
}
