using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;
using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Management;

/// <summary>Deletes finished instances and their histories.</summary>
internal sealed class InstancePurges(DurableTaskClient client, IEnumerable<IPurgeFollower> followers)
{
    /// <summary>200 with the count; 404 where there is no such instance; 412 while it is not finished.</summary>
    public async Task<IResult> PurgeAsync(HttpRequest request, string instanceId)
    {
        CancellationToken cancellation = request.HttpContext.RequestAborted;
        OrchestrationMetadata? instance = await client.GetInstanceAsync(instanceId, cancellation);
        if (instance is null)
        {
            return InstanceCommands.NotFound(instanceId);
        }

        return instance.IsCompleted ? await PurgeFinishedAsync(instanceId, cancellation) : NotFinished(instanceId);
    }

    /// <summary>200 with the count; 404 where no instance fits the filter; 400 without <c>createdTimeFrom</c>.</summary>
    public async Task<IResult> PurgeManyAsync(HttpRequest request)
    {
        if (ManagementQuery.Time(request, "createdTimeFrom") is not { } createdFrom)
        {
            return Problems.Result(ProblemKind.InvalidQuery, "Please provide value for 'createdTimeFrom' parameter.", "createdTimeFrom");
        }

        var filter = new PurgeInstancesFilter(
            createdFrom,
            ManagementQuery.Time(request, "createdTimeTo"),
            ManagementQuery.Statuses(request, "runtimeStatus"));
        PurgeResult purged = await client.PurgeAllInstancesAsync(filter, request.HttpContext.RequestAborted);
        return purged.PurgedInstanceCount == 0
            ? Problems.Result(ProblemKind.InstanceNotFound, "No finished instance fits the filter.")
            : Answer(purged);
    }

    private async Task<IResult> PurgeFinishedAsync(string instanceId, CancellationToken cancellation)
    {
        try
        {
            PurgeResult purged = await client.PurgeInstanceAsync(instanceId, cancellation);
            if (purged.PurgedInstanceCount == 0)
            {
                return InstanceCommands.NotFound(instanceId);
            }

            foreach (IPurgeFollower follower in followers)
            {
                await follower.PurgedAsync(instanceId, cancellation);
            }

            return Answer(purged);
        }
        catch (InvalidOperationException)
        {
            // It has been started over in the meantime.
            return NotFinished(instanceId);
        }
    }

    private static IResult NotFinished(string instanceId) =>
        Problems.Result(ProblemKind.InstanceNotFinished, $"Only a finished instance can be purged; '{instanceId}' is not.");

    private static JsonHttpResult<PurgeAnswer> Answer(PurgeResult purged) =>
        TypedResults.Json(new PurgeAnswer(purged.PurgedInstanceCount), ManagementJson.Default.PurgeAnswer);
}
