using Grpc.Core;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;
using OcflFunctions.Local.Http;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Management;

/// <summary>The commands of the management API for an existing instance.</summary>
internal sealed class InstanceCommands(DurableTaskClient client, JsonBody bodies)
{
    /// <summary>202; 404 if there is no such instance; 410 once it is finished.</summary>
    public Task<IResult> TerminateAsync(HttpRequest request, string instanceId) => CommandUnfinishedAsync(
        request, instanceId, cancellation => client.TerminateInstanceAsync(instanceId, (object?)Reason(request), cancellation));

    /// <summary>202; 404 if there is no such instance; 410 once it is finished.</summary>
    public Task<IResult> SuspendAsync(HttpRequest request, string instanceId) => CommandUnfinishedAsync(
        request, instanceId, cancellation => client.SuspendInstanceAsync(instanceId, Reason(request), cancellation));

    /// <summary>202; 404 if there is no such instance; 410 once it is finished.</summary>
    public Task<IResult> ResumeAsync(HttpRequest request, string instanceId) => CommandUnfinishedAsync(
        request, instanceId, cancellation => client.ResumeInstanceAsync(instanceId, Reason(request), cancellation));

    /// <summary>
    /// 202; 404 if there is no such instance; 410 once it is finished; 400 if the body is not JSON; 413 if it is too large.
    /// </summary>
    public Task<IResult> RaiseEventAsync(HttpRequest request, string instanceId, string eventName) => CommandUnfinishedAsync(
        request,
        instanceId,
        async cancellation => await client.RaiseEventAsync(instanceId, eventName, await bodies.ReadAsync(request), cancellation));

    /// <summary>
    /// 202; 404 if there is no such instance; 412 unless it has failed, and for a failed update, which has undone its work; 501 if the
    /// engine cannot rewind.
    /// </summary>
    public async Task<IResult> RewindAsync(HttpRequest request, string instanceId)
    {
        CancellationToken cancellation = request.HttpContext.RequestAborted;
        OrchestrationMetadata? instance = await client.GetInstanceAsync(instanceId, cancellation);
        switch (instance?.RuntimeStatus)
        {
            case null:
                return NotFound(instanceId);
            case OrchestrationRuntimeStatus.Failed when UpdateInstances.IsUpdate(instance):
                return Problems.Result(
                    ProblemKind.CannotRewind,
                    $"The update '{instanceId}' failed and undid what it had done, so there is nothing to continue. Start a new update.");
            case OrchestrationRuntimeStatus.Failed:
                return await TryRewindAsync(instanceId, Reason(request) ?? "", cancellation);
            case var status:
                return Problems.Result(ProblemKind.CannotRewind, $"Only a failed instance can be rewound; '{instanceId}' is {status}.");
        }
    }

    internal static IResult NotFound(string instanceId) =>
        Problems.Result(ProblemKind.InstanceNotFound, $"There is no instance '{instanceId}'.");

    private async Task<IResult> TryRewindAsync(string instanceId, string reason, CancellationToken cancellation)
    {
        try
        {
            await client.RewindInstanceAsync(instanceId, reason, cancellation);
            return TypedResults.Accepted((string?)null);
        }
        catch (NotSupportedException)
        {
            return Problems.Result(ProblemKind.NotSupported, "The engine cannot rewind.");
        }
    }

    private async Task<IResult> CommandUnfinishedAsync(HttpRequest request, string instanceId, Func<CancellationToken, Task> command)
    {
        CancellationToken cancellation = request.HttpContext.RequestAborted;
        OrchestrationMetadata? instance = await client.GetInstanceAsync(instanceId, cancellation);
        if (instance is null)
        {
            return NotFound(instanceId);
        }

        if (instance.IsCompleted)
        {
            return Finished(instanceId, instance.RuntimeStatus);
        }

        try
        {
            await command(cancellation);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            // It was purged in the meantime.
            return NotFound(instanceId);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.ResourceExhausted)
        {
            return Problems.Result(ProblemKind.BodyTooLarge, refusal.Status.Detail);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition)
        {
            OrchestrationMetadata? now = await client.GetInstanceAsync(instanceId, cancellation);
            if (now is null or { IsCompleted: true })
            {
                return Finished(instanceId, now?.RuntimeStatus ?? instance.RuntimeStatus);
            }

            // A second suspend changes nothing.
        }

        return TypedResults.Accepted((string?)null);
    }

    private static IResult Finished(string instanceId, OrchestrationRuntimeStatus status) =>
        Problems.Result(ProblemKind.InstanceFinished, $"The instance '{instanceId}' is finished: {status}.");

    private static string? Reason(HttpRequest request) => ManagementQuery.Text(request, "reason");
}
