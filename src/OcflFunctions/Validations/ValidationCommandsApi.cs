using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Validations;

/// <summary>Suspends, resumes and cancels validations.</summary>
public static class ValidationCommandsApi
{
    private static readonly InstanceCommand Command = new(
        "validation",
        ValidationInstances.GetAsync,
        instance => ValidationInstances.RequestOf(instance)?.ObjectId,
        (request, id) => Links.OfValidation(request, id).Self);

    /// <summary><c>POST /api/validations/{id}/suspend</c>: running activities finish, and no further activity starts.</summary>
    [Function("SuspendValidation")]
    public static Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "validations/{id}/suspend")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Command.SuspendAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/validations/{id}/resume</c>: continues after a suspend.</summary>
    [Function("ResumeValidation")]
    public static Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "validations/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Command.ResumeAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/validations/{id}/cancel</c>: what runs finishes, and no further objects are validated.</summary>
    [Function("CancelValidation")]
    public static Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "validations/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Command.CancelAsync(request, id, client, cancellationToken);
}
