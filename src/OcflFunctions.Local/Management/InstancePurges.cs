using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Http;
using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Management;

/// <summary>Deletes finished instances and their histories.</summary>
internal sealed class InstancePurges(DurableTaskClient client, IEnumerable<IPurgeFollower> followers)
{
    private const int PageSize = 200;

    private static readonly OrchestrationRuntimeStatus[] Finished =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>200 with the count; 404 if there is no such instance; 412 while it is not finished.</summary>
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

    /// <summary>200 with the count; 404 if no instance matches the filter; 400 without <c>createdTimeFrom</c>.</summary>
    public async Task<IResult> PurgeManyAsync(HttpRequest request)
    {
        if (ManagementQuery.Time(request, "createdTimeFrom") is not { } createdFrom)
        {
            return Problems.Result(ProblemKind.InvalidQuery, "Please provide value for 'createdTimeFrom' parameter.", "createdTimeFrom");
        }

        CancellationToken cancellation = request.HttpContext.RequestAborted;
        OrchestrationRuntimeStatus[] statuses = [.. (ManagementQuery.Statuses(request, "runtimeStatus")
            ?? Finished).Where(Finished.Contains)];
        if (statuses.Length == 0)
        {
            // An empty list of statuses would be no filter.
            return NothingMatches();
        }

        var query = new OrchestrationQuery(createdFrom, ManagementQuery.Time(request, "createdTimeTo"), statuses, PageSize: PageSize);
        int count = 0;
        await foreach (Page<OrchestrationMetadata> page in client.GetAllInstancesAsync(query).AsPages().WithCancellation(cancellation))
        {
            // Side by side, so that the engine commits many at once.
            bool[] purged = await Task.WhenAll(page.Values.Select(instance => TryPurgeOneOfManyAsync(instance.InstanceId, cancellation)));
            count += purged.Count(isPurged => isPurged);
        }

        return count == 0 ? NothingMatches() : Answer(count);
    }

    private static IResult NothingMatches() =>
        Problems.Result(ProblemKind.InstanceNotFound, "No finished instance matches the filter.");

    private async Task<IResult> PurgeFinishedAsync(string instanceId, CancellationToken cancellation)
    {
        try
        {
            return await TryPurgeAsync(instanceId, cancellation) ? Answer(count: 1) : InstanceCommands.NotFound(instanceId);
        }
        catch (InvalidOperationException)
        {
            // It has been restarted in the meantime.
            return NotFinished(instanceId);
        }
    }

    private async Task<bool> TryPurgeOneOfManyAsync(string instanceId, CancellationToken cancellation)
    {
        try
        {
            return await TryPurgeAsync(instanceId, cancellation);
        }
        catch (InvalidOperationException)
        {
            // It has been restarted in the meantime.
            return false;
        }
    }

    private async Task<bool> TryPurgeAsync(string instanceId, CancellationToken cancellation)
    {
        if ((await client.PurgeInstanceAsync(instanceId, cancellation)).PurgedInstanceCount == 0)
        {
            return false;
        }

        foreach (IPurgeFollower follower in followers)
        {
            await follower.PurgedAsync(instanceId, cancellation);
        }

        return true;
    }

    private static IResult NotFinished(string instanceId) =>
        Problems.Result(ProblemKind.InstanceNotFinished, $"Only a finished instance can be purged; '{instanceId}' is not.");

    private static JsonHttpResult<PurgeAnswer> Answer(int count) =>
        TypedResults.Json(new PurgeAnswer(count), ManagementJson.Default.PurgeAnswer);
}
