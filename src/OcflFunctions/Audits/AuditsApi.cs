using System.Security.Cryptography;
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

namespace OcflFunctions.Audits;

/// <summary>Starts audits, and returns what they know about the storage root.</summary>
public sealed class AuditsApi(
    AuditStarter starter,
    AuditRegister register,
    AuditRunStore runs,
    OpenFindings open,
    IManagementLinks managementLinks,
    IOptions<OcflOptions> options)
{
    internal const int UsualTop = 50;
    internal const int MostTop = 500;

    /// <summary><c>POST /api/audits</c>: starts a run.</summary>
    [Function("StartAudit")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "audits")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, cancellationToken);
            AuditRequest audit = AuditRequestReader.Read(body.RootElement);
            (string id, bool isNew) = await starter.StartAsync(client, audit, cancellationToken);
            if (!isNew)
            {
                throw new ProblemException(
                    ProblemKind.AuditRunning, $"Audit {id} runs already. Send the request again when it has finished, or cancel it.");
            }

            AuditDetails.Set(request, objectId: null, id);
            return Accepted(request, client, id);
        });

    /// <summary><c>GET /api/audits</c>: coverage, open findings, and the last runs.</summary>
    [Function("GetAudits")]
    public Task<IResult> GetOverviewAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "audits")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, PageQuery.Parameters, async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            string? after = PageQuery.ReadContinuation(
                request.Query, (kind, name) => kind == "f" && name.Length > 0 ? name : throw new FormatException());
            AuditOverview overview = await DescribeAsync(request, client, after, top, cancellationToken);
            byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(overview, ContractsJson.Relaxed.AuditOverview);
            Validators validators = Validators.OfAnswer(Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16)));
            IResult answer = validators.AreKnownTo(request)
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : Results.Bytes(bytes, "application/json");
            validators.Write(request.HttpContext.Response);
            request.HttpContext.Response.Headers.CacheControl = "private, no-cache";
            return answer;
        });

    /// <summary><c>GET /api/audits/{id}</c>: a run.</summary>
    [Function("GetAudit")]
    public static Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audits/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata instance = await AuditInstances.GetAsync(client, id, cancellationToken);
            return ApiResults.Polled(
                request,
                instance.RuntimeStatus.IsFinished(),
                AuditViews.Describe(instance, AuditViews.LinksOf(request, id)),
                ContractsJson.Relaxed.Audit);
        });

    private async Task<AuditOverview> DescribeAsync(
        HttpRequest request, DurableTaskClient client, string? after, int top, CancellationToken cancellationToken)
    {
        AuditOptions audits = options.Value.Audits;
        (IReadOnlyList<OpenFinding> findings, string? next) = await open.ListAsync(after, top, cancellationToken);
        return new AuditOverview
        {
            Schedule = audits.Schedule.Length == 0 ? null : audits.Schedule,
            IntervalSeconds = (long)audits.Interval.TotalSeconds,
            Coverage = await runs.TryGetCoverageAsync(cancellationToken),
            Findings = findings,
            Continuation = next is null ? null : PageQuery.Continue("f", next),
            Runs =
            [
                .. (await register.ListAsync(client, cancellationToken)).Select(
                    instance => AuditViews.Describe(instance, AuditViews.LinksOf(request, instance.InstanceId))),
            ],
        };
    }

    private IResult Accepted(HttpRequest request, DurableTaskClient client, string id)
    {
        StartedAudit answer = new() { Id = id, Status = AuditStatus.Queued, Links = AuditViews.LinksOf(request, id) };
        if (options.Value.Http.ManagementLinks && managementLinks.Create(client, id, request) is { } management)
        {
            answer = new StartedAudit(answer, management);
        }

        return ApiResults.Accepted(request, isFinished: false, answer.Links.Self, answer, ContractsJson.Relaxed.StartedAudit);
    }
}

/// <summary>Suspends, resumes and cancels audits.</summary>
public sealed class AuditCommandsApi(TimeProvider time)
{
    private readonly InstanceCommand _command = new(
        "audit", AuditInstances.GetAsync, _ => null, (request, id) => AuditViews.LinksOf(request, id).Self, time);

    /// <summary><c>POST /api/audits/{id}/suspend</c>: running activities finish, and no further activity starts.</summary>
    [Function("SuspendAudit")]
    public Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "audits/{id}/suspend")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.SuspendAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/audits/{id}/resume</c>: continues after a suspend.</summary>
    [Function("ResumeAudit")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "audits/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.ResumeAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/audits/{id}/cancel</c>: what runs finishes, and no further object is checked.</summary>
    [Function("CancelAudit")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "audits/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.CancelAsync(request, id, client, cancellationToken);
}
