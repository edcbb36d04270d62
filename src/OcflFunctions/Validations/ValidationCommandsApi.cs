using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Validations;

/// <summary>Suspends, resumes and cancels validations.</summary>
public sealed class ValidationCommandsApi(TimeProvider time)
{
    private readonly InstanceCommand _command = new(
        "validation",
        ValidationInstances.GetAsync,
        instance => ValidationInstances.RequestOf(instance)?.ObjectId,
        (request, id) => Links.OfValidation(request, id).Self,
        time);

    /// <summary><c>POST /api/validations/{id}/suspend</c>: running activities finish, and no further activity starts.</summary>
    [Function("SuspendValidation")]
    public Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "validations/{id}/suspend")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.SuspendAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/validations/{id}/resume</c>: continues after a suspend.</summary>
    [Function("ResumeValidation")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "validations/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.ResumeAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/validations/{id}/cancel</c>: what runs finishes, and no further objects are validated.</summary>
    [Function("CancelValidation")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "validations/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.CancelAsync(request, id, client, cancellationToken);
}
