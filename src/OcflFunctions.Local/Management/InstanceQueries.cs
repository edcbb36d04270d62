using System.Globalization;
using DurableTask.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;

namespace OcflFunctions.Local.Management;

/// <summary>The queries of the management API.</summary>
internal sealed class InstanceQueries(
    DurableTaskClient client, SqliteDurableTaskEngine engine, InstanceHistory history, LocalManagementLinks links)
{
    private const string ContinuationHeader = "x-ms-continuation-token";
    private const int DefaultPageSize = 100;
    private const int LargestPageSize = 1000;
    private const int RetryAfterSeconds = 5;

    // In characters. Longer values are shown only in the answer for a single instance.
    private const int LargestListedPayload = 16 * 1024;

    /// <summary>
    /// 202 while the instance is not finished, with where and when to query again; 200 once it is (500 for a failed one, if
    /// requested); 404.
    /// </summary>
    public async Task<IResult> GetAsync(HttpContext context, string instanceId)
    {
        HttpRequest request = context.Request;
        bool showInput = ManagementQuery.Bool(request, "showInput", otherwise: true);
        bool showHistory = ManagementQuery.Bool(request, "showHistory", otherwise: false);
        bool showHistoryOutput = ManagementQuery.Bool(request, "showHistoryOutput", otherwise: false);
        bool failLoudly = ManagementQuery.Bool(request, "returnInternalServerErrorOnFailure", otherwise: false);

        OrchestrationMetadata? instance =
            await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, context.RequestAborted);
        if (instance is null)
        {
            return InstanceCommands.NotFound(instanceId);
        }

        IReadOnlyDictionary<string, string> versions = await engine.GetVersionsAsync([instanceId], context.RequestAborted);
        SetHead(context, instance, failLoudly);
        return new JsonAnswer(async (json, cancellation) =>
        {
            json.WriteStartObject();
            StatusWriter.WriteProperties(json, instance, versions.GetValueOrDefault(instanceId), showInput);
            if (showHistory)
            {
                json.WritePropertyName("historyEvents");
                await history.WriteAsync(json, instanceId, showInput, showHistoryOutput, cancellation);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>200 with a page of instances, and a header for the next page if there is one.</summary>
    public async Task<IResult> ListAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool showInput = ManagementQuery.Bool(request, "showInput", otherwise: true);
        int top = Math.Min(ManagementQuery.Count(request, "top", DefaultPageSize), LargestPageSize);
        string? continuation = request.Headers[ContinuationHeader].ToString() is { Length: > 0 } token ? token : null;
        var query = new OrchestrationQuery(
            ManagementQuery.Time(request, "createdTimeFrom"),
            ManagementQuery.Time(request, "createdTimeTo"),
            ManagementQuery.Statuses(request, "runtimeStatus"),
            InstanceIdPrefix: ManagementQuery.Text(request, "instanceIdPrefix"),
            PageSize: top,
            FetchInputsAndOutputs: false,
            ContinuationToken: continuation);

        Page<OrchestrationMetadata> page = await FirstPageAsync(query, continuation, top, context.RequestAborted);
        IReadOnlyDictionary<string, string> versions = await engine.GetVersionsAsync(
            page.Values.Select(instance => instance.InstanceId), context.RequestAborted);
        if (page.ContinuationToken is { } next)
        {
            context.Response.Headers[ContinuationHeader] = next;
        }

        return new JsonAnswer(async (json, cancellation) =>
        {
            json.WriteStartArray();
            foreach (OrchestrationMetadata listed in page.Values)
            {
                // One at a time, so that the payloads of a page are never in memory together.
                OrchestrationMetadata instance = await client.GetInstanceAsync(listed.InstanceId, getInputsAndOutputs: true, cancellation)
                    ?? listed;
                json.WriteStartObject();
                StatusWriter.WriteProperties(
                    json, instance, versions.GetValueOrDefault(instance.InstanceId), showInput, LargestListedPayload);
                json.WriteEndObject();
                await JsonAnswer.FlushIfFullAsync(json, cancellation);
            }

            json.WriteEndArray();
        });
    }

    private async Task<Page<OrchestrationMetadata>> FirstPageAsync(
        OrchestrationQuery query, string? continuation, int top, CancellationToken cancellation)
    {
        try
        {
            await foreach (Page<OrchestrationMetadata> page in
                client.GetAllInstancesAsync(query).AsPages(continuation, top).WithCancellation(cancellation))
            {
                return page;
            }
        }
        catch (Exception failure) when (continuation is not null && failure is ArgumentException or FormatException)
        {
            throw new ProblemException(
                ProblemKind.InvalidQuery, $"The header '{ContinuationHeader}' is not a token of this service.", ContinuationHeader);
        }

        return new Page<OrchestrationMetadata>([]);
    }

    private void SetHead(HttpContext context, OrchestrationMetadata instance, bool failLoudly)
    {
        HttpResponse response = context.Response;
        if (instance.IsCompleted)
        {
            response.StatusCode = failLoudly && instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed
                ? StatusCodes.Status500InternalServerError
                : StatusCodes.Status200OK;
            return;
        }

        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.Location = links.AddressOf(context) + context.Request.QueryString.ToUriComponent();
        response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
    }
}
