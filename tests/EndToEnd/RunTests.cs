using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>What updates, validations, purges and imports have in common: lists, events, commands, keys.</summary>
public abstract class RunTests(ServiceFixture fixture) : CallTests(fixture)
{
    /// <summary>The calls with a body of JSON.</summary>
    public static TheoryData<string, string> JsonCalls => new()
    {
        { "POST", "api/maintenance" },
        { "POST", "api/updates" },
        { "POST", "api/validations" },
        { "POST", "api/stages" },
        { "POST", "api/imports" },
        { "POST", "api/audits" },
        { "DELETE", "api/objects?id=urn:e2e:none" },
    };

    [Fact]
    public async Task Finished_runs_are_listed_and_watched_and_take_no_command()
    {
        using SourceFolder source = new SourceFolder(Service).Write("a.txt", "a");
        string objectId = NewId();
        string[] updates = [await UpdateAsync(objectId, source), await UpdateAsync(objectId, source)];
        string[] validations = [await ValidateAsync(objectId), await ValidateAsync(objectId)];
        List<string> purges = [await PurgeAsync(objectId)];
        string[] imports = [await ImportNothingAsync(source), await ImportNothingAsync(source)];
        await UpdateAsync(objectId, source);
        purges.Add(await PurgeAsync(objectId));

        string time = $"from={Time(TimeSpan.FromHours(-1))}&to={Time(TimeSpan.FromHours(1))}";
        string all = $"objectId={Uri.EscapeDataString(objectId)}&{time}";
        await RequireListedAsync("updates", $"{all}&status=Completed,Unchanged&user=Ada&text=a%20test", updates);
        await RequireListedAsync("validations", $"{all}&status=Completed", validations);
        await RequireListedAsync("purges", $"{all}&status=Completed", purges);
        await RequireListedAsync("imports", $"{time}&status=Failed", imports);

        await RequireEventsAsync($"api/updates/{updates[0]}/events");
        await RequireEventsAsync($"api/validations/{validations[0]}/events");
        await RequireEventsAsync($"api/purges/{purges[0]}/events");
        await RequireEventsAsync($"api/imports/{imports[0]}/events");

        await RequireNoCommandAsync($"api/updates/{updates[0]}", "suspend", "resume", "cancel", "retry");
        await RequireNoCommandAsync($"api/validations/{validations[0]}", "suspend", "resume", "cancel");
        await RequireNoCommandAsync($"api/imports/{imports[0]}", "suspend", "resume", "cancel");
    }

