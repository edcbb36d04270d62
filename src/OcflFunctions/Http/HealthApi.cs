using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>Tells whether the service is ready.</summary>
public sealed class HealthApi(ServiceHealth health)
{
    /// <summary><c>GET /api/health</c>: 200 when storage root, work area and engine can be used; 503 when not, with what cannot.</summary>
    [Function("Health")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Answers.AnswerAsync(request, [], async () =>
        {
            HealthReport report = await health.LookAsync(client, cancellationToken);
            request.HttpContext.Response.Headers.CacheControl = "no-store";
            int status = report.Status == HealthReport.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return Answers.Json(report, ContractsJson.Relaxed.HealthReport, status);
        });
}
