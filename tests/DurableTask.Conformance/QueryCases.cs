using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>Queries. Each case lists only instances of its own, by their prefix.</summary>
internal static class QueryCases
{
    public static IEnumerable<ConformanceCase> All()
    {
        yield return Listed("no filter", query => query);
        yield return Listed("empty list of statuses", query => query with { Statuses = [] });
        yield return Listed("completed", query => query with { Statuses = [OrchestrationRuntimeStatus.Completed] });
        yield return Listed("running", query => query with { Statuses = [OrchestrationRuntimeStatus.Running] });
        yield return Listed(
            "two statuses",
            query => query with { Statuses = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Failed] });
        yield return Listed("terminated", query => query with { Statuses = [OrchestrationRuntimeStatus.Terminated] });
        yield return Listed("a longer prefix", query => query with { InstanceIdPrefix = query.InstanceIdPrefix + "a" });
        yield return Listed("created in the future", query => query with { CreatedFrom = DateTimeOffset.UtcNow.AddHours(1) });
        yield return Listed("created in the past", query => query with { CreatedTo = DateTimeOffset.UtcNow.AddHours(-1) });
        yield return Listed(
            "created now",
            query => query with { CreatedFrom = DateTimeOffset.UtcNow.AddMinutes(-5), CreatedTo = DateTimeOffset.UtcNow.AddMinutes(5) });
        foreach (int size in (int[])[2, 3, 4, 100])
        {
            yield return Paged(size);
        }

        yield return Paged(1).DiffersFromTestHost("1,1,1,1,1, last token empty", "1,1,1,1,1,0, last token empty");
        yield return Paged(5).DiffersFromTestHost("5, last token empty", "5,0, last token empty");
        yield return new ConformanceCase("query/a page size of zero", async probe =>
        {
            await StartAsync(probe);
            List<string> ids = await ListAsync(probe, new OrchestrationQuery(InstanceIdPrefix: probe.Id(string.Empty), PageSize: 0));
            return string.Join(",", ids);
        }).ClientOnly(NotOverHttp.PageSize).DiffersFromTestHost("a1,a2,b,failed,running", Difference.NoAnswer);
        foreach (bool payloads in (bool[])[true, false])
        {
            ConformanceCase shown = new ConformanceCase($"query/payloads {payloads}", async probe =>
            {
                await probe.RunAsync("SeeInput", "text");
                OrchestrationQuery query = new(InstanceIdPrefix: probe.Id(string.Empty), FetchInputsAndOutputs: payloads);
                await foreach (OrchestrationMetadata instance in probe.Client.GetAllInstancesAsync(query))
                {
                    return $"{instance.SerializedInput ?? "null"} {instance.SerializedOutput ?? "null"}";
                }

                return "none";
            }).ClientOnly(NotOverHttp.Payloads);
            yield return payloads ? shown : shown.DiffersFromAzure(40, "null null", "null \"text\"", "\"text\" \"text\"");
        }
    }

    private static ConformanceCase Listed(string name, Func<OrchestrationQuery, OrchestrationQuery> filter) =>
        new($"query/{name}", async probe =>
        {
            await StartAsync(probe);
            List<string> ids = await ListAsync(probe, filter(new OrchestrationQuery(InstanceIdPrefix: probe.Id(string.Empty))));
            return string.Join(",", ids);
        });

    private static ConformanceCase Paged(int size) => new($"query/pages of {size}", async probe =>
    {
        await StartAsync(probe);
        List<int> sizes = [];
        string? last = "none";
        OrchestrationQuery query = new(InstanceIdPrefix: probe.Id(string.Empty), PageSize: size);
        await foreach (Page<OrchestrationMetadata> page in probe.Client.GetAllInstancesAsync(query).AsPages())
        {
            sizes.Add(page.Values.Count);
            last = page.ContinuationToken;
        }

        return $"{string.Join(",", sizes)}, last token {(string.IsNullOrEmpty(last) ? "empty" : last)}";
    });

    private static async Task StartAsync(Probe probe)
    {
        foreach (string id in (string[])["a1", "a2", "b"])
        {
            await probe.StartAsync("SeeInput", id, id);
            await probe.EndAsync(id);
        }

        await probe.StartAsync("Throw", "Timeout", "failed");
        await probe.EndAsync("failed");
        await probe.StartAsync("Listen", id: "running");
        await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running, "running");
    }

    private static async Task<List<string>> ListAsync(Probe probe, OrchestrationQuery query)
    {
        List<string> ids = [];
        string prefix = probe.Id(string.Empty);
        using CancellationTokenSource enough = new(TimeSpan.FromSeconds(10));
        await foreach (OrchestrationMetadata instance in probe.Client.GetAllInstancesAsync(query).WithCancellation(enough.Token))
        {
            ids.Add(instance.InstanceId[prefix.Length..]);
            if (ids.Count > 10)
            {
                break;
            }
        }

        // The order has a case of its own in the README: by creation here, by id there.
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }
}
