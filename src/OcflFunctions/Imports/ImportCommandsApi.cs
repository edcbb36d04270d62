using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;
using OcflFunctions.Http;
using OcflFunctions.Http.Access;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>Suspends, resumes and cancels imports, with the objects that they are importing.</summary>
public static class ImportCommandsApi
{
    private const string Reason = "Requested by a caller.";

    private static readonly InstanceCommands Commands = new(
        "import",
        ImportInstances.GetAsync,
        (request, instance) => AuditDetails.Set(request, id: instance.InstanceId),
        (request, id) => Links.OfImport(request, id).Self);

    /// <summary><c>POST /api/imports/{id}/suspend</c>: running activities finish, and no further activity starts.</summary>
    [Function("SuspendImport")]
    public static Task<IResult> SuspendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports/{id}/suspend")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Commands.RunAsync(request, id, client, async instance =>
        {
            await Commands.SuspendAsync(client, instance, cancellationToken);
            await ForEachAsync(
                client,
                id,
                status => status != OrchestrationRuntimeStatus.Suspended,
                running => client.SuspendInstanceAsync(running, Reason, cancellationToken),
                cancellationToken);
        }, cancellationToken);

    /// <summary><c>POST /api/imports/{id}/resume</c>: continues after a suspend.</summary>
    [Function("ResumeImport")]
    public static Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Commands.RunAsync(request, id, client, async instance =>
        {
            await Commands.ResumeAsync(client, instance, cancellationToken);
            await ResumeObjectsAsync(client, id, cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// <c>POST /api/imports/{id}/cancel</c>: starts no further object, and undoes those that are not committed. A suspended import is
    /// resumed for that.
    /// </summary>
    [Function("CancelImport")]
    public static Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Commands.RunAsync(request, id, client, async instance =>
        {
            await client.RaiseEventAsync(id, UpdateObject.CancelEvent, new CancelRequest(Reason), cancellationToken);
            if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended)
            {
                await InstanceCommands.ResumeToCancelAsync(client, id, cancellationToken);
                await ResumeObjectsAsync(client, id, cancellationToken);
            }
        }, cancellationToken);

    private static Task ResumeObjectsAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) => ForEachAsync(
        client,
        id,
        status => status == OrchestrationRuntimeStatus.Suspended,
        running => client.ResumeInstanceAsync(running, Reason, cancellationToken),
        cancellationToken);

    private static async Task ForEachAsync(
        DurableTaskClient client,
        string id,
        Func<OrchestrationRuntimeStatus, bool> isMeant,
        Func<string, Task> commandAsync,
        CancellationToken cancellationToken)
    {
        foreach (OrchestrationMetadata running in await ImportInstances.GetRunningAsync(client, id, cancellationToken))
        {
            if (!isMeant(running.RuntimeStatus))
            {
                continue;
            }

            try
            {
                await commandAsync(running.InstanceId);
            }
            catch (Exception refusal) when (refusal is not OperationCanceledException)
            {
                // It has finished meanwhile, or another caller was first.
                if (await client.GetInstanceAsync(running.InstanceId, cancellationToken) is { } now
                    && isMeant(now.RuntimeStatus)
                    && !now.RuntimeStatus.IsFinished())
                {
                    throw;
                }
            }
        }
    }
}
