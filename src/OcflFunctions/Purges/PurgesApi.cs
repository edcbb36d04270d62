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

namespace OcflFunctions.Purges;

/// <summary>Starts purges, and returns their states and records.</summary>
public sealed class PurgesApi(
    PurgeStarter starter,
    PurgeChecks checks,
    PurgeStore purges,
    PurgeLister lister,
    IManagementLinks managementLinks,
    IOptions<OcflOptions> options)
{
    private const string Purges = "/purges";

    private static readonly string[] Parameters = ["id"];

    /// <summary><c>DELETE /api/objects?id=</c>: starts the purge of an object.</summary>
    [Function("PurgeObjectById")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "objects")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, Parameters, async () =>
        {
            checks.RequireAllowed();
            using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, cancellationToken);
            PurgeRequest purge = PurgeRequestReader.Read(request.Query["id"].ToString(), body.RootElement);
            (string id, OrchestrationMetadata? instance) = await starter.StartAsync(
                request, client, purge, () => checks.CheckAsync(purge, cancellationToken), cancellationToken);
            AuditDetails.Set(request, purge.Confirm, id);
            return Accepted(request, client, id, purge, instance);
        });

    /// <summary><c>GET /api/purges</c>: purges, newest first.</summary>
    [Function("ListPurges")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "purges")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, PurgeQuery.Parameters, async () =>
        {
            PurgeQuery query = PurgeQuery.Read(request.Query);
            PurgePage page = await lister.ListAsync(
                client, query, id => ApiResults.PathOf(request, Purges, id), cancellationToken);
            return ApiResults.Json(page, ContractsJson.Relaxed.PurgePage);
        });

    /// <summary><c>GET /api/purges/{id}</c>: a purge, with the record that stays.</summary>
    [Function("GetPurge")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "purges/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata? instance = await PurgeInstances.TryGetAsync(client, id, cancellationToken);
            PurgeRecord? record = await PurgeInstances.TryGetRecordAsync(purges, id, cancellationToken);
            Purge view = PurgeViews.Describe(id, instance, record, ApiResults.PathOf(request, Purges, id))
                ?? throw new ProblemException(ProblemKind.PurgeNotFound, $"There is no purge '{id}'.", "id");
            return ApiResults.Polled(request, view.IsFinished, view, ContractsJson.Relaxed.Purge);
        });

    private IResult Accepted(
        HttpRequest request, DurableTaskClient client, string id, PurgeRequest purge, OrchestrationMetadata? instance)
    {
        string self = ApiResults.PathOf(request, Purges, id, route: "/objects");
        StartedPurge answer = new()
        {
            Id = id,
            ObjectId = purge.Confirm,
            Status = instance is null ? PurgeStatus.Queued : PurgeViews.StatusOf(instance),
            Links = Links.OfPurge(self),
        };
        if (options.Value.Http.ManagementLinks && managementLinks.Create(client, id, request) is { } management)
        {
            answer = new StartedPurge(answer, management);
        }

        return ApiResults.Accepted(
            request, instance?.RuntimeStatus.IsFinished() ?? false, self, answer, ContractsJson.Relaxed.StartedPurge);
    }
}
