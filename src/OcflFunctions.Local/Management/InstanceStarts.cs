using System.Globalization;
using System.Text.Json;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;
using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Management;

/// <summary>Starts and restarts instances.</summary>
internal sealed class InstanceStarts(
    DurableTaskClient client, FunctionCatalog catalog, JsonBody bodies, LocalManagementLinks links, IStartOrder? order = null)
{
    private const int RetryAfterSeconds = 10;

    /// <summary>
    /// 202 with the links; 400 if there is no such orchestrator, or the input is not JSON or not valid for it; 409 if the id is in use;
    /// 413; 429 if the queue of the update's object is full.
    /// </summary>
    public async Task<IResult> StartAsync(HttpRequest request, string functionName, string? instanceId)
    {
        if (!catalog.HasOrchestrator(functionName))
        {
            return Problems.Result(ProblemKind.UnknownOrchestrator, $"There is no orchestrator '{functionName}'.", "functionName");
        }

        JsonElement? input = HasBody(request) ? await bodies.ReadAsync(request) : null;
        OrchestrationInputs.Require(functionName, input);
        string id = instanceId ?? Guid.NewGuid().ToString("N");
        CancellationToken cancellation = request.HttpContext.RequestAborted;
        Task<string> ScheduleAsync() => client.ScheduleNewOrchestrationInstanceAsync(
            functionName, (object?)input, new StartOrchestrationOptions(id), cancellation);
        return await AnswerAsync(
            request, () => order is null ? ScheduleAsync() : order.StartAsync(functionName, id, input, ScheduleAsync, cancellation));
    }

    /// <summary>
    /// 202 with the links; 400; 404 if there is no such instance; 409 while it is not finished and its id would be used again.
    /// </summary>
    public async Task<IResult> RestartAsync(HttpRequest request, string instanceId)
    {
        CancellationToken cancellation = request.HttpContext.RequestAborted;
        bool withNewId = ManagementQuery.Bool(request, "restartWithNewInstanceId", otherwise: true);
        OrchestrationMetadata? instance = await client.GetInstanceAsync(instanceId, cancellation);
        if (instance is null)
        {
            return InstanceCommands.NotFound(instanceId);
        }

        if (!instance.IsCompleted && !withNewId)
        {
            return Conflict(
                $"The instance '{instanceId}' is {instance.RuntimeStatus}; only a finished one can be restarted under its own id.");
        }

        return await AnswerAsync(request, () => client.RestartAsync(instanceId, withNewId, cancellation));
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, Func<Task<string>> start)
    {
        try
        {
            string id = await start();
            StartedInstance payload = new(id, links.For(request, id));
            request.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            request.HttpContext.Response.Headers.Location = payload.StatusQueryGetUri;
            return TypedResults.Json(payload, ManagementJson.Default.StartedInstance, statusCode: StatusCodes.Status202Accepted);
        }
        catch (Exception failure) when (failure is OrchestrationAlreadyExistsException or InvalidOperationException)
        {
            return Conflict(failure.Message);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.ResourceExhausted)
        {
            return Problems.Result(ProblemKind.BodyTooLarge, refusal.Status.Detail);
        }
        catch (ArgumentException failure)
        {
            return Problems.Result(ProblemKind.InvalidInput, failure.Message);
        }
    }

    private static IResult Conflict(string detail) => Problems.Result(ProblemKind.InstanceExists, detail);

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength is > 0 || (request.ContentLength is null && request.ContentType is not null);
}
