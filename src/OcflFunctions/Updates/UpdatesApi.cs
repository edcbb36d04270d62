using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Http.Access;

namespace OcflFunctions.Updates;

/// <summary>Starts updates, and returns their states.</summary>
public sealed class UpdatesApi(
    UpdateStarter starter,
    UpdateChecks checks,
    PlanStore plans,
    UpdateLister lister,
    IManagementLinks managementLinks,
    IOptions<OcflOptions> options)
{
    /// <summary><c>POST /api/updates</c>: starts an update.</summary>
    [Function("StartUpdate")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, cancellationToken);
            UpdateRequest update = UpdateRequestReader.Read(body.RootElement);
            (string id, OrchestrationMetadata? instance) = await starter.StartAsync(
                request, client, update, () => checks.CheckAsync(update, client, cancellationToken), cancellationToken);
            AuditDetails.Set(request, update.ObjectId, id);
            return Accepted(request, client, id, update, instance);
        });

    /// <summary><c>GET /api/updates/{id}</c>: an update, with its steps.</summary>
    [Function("GetUpdate")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "updates/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata instance = await UpdateInstances.GetAsync(client, id, cancellationToken);
            Update view = UpdateViews.Describe(instance, request, await plans.TryGetStepsAsync(id, cancellationToken));
            return ApiResults.Polled(request, instance.RuntimeStatus.IsFinished(), view, ContractsJson.Relaxed.Update);
        });

    /// <summary><c>GET /api/updates</c>: updates, newest first.</summary>
    [Function("ListUpdates")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "updates")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, UpdateQuery.Parameters, async () =>
        {
            UpdateQuery query = UpdateQuery.Read(request.Query);
            return ApiResults.Json(await lister.ListAsync(client, query, request, cancellationToken), ContractsJson.Relaxed.UpdatePage);
        });

    private IResult Accepted(
        HttpRequest request, DurableTaskClient client, string id, UpdateRequest update, OrchestrationMetadata? instance)
    {
        UpdateStatus status = instance is null ? UpdateStatus.Queued : UpdateViews.Describe(instance, request).Status;
        StartedUpdate answer = new() { Id = id, ObjectId = update.ObjectId, Status = status, Links = Links.OfUpdate(request, id) };
        if (options.Value.Http.ManagementLinks && managementLinks.Create(client, id, request) is { } management)
        {
            answer = new StartedUpdate(answer, management);
        }

        return ApiResults.Accepted(
            request, instance?.RuntimeStatus.IsFinished() ?? false, answer.Links.Self, answer, ContractsJson.Relaxed.StartedUpdate);
    }
}
