using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>Maintenance over HTTP, on a service of its own that keeps runs for a second.</summary>
public sealed class MaintenanceTests
{
    [LocalProcessTheory]
    [InlineData(ServiceStorage.Local)]
    [InlineData(ServiceStorage.Blobs)]
    public async Task Runs_are_counted_then_removed_and_the_object_stays(ServiceStorage storage)
    {
        await using LocalService service = await LocalService.StartAsync(
            storage, "--Ocfl:Maintenance:KeepRuns=00:00:01", "--Ocfl:Maintenance:KeepReports=00:00:01");
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).Write("a.txt", "1");
        string update = (await client.UpdateAsync("urn:x", source.Name))["id"]!.ToString();
        string validation = (await client.PostAsync("api/validations", new JsonObject())).Text("id")!;
        await Deadline.ForAsync(
            "the end of the validation",
            async () => (await client.GetAsync($"api/validations/{validation}")).Text("status") == "Completed" ? "" : null,
            () => service.Log);

        JsonNode counted = await Deadline.ForAsync(
            "a dry run that counts both",
            async () => await MaintainAsync(client, dryRun: true) is var run && Count(run, "Updates") == 1 && Count(run, "Validations") == 1
                ? run
                : null,
            () => service.Log);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"api/updates/{update}")).Status);
        JsonNode done = await MaintainAsync(client, dryRun: false);

        Assert.Equal((true, false), ((bool)counted["dryRun"]!, (bool)done["dryRun"]!));
        Assert.Equal(("Completed", "Completed"), (counted["status"]!.ToString(), done["status"]!.ToString()));
        Assert.Equal((1, 1), (Count(done, "Updates"), Count(done, "Validations")));
        Answer gone = await client.GetAsync($"api/updates/{update}");
        Assert.Equal((HttpStatusCode.NotFound, "urn:ocfl-functions:problem:update-not-found"), (gone.Status, gone.Text("type")));
        Assert.Contains("Ocfl:Maintenance:KeepRuns", gone.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"api/validations/{validation}/findings")).Status);
        Assert.Empty(await service.Work.ListAsync("updates", recursive: true).ToListAsync());
        Assert.Empty(await service.Work.ListAsync("validations", recursive: true).ToListAsync());
        await StoredObject.RequireValidAsync(service, "urn:x");

        Answer list = await client.GetAsync("api/maintenance");
        Assert.Equal(done["id"]!.ToString(), list.Body!["runs"]![0]!["id"]!.ToString());
        Assert.Single((await client.GetAsync("api/maintenance?top=1")).Body!["runs"]!.AsArray());
        Assert.Equal("ok", (await client.GetAsync("api/health")).Body!["checks"]!["maintenance"]!.ToString());
        Assert.Equal("v2", (await client.UpdateAsync("urn:x", Changed(source).Name))["result"]!["version"]!.ToString());
    }

    /// <summary>A report that is removed before its run is not mistaken for one of nothing.</summary>
    [LocalProcessTheory]
    [InlineData(ServiceStorage.Local)]
    [InlineData(ServiceStorage.Blobs)]
    public async Task A_report_that_is_removed_before_its_run_is_gone(ServiceStorage storage)
    {
        await using LocalService service = await LocalService.StartAsync(storage, "--Ocfl:Maintenance:KeepReports=00:00:01");
        using ServiceClient client = new(service);
        using ImportedRoot source = await ImportedRoot.CreateAsync(service);
        await source.AddAsync("urn:x");
        string import = (await client.PostAsync("api/imports", source.Body())).Text("id")!;
        await EndAsync(service, client, $"api/imports/{import}");
        string validation = (await client.PostAsync("api/validations", new JsonObject())).Text("id")!;
        await EndAsync(service, client, $"api/validations/{validation}");
        Assert.Single((await client.GetAsync($"api/imports/{import}/objects")).Body!["objects"]!.AsArray());

        await Deadline.ForAsync(
            "a run that removes both reports",
            async () => Count(await MaintainAsync(client, dryRun: true), "Reports") == 2 ? "" : null,
            () => service.Log);
        Assert.Equal(2, Count(await MaintainAsync(client, dryRun: false), "Reports"));

        foreach (string report in (string[])[
            $"api/imports/{import}/objects", $"api/imports/{import}/findings", $"api/validations/{validation}/findings"])
        {
            Answer gone = await client.GetAsync(report);
            Assert.Equal((HttpStatusCode.Gone, "urn:ocfl-functions:problem:report-removed"), (gone.Status, gone.Text("type")));
        }

        Assert.Equal("Completed", (await client.GetAsync($"api/imports/{import}")).Text("status"));
        await StoredObject.RequireValidAsync(service, "urn:x");
    }

    [LocalProcessFact]
    public async Task Bad_requests_are_refused_with_the_field_and_the_rule()
    {
        await using LocalService service = await LocalService.StartAsync(ServiceStorage.Local);
        using ServiceClient client = new(service);

        Answer wrong = await client.PostAsync("api/maintenance", new JsonObject { ["dryRun"] = "yes" });
        Assert.Equal((HttpStatusCode.BadRequest, "dryRun"), (wrong.Status, wrong.Text("field")));
        Answer unknown = await client.PostAsync("api/maintenance", new JsonObject { ["dryrun"] = true });
        Assert.Equal((HttpStatusCode.BadRequest, "dryrun"), (unknown.Status, unknown.Text("field")));
        Answer none = await client.GetAsync("api/maintenance/none");
        Assert.Equal((HttpStatusCode.NotFound, "urn:ocfl-functions:problem:maintenance-not-found"), (none.Status, none.Text("type")));
        Answer top = await client.GetAsync("api/maintenance?top=0");
        Assert.Equal((HttpStatusCode.BadRequest, "top"), (top.Status, top.Text("field")));
    }

    /// <summary>The service is killed while maintenance runs; it continues after the restart, and all is removed.</summary>
    [LocalProcessFact]
    public async Task After_a_kill_maintenance_removes_the_rest()
    {
        await using LocalService service = await LocalService.StartAsync(
            ServiceStorage.Local, "--Ocfl:Maintenance:KeepRuns=00:00:01", "--Ocfl:Maintenance:PageItems=2");
        using (ServiceClient client = new(service))
        {
            using SourceFolder source = new SourceFolder(service).Write("a.txt", "1");
            await Task.WhenAll(Enumerable.Range(0, 12).Select(number => client.UpdateAsync($"urn:{number}", source.Name)));
            await Deadline.ForAsync(
                "the time of the updates to be over",
                async () => Count(await MaintainAsync(client, dryRun: true), "Updates") == 12 ? "" : null,
                () => service.Log);
            Answer started = await client.PostAsync("api/maintenance", new JsonObject());
            Assert.Equal(HttpStatusCode.Accepted, started.Status);
            await Deadline.ForAsync(
                "the first page",
                async () => (await client.GetAsync($"api/maintenance/{started.Text("id")}")).Body!["removed"]!.AsArray().Count > 0
                    ? ""
                    : null,
                () => service.Log);
            await service.KillAsync();
        }

        await service.RestartAsync();
        using ServiceClient again = new(service);
        await Deadline.ForAsync(
            "all updates to be removed",
            async () =>
            {
                await again.PostAsync("api/maintenance", new JsonObject());
                return !await service.Work.ListAsync("updates", recursive: true).AnyAsync() ? "" : null;
            },
            () => service.Log);
        Assert.Empty((await again.GetAsync("api/updates")).Body!["updates"]!.AsArray());
        for (int number = 0; number < 12; number++)
        {
            await StoredObject.RequireValidAsync(service, $"urn:{number}");
        }
    }

    private static Task<string> EndAsync(LocalService service, ServiceClient client, string path) => Deadline.ForAsync(
        $"the end of {path}",
        async () => (await client.GetAsync(path)).Text("status") == "Completed" ? "" : null,
        () => service.Log);

    private static SourceFolder Changed(SourceFolder source) => source.Write("a.txt", "2");

    private static long Count(JsonNode run, string kind) => run["removed"]!.AsArray()
        .Where(items => items!["kind"]!.ToString() == kind)
        .Sum(items => (long)items!["count"]!);

    private static async Task<JsonNode> MaintainAsync(ServiceClient client, bool dryRun)
    {
        Answer started = await client.PostAsync("api/maintenance", new JsonObject { ["dryRun"] = dryRun });
        Assert.True(started.Status == HttpStatusCode.Accepted, $"{started.Status}: {started.Body}");
        return await Deadline.ForAsync(
            "the end of maintenance",
            async () => (await client.GetAsync($"api/maintenance/{started.Text("id")}")).Body is var run
                && run!["status"]!.ToString() is "Completed" or "Failed"
                ? run
                : null,
            () => $"{started.Body}");
    }
}
