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

namespace OcflFunctions.Maintenance;

/// <summary>Starts runs of maintenance, and returns what they did.</summary>
public sealed class MaintenanceApi(
    MaintenanceStarter starter, MaintenanceRegister register, IManagementLinks managementLinks, IOptions<OcflOptions> options)
{
    internal const int UsualTop = 20;

    private const string Collection = "/maintenance";

    private static readonly string[] ListParameters = ["top"];

    /// <summary><c>POST /api/maintenance</c>: starts a run.</summary>
    [Function("StartMaintenance")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "maintenance")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, cancellationToken);
            MaintenanceRequest maintenance = MaintenanceRequestReader.Read(body.RootElement);
            (string id, bool isNew) = await starter.StartAsync(client, maintenance, cancellationToken);
            if (!isNew)
            {
                throw new ProblemException(
                    ProblemKind.MaintenanceRunning, $"Maintenance {id} runs already. Send the request again when it has finished.");
            }

            AuditDetails.Set(request, objectId: null, id);
            return Accepted(request, client, id, maintenance.DryRun);
        });

    /// <summary><c>GET /api/maintenance</c>: the last runs.</summary>
    [Function("ListMaintenance")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "maintenance")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, ListParameters, async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MaintenanceRegister.MostListed);
            List<MaintenanceRun> runs = [];
            foreach (string id in await register.ListAsync(cancellationToken))
            {
                if (runs.Count < top && await MaintenanceInstances.TryGetAsync(client, id, cancellationToken) is { } instance)
                {
                    runs.Add(MaintenanceViews.Describe(instance, ApiResults.PathOf(request, Collection, id)));
                }
            }

            return ApiResults.Json(new MaintenanceRunPage(runs), ContractsJson.Relaxed.MaintenanceRunPage);
        });

    /// <summary><c>GET /api/maintenance/{id}</c>: a run.</summary>
    [Function("GetMaintenance")]
    public static Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "maintenance/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata instance = await MaintenanceInstances.TryGetAsync(client, id, cancellationToken)
                ?? throw new ProblemException(ProblemKind.MaintenanceNotFound, $"There is no run of maintenance '{id}'.", "id");
            return ApiResults.Polled(
                request,
                instance.RuntimeStatus.IsFinished(),
                MaintenanceViews.Describe(instance, ApiResults.PathOf(request, Collection, id)),
                ContractsJson.Relaxed.MaintenanceRun);
        });

    private IResult Accepted(HttpRequest request, DurableTaskClient client, string id, bool dryRun)
    {
        string self = ApiResults.PathOf(request, Collection, id);
        StartedMaintenance answer = new()
        {
            Id = id,
            DryRun = dryRun,
            Status = MaintenanceStatus.Queued,
            Links = new MaintenanceLinks(self),
        };
        if (options.Value.Http.ManagementLinks && managementLinks.Create(client, id, request) is { } management)
        {
            answer = new StartedMaintenance(answer, management);
        }

        return ApiResults.Accepted(request, isFinished: false, self, answer, ContractsJson.Relaxed.StartedMaintenance);
    }
}
