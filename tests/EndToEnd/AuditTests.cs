using System.Net;
using System.Text.Json.Nodes;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>Audits over HTTP, on a service of its own: its objects are damaged.</summary>
public sealed class AuditTests
{
    private const string Problem = "urn:ocfl-functions:problem:";

    [LocalProcessTheory]
    [InlineData(ServiceStorage.Local)]
    [InlineData(ServiceStorage.Blobs)]
    public async Task A_damaged_object_is_found_and_closed(ServiceStorage storage)
    {
        await using LocalService service = await LocalService.StartAsync(
            storage,
            "--Ocfl:Audits:RecheckDelay=00:00:00.2",
            "--Ocfl:Audits:SliceObjects=1",
            "--Ocfl:Audits:Window=1");
        using ServiceClient client = new(service);
        using SourceFolder small = new SourceFolder(service).Write("a.txt", "5-byte");
        string[] objects = ["urn:a", "urn:b", "urn:c"];
        foreach (string id in objects)
        {
            await client.UpdateAsync(id, small.Name);
        }

        Assert.Equal("off", (await client.GetAsync("api/health")).Body!["checks"]!["audits"]!.ToString());
        Answer before = await client.GetAsync("api/audits");
        Assert.Equal((0, 0, null), (
            before.Body!["findings"]!.AsArray().Count, before.Body["runs"]!.AsArray().Count, before.Body["coverage"]));
        JsonNode first = await AuditAsync(service, client, new JsonObject());
        Assert.Equal(("Complete", 3, 3), (first["outcome"]!.ToString(), Number(first, "due"), Number(first, "valid")));

        // Two of them rot.
        string[] roots = await RootsAsync(client);
        await WriteAsync(service.Root, roots[0] + "/v1/content/a.txt", "5-BYTE");
        await WriteAsync(service.Root, roots[2] + "/v1/content/a.txt", "5-BYTE");
        JsonNode found = await AuditAsync(service, client, new JsonObject { ["all"] = true });
        Assert.Equal((3, 1, 2, 2), (Number(found, "checked"), Number(found, "valid"), Number(found, "invalid"), Number(found, "opened")));
        await RequireOverviewAsync(service, client, found["id"]!.ToString());

        // One is repaired, and an ordinary validation says so; the other one is found good by the next audit.
        await WriteAsync(service.Root, roots[0] + "/v1/content/a.txt", "5-byte");
        string repaired = await ValidatedRoot.StartAsync(client, new JsonObject { ["objectId"] = await IdAsync(client, roots[0]) });
        await ValidatedRoot.WaitForOutcomeAsync(service, client, repaired, "Valid");
        JsonNode left = Assert.Single((await client.GetAsync("api/audits")).Body!["findings"]!.AsArray())!;
        Assert.Equal(roots[2], left["objectRoot"]!.ToString());
        await WriteAsync(service.Root, roots[2] + "/v1/content/a.txt", "5-byte");
        JsonNode closed = await AuditAsync(service, client, new JsonObject());
        Assert.Equal((2, 1), (Number(closed, "checked"), Number(closed, "closed")));
        Assert.Empty((await client.GetAsync("api/audits")).Body!["findings"]!.AsArray());
    }

    [LocalProcessFact]
    public async Task Bad_requests_are_refused_with_the_field_and_the_rule()
    {
        await using LocalService service = await LocalService.StartAsync(ServiceStorage.Local);
        using ServiceClient client = new(service);

        Answer wrong = await client.PostAsync("api/audits", new JsonObject { ["all"] = "yes" });
        Assert.Equal((HttpStatusCode.BadRequest, "all"), (wrong.Status, wrong.Text("field")));
        Answer unknown = await client.PostAsync("api/audits", new JsonObject { ["everything"] = true });
        Assert.Equal((HttpStatusCode.BadRequest, "everything"), (unknown.Status, unknown.Text("field")));
        foreach (string query in (string[])["top=0", "top=501", "continuation=x", "status=Running"])
        {
            Answer refused = await client.GetAsync("api/audits?" + query);
            Assert.Equal((HttpStatusCode.BadRequest, Problem + "invalid-query"), (refused.Status, refused.Text("type")));
        }
    }

