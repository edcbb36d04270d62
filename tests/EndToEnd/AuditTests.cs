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
    public async Task A_damaged_object_is_found_and_closed_and_a_run_can_be_stopped(ServiceStorage storage)
    {
        await using LocalService service = await LocalService.StartAsync(
            storage,
            "--Ocfl:Audits:RecheckDelay=00:00:00.2",
            "--Ocfl:Audits:SliceObjects=1",
            "--Ocfl:Audits:Window=1",
            "--Ocfl:Audits:BytesPerSecond=40000");
        using ServiceClient client = new(service);
        using SourceFolder small = new SourceFolder(service).Write("a.txt", "5-byte");
        using SourceFolder large = new SourceFolder(service).Write("b.txt", new string('x', 100_000));
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

        // One that takes longer, since its speed is bounded.
        await client.UpdateAsync("urn:large", large.Name);
        Answer started = await client.PostAsync("api/audits", new JsonObject());
        await RequireCommandsAsync(service, client, started);
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

        using HttpClient http = new(new DocumentedHandler(service)) { BaseAddress = service.Address };
        using HttpResponseMessage whole = await SendAsync(http, HttpMethod.Get, null);
        string tag = whole.Headers.ETag!.ToString();
        using HttpResponseMessage head = await SendAsync(http, HttpMethod.Head, null);
        Assert.Equal((HttpStatusCode.OK, tag), (head.StatusCode, head.Headers.ETag!.ToString()));
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using HttpResponseMessage known = await SendAsync(http, method, ("If-None-Match", tag));
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
            using HttpResponseMessage changed = await SendAsync(http, method, ("If-Match", "\"other\""));
            Assert.Equal(HttpStatusCode.PreconditionFailed, changed.StatusCode);
            using HttpResponseMessage some = await SendAsync(http, method, null, "?top=1&continuation=" + page.Text("continuation"));
            Assert.Equal(HttpStatusCode.OK, some.StatusCode);
        }
    }

    private static async Task RequireCommandsAsync(LocalService service, ServiceClient client, Answer started)
    {
        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        string path = "api/audits/" + started.Text("id");
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(path + "/suspend")).Status);
        await Deadline.ForAsync(
            "the suspension", async () => (await client.GetAsync(path)).Text("status") == "Suspended" ? "" : null, () => service.Log);
        Answer second = await client.PostAsync("api/audits", new JsonObject());
        Assert.Equal((HttpStatusCode.Conflict, Problem + "audit-running"), (second.Status, second.Text("type")));
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsync(path + "/suspend")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(path + "/resume")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync(path + "/cancel")).Status);
        JsonNode cancelled = await WaitAsync(service, client, started.Text("id")!);
        Assert.Equal(("Cancelled", "Cancelled"), (cancelled["status"]!.ToString(), cancelled["outcome"]!.ToString()));
        foreach (string command in (string[])["suspend", "resume", "cancel"])
        {
            Answer late = await client.PostAsync($"{path}/{command}");
            Assert.Equal((HttpStatusCode.Conflict, Problem + "wrong-state"), (late.Status, late.Text("type")));
            Answer none = await client.PostAsync($"api/audits/none/{command}");
            Assert.Equal((HttpStatusCode.NotFound, Problem + "audit-not-found"), (none.Status, none.Text("type")));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("api/audits/none")).Status);
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

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient http, HttpMethod method, (string Name, string Value)? header, string query = "")
    {
        using HttpRequestMessage request = new(method, "api/audits" + query);
        if (header is { } one)
        {
            request.Headers.TryAddWithoutValidation(one.Name, one.Value);
        }

        return await http.SendAsync(request);
    }

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
