using System.Globalization;
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
using OcflFunctions.Sources;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Imports;

/// <summary>Starts imports, and returns their states and reports.</summary>
public sealed class ImportsApi(
    ImportStarter starter,
    ImportStore store,
    ImportLister lister,
    AllowedSources sources,
    IManagementLinks managementLinks,
    IOptions<OcflOptions> options)
{
    internal const int UsualTop = 100;
    internal const int MostTop = 1000;

    /// <summary><c>POST /api/imports</c>: starts an import.</summary>
    [Function("StartImport")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, cancellationToken);
            ImportRequest import = ImportRequestReader.Read(body.RootElement);
            (string id, OrchestrationMetadata? instance) = await starter.StartAsync(
                request,
                client,
                import,
                () => SourceChecks.RequireAsync(sources, ImportSources.PlaceOf(import.Source), cancellationToken),
                cancellationToken);
            AuditDetails.Set(request, id: id);
            return Accepted(request, client, id, instance);
        });

    /// <summary><c>GET /api/imports</c>: imports, newest first.</summary>
    [Function("ListImports")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "imports")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, ImportQuery.Parameters, async () =>
        {
            ImportQuery query = ImportQuery.Read(request.Query);
            return ApiResults.Json(await lister.ListAsync(client, query, request, cancellationToken), ContractsJson.Relaxed.ImportPage);
        });

    /// <summary><c>GET /api/imports/{id}</c>: an import.</summary>
    [Function("GetImport")]
    public static Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "imports/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata instance = await ImportInstances.GetAsync(client, id, cancellationToken);
            return ApiResults.Polled(
                request,
                instance.RuntimeStatus.IsFinished(),
                ImportViews.Describe(instance, request),
                ContractsJson.Relaxed.Import);
        });

    /// <summary><c>GET /api/imports/{id}/objects</c>: what became of its objects so far.</summary>
    [Function("ListImportedObjects")]
    public Task<IResult> ListObjectsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "imports/{id}/objects")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, PageQuery.Parameters, async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            long first = PageQuery.ReadContinuation(request.Query, ReadNumber);
            OrchestrationMetadata instance = await ImportInstances.GetAsync(client, id, cancellationToken);
            await RequireReportAsync(instance, cancellationToken);
            (IReadOnlyList<ImportedObject> objects, long? next) = instance.ReadCustomStatusAs<ImportCustomStatus>() is { } custom
                ? await store.ReadObjectsAsync(
                    new ImportIdentity(id, custom.StartedAt), first, custom.Progress.Listed, top, cancellationToken)
                : ([], null);
            string? continuation = next is { } number
                ? PageQuery.Continue("object", number.ToString(CultureInfo.InvariantCulture))
                : null;
            return ApiResults.Json(new ImportedObjectPage(objects, continuation), ContractsJson.Relaxed.ImportedObjectPage);
        });

    /// <summary><c>GET /api/imports/{id}/findings</c>: what is wrong with the objects that are not valid, so far.</summary>
    [Function("ListImportFindings")]
    public Task<IResult> ListFindingsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "imports/{id}/findings")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, PageQuery.Parameters, async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            FindingsPosition? after = PageQuery.ReadContinuation(request.Query, FindingsPosition.Read);
            OrchestrationMetadata instance = await ImportInstances.GetAsync(client, id, cancellationToken);
            await RequireReportAsync(instance, cancellationToken);
            (IReadOnlyList<Finding> findings, FindingsPosition? next) = instance.ReadCustomStatusAs<ImportCustomStatus>() is { } custom
                ? await store.ReadFindingsAsync(new ImportIdentity(id, custom.StartedAt), after, top, cancellationToken)
                : ([], null);
            return ApiResults.Json(new FindingPage(findings, next?.ToContinuation()), ContractsJson.Relaxed.FindingPage);
        });

    // Without it, a report that maintenance has removed would look like one of no objects.
    private async Task RequireReportAsync(OrchestrationMetadata instance, CancellationToken cancellationToken)
    {
        if (instance.RuntimeStatus.IsFinished()
            && instance.ReadCustomStatusAs<ImportCustomStatus>() is { Progress.Listed: > 0 } custom
            && await store.TryGetPageAsync(new ImportIdentity(instance.InstanceId, custom.StartedAt), 0, cancellationToken) is null)
        {
            throw new ProblemException(
                ProblemKind.ReportRemoved,
                $"The report of import '{instance.InstanceId}' has been removed: reports are kept for "
                    + $"{options.Value.Maintenance.KeepReports} (Ocfl:Maintenance:KeepReports). Import the objects again: those "
                    + "that are in the storage root are reported as unchanged.",
                "id");
        }
    }

    private static long ReadNumber(string kind, string number) => kind == "object"
        ? long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)
        : throw new FormatException("It is of another list.");

    private IResult Accepted(HttpRequest request, DurableTaskClient client, string id, OrchestrationMetadata? instance)
    {
        StartedImport answer = new()
        {
            Id = id,
            Status = instance is null ? ImportStatus.Queued : ImportViews.Describe(instance, request).Status,
            Links = Links.OfImport(request, id),
        };
        if (options.Value.Http.ManagementLinks && managementLinks.Create(client, id, request) is { } management)
        {
            answer = new StartedImport(answer, management);
        }

        return ApiResults.Accepted(
            request, instance?.RuntimeStatus.IsFinished() ?? false, answer.Links.Self, answer, ContractsJson.Relaxed.StartedImport);
    }
}
