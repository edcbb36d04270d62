using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;
using OcflFunctions.Http.Access;

namespace OcflFunctions.Updates;

/// <summary>Suspends, resumes and cancels updates, and retries those that are held.</summary>
public static class UpdateCommandsApi
{
    /// <summary><c>POST /api/updates/{id}/suspend</c>: running activities finish, and no further activity starts.</summary>
    [Function("SuspendUpdate")]
    public static Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/suspend")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => CommandAsync(request, id, client, async instance =>
        {
            Refuse(instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, "The update is already suspended.");
            await client.SuspendInstanceAsync(id, "Requested by a caller.", cancellationToken);
        }, cancellationToken);

    /// <summary><c>POST /api/updates/{id}/resume</c>: continues after a suspend.</summary>
    [Function("ResumeUpdate")]
    public static Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => CommandAsync(request, id, client, async instance =>
        {
            Refuse(instance.RuntimeStatus != OrchestrationRuntimeStatus.Suspended, "The update is not suspended.");
            await client.ResumeInstanceAsync(id, "Requested by a caller.", cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// <c>POST /api/updates/{id}/cancel</c>: stops and undoes it, unless it is already committed. A suspended update is resumed for
    /// that.
    /// </summary>
    [Function("CancelUpdate")]
    public static Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => CommandAsync(request, id, client, async instance =>
        {
            await client.RaiseEventAsync(id, UpdateObject.CancelEvent, new CancelRequest("Requested by a caller."), cancellationToken);
            if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended)
            {
                await ResumeToCancelAsync(client, id, cancellationToken);
            }
        }, cancellationToken);

    /// <summary><c>POST /api/updates/{id}/retry</c>: retries what is held, with as many attempts as at first.</summary>
    [Function("RetryUpdate")]
    public static Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => CommandAsync(request, id, client, async instance =>
        {
            UpdateStatus status = UpdateViews.StatusOf(instance, instance.ReadCustomStatusAs<UpdateCustomStatus>(), result: null);
            Refuse(status != UpdateStatus.Held, $"The update is not held. Its status is {status}.");
            await client.RaiseEventAsync(id, UpdateObject.RetryEvent, new RetryRequest("Requested by a caller."), cancellationToken);
        }, cancellationToken);

    // The cancel is already raised, so it does not matter who resumed the update meanwhile.
    private static async Task ResumeToCancelAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.ResumeInstanceAsync(id, "Resumed to be cancelled.", cancellationToken);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException)
        {
            if ((await client.GetInstanceAsync(id, cancellationToken))?.RuntimeStatus == OrchestrationRuntimeStatus.Suspended)
            {
                throw;
            }
        }
    }

    private static Task<IResult> CommandAsync(
        HttpRequest request,
        string id,
        DurableTaskClient client,
        Func<OrchestrationMetadata, Task> commandAsync,
        CancellationToken cancellationToken) =>
        ApiResults.AnswerAsync(request, [], async () =>
        {
            OrchestrationMetadata instance = await UpdateInstances.GetAsync(client, id, cancellationToken);
            AuditDetails.Set(request, UpdateInstances.RequestOf(instance)?.ObjectId, id);
            Refuse(instance.RuntimeStatus.IsFinished(), "The update has finished.");
            await CommandAsync(client, instance, commandAsync, cancellationToken);
            request.HttpContext.Response.Headers.Location = Links.OfUpdate(request, id).Self;
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });

    // The status may change between the check and the command. Then some engines ignore the command, and others refuse it.
    private static async Task CommandAsync(
        DurableTaskClient client,
        OrchestrationMetadata instance,
        Func<OrchestrationMetadata, Task> commandAsync,
        CancellationToken cancellationToken)
    {
        try
        {
            await commandAsync(instance);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException and not ProblemException)
        {
            OrchestrationMetadata now = await UpdateInstances.GetAsync(client, instance.InstanceId, cancellationToken);
            Refuse(now.RuntimeStatus.IsFinished(), "The update has finished.");
            Refuse(now.RuntimeStatus != instance.RuntimeStatus, $"The update has become {now.RuntimeStatus} meanwhile.");
            throw;
        }
    }

    private static void Refuse(bool isForbidden, string detail)
    {
        if (isForbidden)
        {
            throw new ProblemException(ProblemKind.WrongState, detail);
        }
    }
}
