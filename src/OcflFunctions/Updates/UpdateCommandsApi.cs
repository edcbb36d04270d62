using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>Suspends, resumes and cancels updates, and retries those that are held.</summary>
public sealed class UpdateCommandsApi(TimeProvider time)
{
    private readonly InstanceCommand _command = new(
        "update",
        UpdateInstances.GetAsync,
        instance => UpdateInstances.RequestOf(instance)?.ObjectId,
        (request, id) => Links.OfUpdate(request, id).Self,
        time);

    /// <summary><c>POST /api/updates/{id}/suspend</c>: running activities finish, and no further activity starts.</summary>
    [Function("SuspendUpdate")]
    public Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/suspend")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.SuspendAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/updates/{id}/resume</c>: continues after a suspend.</summary>
    [Function("ResumeUpdate")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.ResumeAsync(request, id, client, cancellationToken);

    /// <summary>
    /// <c>POST /api/updates/{id}/cancel</c>: stops and undoes it, unless it is already committed. A suspended update is resumed for
    /// that.
    /// </summary>
    [Function("CancelUpdate")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.CancelAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/updates/{id}/retry</c>: retries what is held, with as many attempts as at first.</summary>
    [Function("RetryUpdate")]
    public Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.RunAsync(request, id, client, async instance =>
        {
            UpdateStatus status = UpdateViews.StatusOf(instance, instance.ReadCustomStatusAs<UpdateCustomStatus>(), result: null);
            InstanceCommand.Refuse(status != UpdateStatus.Held, $"The update is not held. Its status is {status}.");
            await client.RaiseEventAsync(id, UpdateObject.RetryEvent, new RetryRequest("Requested by a caller."), cancellationToken);
        }, cancellationToken);
}
