using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>Suspends, resumes, cancels updates, and lets those that are held go on.</summary>
public static class UpdateCommandsApi
{
    /// <summary><c>POST /api/updates/{id}/suspend</c>: what runs comes to its end, nothing new begins.</summary>
    [Function("SuspendUpdate")]
    public static Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/suspend")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => CommandAsync(request, id, client, async instance =>
        {
            Refuse(instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, "It is suspended already.");
            await client.SuspendInstanceAsync(id, "Asked for by a caller.", cancellationToken);
        }, cancellationToken);

    /// <summary><c>POST /api/updates/{id}/resume</c>: goes on after a suspend.</summary>
    [Function("ResumeUpdate")]
    public static Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => CommandAsync(request, id, client, async instance =>
        {
            Refuse(instance.RuntimeStatus != OrchestrationRuntimeStatus.Suspended, "It is not suspended.");
            await client.ResumeInstanceAsync(id, "Asked for by a caller.", cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// <c>POST /api/updates/{id}/cancel</c>: stops and undoes it, unless it is committed by then. One that is suspended is resumed for
    /// that.
    /// </summary>
    [Function("CancelUpdate")]
    public static Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => CommandAsync(request, id, client, async instance =>
        {
            await client.RaiseEventAsync(id, UpdateObject.CancelEvent, new CancelRequest("Asked for by a caller."), cancellationToken);
            if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended)
            {
                await ResumeToCancelAsync(client, id, cancellationToken);
            }
        }, cancellationToken);

    /// <summary><c>POST /api/updates/{id}/retry</c>: what is held goes on, with as many tries as at the beginning.</summary>
    [Function("RetryUpdate")]
    public static Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => CommandAsync(request, id, client, async instance =>
        {
            UpdateStatus status = UpdateViews.StatusOf(instance, instance.ReadCustomStatusAs<UpdateCustomStatus>(), result: null);
            Refuse(status != UpdateStatus.Held, $"It is not held, but {status}.");
            await client.RaiseEventAsync(id, UpdateObject.RetryEvent, new RetryRequest("Asked for by a caller."), cancellationToken);
        }, cancellationToken);

    // The cancel is on its way: that somebody else has resumed the update meanwhile is as well.
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
            Refuse(instance.RuntimeStatus.IsFinished(), "It has come to its end.");
            await CommandAsync(client, instance, commandAsync, cancellationToken);
            request.HttpContext.Response.Headers.Location = Links.OfUpdate(request, id).Self;
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });

    // What an update is changes while it is looked at. Then some engines drop the command without a word, and others refuse it.
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
            Refuse(now.RuntimeStatus.IsFinished(), "It has come to its end.");
            Refuse(now.RuntimeStatus != instance.RuntimeStatus, $"It has become {now.RuntimeStatus} meanwhile.");
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
