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

namespace OcflFunctions.Validations;

/// <summary>Starts validations, and returns their states and findings.</summary>
public sealed class ValidationsApi(
    ValidationStarter starter,
    ValidationChecks checks,
    ValidationStore validations,
    ValidationLister lister,
    IManagementLinks managementLinks,
    IOptions<OcflOptions> options)
{
    internal const int UsualTop = 100;
    internal const int MostTop = 1000;

    /// <summary><c>POST /api/validations</c>: starts a validation.</summary>
    [Function("StartValidation")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "validations")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, cancellationToken);
            ValidationRequest validation = ValidationRequestReader.Read(body.RootElement);
            (string id, OrchestrationMetadata? instance) = await starter.StartAsync(
                request, client, validation, () => checks.CheckAsync(validation, cancellationToken), cancellationToken);
            AuditDetails.Set(request, validation.ObjectId, id);
            return Accepted(request, client, id, instance);
        });

    /// <summary><c>GET /api/validations/{id}</c>: a validation.</summary>
    [Function("GetValidation")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "validations/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata instance = await ValidationInstances.GetAsync(client, id, cancellationToken);
            return ApiResults.Polled(
                request,
                instance.RuntimeStatus.IsFinished(),
                await ValidationViews.DescribeAsync(instance, Links.OfValidation(request, id), validations, cancellationToken),
                ContractsJson.Relaxed.Validation);
        });

    /// <summary><c>GET /api/validations</c>: validations, newest first.</summary>
    [Function("ListValidations")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "validations")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, ValidationQuery.Parameters, async () =>
        {
            ValidationQuery query = ValidationQuery.Read(request.Query);
            return ApiResults.Json(
                await lister.ListAsync(client, query, request, cancellationToken), ContractsJson.Relaxed.ValidationPage);
        });

    /// <summary><c>GET /api/validations/{id}/findings</c>: its findings so far.</summary>
    [Function("ListFindings")]
    public Task<IResult> ListFindingsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "validations/{id}/findings")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, PageQuery.Parameters, async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            FindingsPosition? after = PageQuery.ReadContinuation(request.Query, FindingsPosition.Read);
            OrchestrationMetadata instance = await ValidationInstances.GetAsync(client, id, cancellationToken);
            await RequireReportAsync(instance, cancellationToken);
            (IReadOnlyList<Finding> findings, FindingsPosition? next) = instance.ReadCustomStatusAs<ValidationCustomStatus>() is { } custom
                ? await validations.ReadFindingsAsync(new ValidationIdentity(id, custom.StartedAt), after, top, cancellationToken)
                : ([], null);
            return ApiResults.Json(new FindingPage(findings, next?.ToContinuation()), ContractsJson.Relaxed.FindingPage);
        });

    // Without it, a report that maintenance has removed would look like one with no findings.
    private async Task RequireReportAsync(OrchestrationMetadata instance, CancellationToken cancellationToken)
    {
        if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            && instance.ReadCustomStatusAs<ValidationCustomStatus>() is { } custom
            && !await validations.HasReportAsync(new ValidationIdentity(instance.InstanceId, custom.StartedAt), cancellationToken))
        {
            throw new ProblemException(
                ProblemKind.ReportRemoved,
                $"The findings of validation '{instance.InstanceId}' have been removed: reports are kept for "
                    + $"{options.Value.Maintenance.KeepReports} (Ocfl:Maintenance:KeepReports). Validate the object again.",
                "id");
        }
    }

    private IResult Accepted(HttpRequest request, DurableTaskClient client, string id, OrchestrationMetadata? instance)
    {
        ValidationStatus status = instance is null ? ValidationStatus.Queued : ValidationViews.Describe(instance, request).Status;
        StartedValidation answer = new() { Id = id, Status = status, Links = Links.OfValidation(request, id) };
        if (options.Value.Http.ManagementLinks && managementLinks.Create(client, id, request) is { } management)
        {
            answer = new StartedValidation(answer, management);
        }

        return ApiResults.Accepted(
            request, instance?.RuntimeStatus.IsFinished() ?? false, answer.Links.Self, answer, ContractsJson.Relaxed.StartedValidation);
    }
}
