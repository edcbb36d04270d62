using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;

namespace OcflFunctions.Updates;

/// <summary>Sends the changes of an update as they happen.</summary>
public sealed class UpdateEventsApi(EventStreams streams, PlanStore plans)
{
    /// <summary><c>GET /api/updates/{id}/events</c>: server-sent events.</summary>
    [Function("WatchUpdate")]
    public Task<IResult> WatchAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "updates/{id}/events")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], () =>
        {
            StepsOfPlan steps = new(plans, id);
            return streams.AnswerAsync(
                request,
                "update " + id,
                cancellation => ReadAsync(client, id, steps, Links.OfUpdate(request, id), cancellation),
                () => UpdateInstances.NotFound(id),
                cancellationToken);
        });

    private static async Task<WatchedState?> ReadAsync(
        DurableTaskClient client, string id, StepsOfPlan plan, UpdateLinks links, CancellationToken cancellationToken)
    {
        if (await UpdateInstances.TryGetAsync(client, id, cancellationToken) is not { } instance)
        {
            return null;
        }

        UpdateCustomStatus? progress = instance.ReadCustomStatusAs<UpdateCustomStatus>();
        IReadOnlyList<StepDescription>? steps = progress?.Steps is null ? null : await plan.TryGetAsync(cancellationToken);
        Update view = UpdateViews.Describe(instance, links, steps);
        return new WatchedState
        {
            Status = WatchedState.Line(
                new UpdateStatusChange(view.Status, view.Phase, view.Error, view.LastUpdatedAt), ContractsJson.Relaxed.UpdateStatusChange),
            StatusKey = $"{view.Status} {view.Phase} {view.Error}",
            Progress = WatchedState.Line(view.Progress, ContractsJson.Relaxed.UpdateProgress),
            Steps = view.Steps is null
                ? ""
                : string.Concat(steps!.Select((step, index) => UpdateViews.MarkOf(progress!.Steps!, step, index))),
            StepAt = place => WatchedState.Line(view.Steps![place], ContractsJson.Relaxed.UpdateStep),
            End = view.IsFinished ? WatchedState.Line(view, ContractsJson.Relaxed.Update) : null,
        };
    }

    /// <summary>The steps of an update, which do not change once there is a plan.</summary>
    private sealed class StepsOfPlan(PlanStore plans, string id)
    {
        private IReadOnlyList<StepDescription>? _steps;

        public async Task<IReadOnlyList<StepDescription>?> TryGetAsync(CancellationToken cancellationToken) =>
            _steps ??= await plans.TryGetStepsAsync(id, cancellationToken);
    }
}
