using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Imports;

/// <summary>Suspends, resumes and cancels imports, with the objects that they are importing.</summary>
public sealed class ImportCommandsApi(TimeProvider time)
{
    private readonly InstanceCommand _command = new(
        "import",
        ImportInstances.GetAsync,
        _ => null,
        (request, id) => Links.OfImport(request, id).Self,
        time,
        ImportInstances.GetRunningAsync);

    /// <summary><c>POST /api/imports/{id}/suspend</c>: running activities finish, and no further activity starts.</summary>
    [Function("SuspendImport")]
    public Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports/{id}/suspend")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.SuspendAsync(request, id, client, cancellationToken);

    /// <summary><c>POST /api/imports/{id}/resume</c>: continues after a suspend.</summary>
    [Function("ResumeImport")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.ResumeAsync(request, id, client, cancellationToken);

    /// <summary>
    /// <c>POST /api/imports/{id}/cancel</c>: starts no further object, and undoes those that are not committed. A suspended import is
    /// resumed for that.
    /// </summary>
    [Function("CancelImport")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => _command.CancelAsync(request, id, client, cancellationToken);
}