    [Theory]
    [InlineData("validations")]
    [InlineData("imports")]
    public async Task A_run_is_suspended_resumed_and_cancelled(string kind)
    {
        using ImportedRoot root = await ImportedRoot.CreateAsync(Service);
        for (int number = 0; number < 8; number++)
        {
            await root.AddAsync(NewId(), files: 1);
        }

        if (kind == "validations")
        {
            await FinishAsync("api/imports", (await Client.PostAsync("api/imports", root.Body())).Text("id")!);
        }

        // The run may finish before a command arrives.
        await Deadline.ForAsync($"a run of {kind} that takes each command", async () =>
        {
            Answer started = await Client.PostAsync("api/" + kind, kind == "imports" ? root.Body() : new JsonObject());
            string run = $"api/{kind}/{started.Text("id")}";
            foreach ((string command, string status) in new[] { ("suspend", "Suspended"), ("resume", "Running"), ("cancel", "Cancelled") })
            {
                Answer answer = await Client.PostAsync($"{run}/{command}");
                Assert.True(answer.Status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{answer.Status}: {answer.Body}");
                string? reached = answer.Status == HttpStatusCode.Conflict ? null : await Deadline.ForAsync(
                    $"{status} of {run}",
                    async () => (await Client.GetAsync(run)).Text("status") is var now && (now == status || IsFinished(now)) ? now : null);
                if (reached != status)
                {
                    return null;
                }
            }

            return run;
        });
    }

    [Theory]
    [MemberData(nameof(JsonCalls))]
    public async Task A_body_is_JSON_of_a_bounded_size(string method, string path)
    {
        await Caller.RequireAsync(
            HttpStatusCode.UnsupportedMediaType, "unsupported-media-type", method, path, new StringContent("{}"));
        await Caller.RequireAsync(
            HttpStatusCode.RequestEntityTooLarge,
            "body-too-large",
            method,
            path,
            ApiCaller.Json(new JsonObject { ["objectId"] = new string('x', 1 << 20) }));
    }

    [Fact]
    public async Task A_key_is_for_one_request()
    {
        using SourceFolder source = new SourceFolder(Service).Write("a.txt", "a");
        string objectId = NewId();
        await UpdateAsync(objectId, source);

        await RequireOneKeyAsync(
            "POST", "api/stages", HttpStatusCode.Created, new JsonObject(), new() { ["digestAlgorithms"] = new JsonArray("md5") });
        JsonObject import = Import(source);
        JsonObject otherImport = Import(source);
        otherImport["objects"] = new JsonArray("urn:e2e:none");
        await RequireOneKeyAsync("POST", "api/imports", HttpStatusCode.Accepted, import, otherImport);
        JsonObject otherPurge = Purge(objectId);
        otherPurge["reason"] = "Another reason.";
        await RequireOneKeyAsync(
            "DELETE", "api/objects?id=" + Uri.EscapeDataString(objectId), HttpStatusCode.Accepted, Purge(objectId), otherPurge);
    }

    private static bool IsFinished(string? status) => status is "Completed" or "Unchanged" or "Failed" or "Cancelled" or "Terminated";

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");

    private static string Time(TimeSpan fromNow) =>
        Uri.EscapeDataString((DateTimeOffset.UtcNow + fromNow).ToString("O", CultureInfo.InvariantCulture));

    private static JsonObject Import(SourceFolder source) => new() { ["source"] = source.Source() };

    private static JsonObject Purge(string objectId) => new()
    {
        ["confirm"] = objectId,
        ["reason"] = "A test.",
        ["user"] = new JsonObject { ["name"] = "Ada" },
    };

    private async Task<string> UpdateAsync(string objectId, SourceFolder source)
    {
        string id = await Client.StartAsync(objectId, source.Name);
        await Client.WaitForEndAsync(id);
        return id;
    }

    private async Task<string> ValidateAsync(string objectId) => await FinishAsync(
        "api/validations", (await Client.PostAsync("api/validations", new JsonObject { ["objectId"] = objectId })).Text("id")!);

    // A folder without a storage root.
    private async Task<string> ImportNothingAsync(SourceFolder source) =>
        await FinishAsync("api/imports", (await Client.PostAsync("api/imports", Import(source))).Text("id")!);

    private async Task<string> PurgeAsync(string objectId)
    {
        Answer started = await Client.SendAsync(
            HttpMethod.Delete, "api/objects?id=" + Uri.EscapeDataString(objectId), Purge(objectId));
        Assert.True(started.Status == HttpStatusCode.Accepted, $"{started.Status}: {started.Body}");
        return await FinishAsync("api/purges", started.Text("id")!);
    }

    private async Task<string> FinishAsync(string collection, string id) => await Deadline.ForAsync(
        $"the end of {collection}/{id}",
        async () => IsFinished((await Client.GetAsync($"{collection}/{id}")).Text("status")) ? id : null,
        () => Service.Log);

    // A run is finished by its own state before its instance is finished, by which lists have it.
    private async Task RequireListedAsync(string kind, string query, IReadOnlyCollection<string> expected) =>
        await Deadline.ForAsync($"{kind} in the list", async () =>
        {
            List<string> listed = [];
            string? continuation = null;
            do
            {
                Answer page = await Client.GetAsync(
                    $"api/{kind}?{query}&top=1{(continuation is null ? "" : "&continuation=" + Uri.EscapeDataString(continuation))}");
                Assert.True(page.Status == HttpStatusCode.OK, $"{page.Status}: {page.Body}");
                listed.AddRange(page.Body![kind]!.AsArray().Select(run => run!["id"]!.ToString()));
                continuation = page.Text("continuation");
            }
            while (continuation is not null && !expected.All(listed.Contains));

            Assert.Equal(listed.Distinct(StringComparer.Ordinal), listed);
            return expected.All(listed.Contains) ? listed : null;
        });

    private async Task RequireEventsAsync(string path)
    {
        await Caller.RequireAsync(HttpStatusCode.NotAcceptable, "not-acceptable", "GET", path, content: null, ("Accept", "application/json"));
        await Caller.RequireAsync(HttpStatusCode.BadRequest, "invalid-header", "GET", path, content: null, ("Last-Event-ID", "x y"));
        string events = await Caller.RequireAsync(HttpStatusCode.OK, problem: null, "GET", path);
        string last = events.Split('\n').Last(line => line.StartsWith("id: ", StringComparison.Ordinal))[4..];
        Assert.Contains("event: end\n", events, StringComparison.Ordinal);
        await Caller.RequireAsync(HttpStatusCode.NoContent, problem: null, "GET", path, content: null, ("Last-Event-ID", last));
    }

    private async Task RequireNoCommandAsync(string run, params string[] commands)
    {
        foreach (string command in commands)
        {
            await Caller.RequireAsync(HttpStatusCode.Conflict, "wrong-state", "POST", $"{run}/{command}");
        }
    }

    private async Task RequireOneKeyAsync(string method, string path, HttpStatusCode first, JsonObject body, JsonObject other)
    {
        (string, string) key = ("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using HttpResponseMessage started = await Caller.SendAsync(method, path, ApiCaller.Json(body), key);
        string answer = await started.Content.ReadAsStringAsync();

        // What ends before it is answered is answered as finished.
        Assert.True(started.StatusCode == first || started.StatusCode == HttpStatusCode.OK, $"{started.StatusCode}: {answer}");
        string id = Id(answer);
        await Deadline.ForAsync("the end of what was started", async () =>
        {
            using HttpResponseMessage again = await Caller.SendAsync(method, path, ApiCaller.Json(body), key);
            Assert.Equal(id, Id(await again.Content.ReadAsStringAsync()));
            return again.StatusCode == HttpStatusCode.OK ? id : null;
        });
        await Caller.RequireAsync(
            HttpStatusCode.UnprocessableEntity, "idempotency-key-reused", method, path, ApiCaller.Json(other), key);

        static string Id(string body) => JsonNode.Parse(body)!["id"]!.ToString();
    }
}