    /// <summary>The service is killed while an audit runs; it continues after the restart, and each object is checked.</summary>
    [LocalProcessFact]
    public async Task After_a_kill_an_audit_checks_the_rest()
    {
        await using LocalService service = await LocalService.StartAsync(
            ServiceStorage.Local, "--Ocfl:Audits:SliceObjects=1", "--Ocfl:Audits:Window=1", "--Ocfl:Audits:BytesPerSecond=20000");
        string id;
        using (ServiceClient client = new(service))
        {
            using SourceFolder source = new SourceFolder(service).Write("a.txt", new string('x', 4_000));
            await Task.WhenAll(Enumerable.Range(0, 6).Select(number => client.UpdateAsync($"urn:{number}", source.Name)));
            id = (await client.PostAsync("api/audits", new JsonObject())).Text("id")!;
            await Deadline.ForAsync(
                "the first object",
                async () => Number((await client.GetAsync("api/audits/" + id)).Body!, "checked") > 0 ? "" : null,
                () => service.Log);
            await service.KillAsync();
        }

        await service.RestartAsync();
        using ServiceClient again = new(service);
        JsonNode run = await WaitAsync(service, again, id);
        Assert.Equal(("Completed", 6, 6), (run["status"]!.ToString(), Number(run, "checked"), Number(run, "valid")));
        Assert.Equal(6, (int)(await again.GetAsync("api/audits")).Body!["coverage"]!["withinInterval"]!);
    }

    private static async Task RequireOverviewAsync(LocalService service, ServiceClient client, string audit)
    {
        Answer all = await client.GetAsync("api/audits");
        JsonNode coverage = all.Body!["coverage"]!;
        Assert.Equal((3, 3, 0, 2), (
            (int)coverage["objects"]!, (int)coverage["withinInterval"]!, (int)coverage["neverChecked"]!, (int)coverage["withFindings"]!));
        Assert.Equal(audit, all.Body["runs"]![0]!["id"]!.ToString());
        Answer page = await client.GetAsync("api/audits?top=1");
        JsonNode one = Assert.Single(page.Body!["findings"]!.AsArray())!;
        Answer next = await client.GetAsync("api/audits?top=1&continuation=" + page.Text("continuation"));
        JsonNode other = Assert.Single(next.Body!["findings"]!.AsArray())!;
        Assert.Null(next.Text("continuation"));
        Assert.NotEqual(one["objectRoot"]!.ToString(), other["objectRoot"]!.ToString());
        Assert.All((JsonNode[])[one, other], finding => Assert.Equal(
            ("E092", audit, "v1/content/a.txt"),
            (finding["codes"]![0]!.ToString(), finding["auditId"]!.ToString(), finding["findings"]![0]!["path"]!.ToString())));

        using ApiCaller caller = new(service);
        await caller.RequireAsync(
            HttpStatusCode.OK, null, "HEAD", "api/audits?top=1&continuation=" + page.Text("continuation"));
    }

    private static async Task<JsonNode> AuditAsync(LocalService service, ServiceClient client, JsonObject body)
    {
        Answer started = await client.PostAsync("api/audits", body);
        Assert.True(started.Status == HttpStatusCode.Accepted, $"{started.Status}: {started.Body}");
        JsonNode run = await WaitAsync(service, client, started.Text("id")!);
        Assert.True(run["status"]!.ToString() == "Completed", $"{run}{Environment.NewLine}{service.Log}");
        return run;
    }

    private static Task<JsonNode> WaitAsync(LocalService service, ServiceClient client, string id) => Deadline.ForAsync(
        $"the end of audit {id}",
        async () =>
        {
            JsonNode run = (await client.GetAsync("api/audits/" + id)).Body!;
            return run["status"]!.ToString() is "Queued" or "Running" or "Suspended" ? null : run;
        },
        () => service.Log);

    private static int Number(JsonNode run, string name) => (int)run["progress"]![name]!;

    private static async Task<string[]> RootsAsync(ServiceClient client) =>
        [.. (await client.GetAsync("api/objects")).Body!["objects"]!.AsArray().Select(one => one!["objectRoot"]!.ToString())];

    private static async Task<string> IdAsync(ServiceClient client, string root) => (await client.GetAsync("api/objects"))
        .Body!["objects"]!.AsArray().Single(one => one!["objectRoot"]!.ToString() == root)!["objectId"]!.ToString();

    private static async Task WriteAsync(IStorage storage, string path, string text)
    {
        using MemoryStream content = new(System.Text.Encoding.UTF8.GetBytes(text));
        await storage.WriteAsync(path, content, new StorageWriteOptions());
    }
}
