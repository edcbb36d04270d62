using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>Purges, of one instance and by filter. A filter is by time, so that a case purges only instances of its own.</summary>
internal static class PurgeCases
{
    public static IEnumerable<ConformanceCase> All()
    {
        yield return new("purge/completed", async probe =>
        {
            await probe.RunAsync("SeeInput");
            string outcome = await PurgeAsync(probe, "main");
            return $"{outcome}, then {probe.Describe(await probe.GetAsync())}";
        });
        yield return new("purge/unknown", async probe => await PurgeAsync(probe, "nobody"));
        yield return new ConformanceCase("purge/running", async probe =>
        {
            await probe.StartAsync("Listen");
            await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running);
            return $"{await PurgeAsync(probe, "main")}, then {(await probe.GetAsync())?.RuntimeStatus.ToString() ?? "gone"}";
        }).DiffersFromTestHost("InvalidOperationException, then Running", "0 purged, then Running");
        yield return new ConformanceCase("purge/suspended", async probe =>
        {
            await probe.StartAsync("Listen");
            await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running);
            await probe.Client.SuspendInstanceAsync(probe.Id("main"));
            await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Suspended);
            return $"{await PurgeAsync(probe, "main")}, then {(await probe.GetAsync())?.RuntimeStatus.ToString() ?? "gone"}";
        }).DiffersFromTestHost("InvalidOperationException, then Suspended", "0 purged, then Suspended");
        yield return new("purge/started again", async probe =>
        {
            await probe.RunAsync("SeeInput", "first");
            await PurgeAsync(probe, "main");
            return await probe.RunAsync("SeeInput", "second");
        });
        foreach (bool recursive in (bool[])[true, false])
        {
            ConformanceCase purged = new ConformanceCase($"purge/a parent/recursive {recursive}", async probe =>
            {
                await probe.StartAsync("ParentOfListener");
                await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running, "main-child");
                await probe.SendEventAsync("e", "text", "main-child");
                await probe.EndAsync();
                await probe.Client.PurgeInstanceAsync(probe.Id("main"), new PurgeInstanceOptions(recursive));
                return (await probe.GetAsync("main-child")) is null ? "the child is gone" : "the child stays";
            }).ClientOnly(NotOverHttp.Recursion);
            yield return recursive ? purged.DiffersFromAzure(40, "the child is gone", "the child stays") : purged;
        }
    }

    private static async Task<string> PurgeAsync(Probe probe, string id)
    {
        PurgeResult? result = null;
        string outcome = await Probe.TryAsync(async () => result = await probe.Client.PurgeInstanceAsync(probe.Id(id)));
        return result is null ? outcome : $"{result.PurgedInstanceCount} purged";
    }
}
