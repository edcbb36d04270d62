using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>What is wrong is refused with its own problem, and nothing is written for it.</summary>
public abstract class BadInputTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    public static TheoryData<string, string, string> Bodies => new()
    {
        { """{"objectId":"a","source":{"directory":"SOURCE"},"color":"red"}""", "unknown-field", "color" },
        { """{"objectId":"a","source":{"directory":"SOURCE","depth":1}}""", "unknown-field", "source.depth" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"user":{"name":"x","mail":"y"}}""", "unknown-field", "user.mail" },
        { """{"source":{"directory":"SOURCE"}}""", "missing-field", "objectId" },
        { """{"objectId":null,"source":{"directory":"SOURCE"}}""", "missing-field", "objectId" },
        { """{"objectId":"a"}""", "missing-field", "source" },
        { """{"objectId":"a","source":{}}""", "missing-field", "source" },
        { """{"objectId":"a","source":{"prefix":"p"}}""", "missing-field", "source.container" },
        { """{"objectId":"a","source":{"directory":"SOURCE","container":"c"}}""", "conflicting-fields", "source.container" },
        { """{"objectId":"a","source":{"directory":"SOURCE","prefix":"p"}}""", "conflicting-fields", "source.prefix" },
        { """{"objectId":"a","source":{"container":""}}""", "empty-value", "source.container" },
        { """{"objectId":"a","source":{"container":7}}""", "wrong-type", "source.container" },
        { """{"objectId":"a","source":{"container":"c","prefix":"/p"}}""", "invalid-prefix", "source.prefix" },
        { """{"objectId":"a","source":{"container":"c","prefix":"p//q"}}""", "invalid-prefix", "source.prefix" },
        { """{"objectId":"a","source":{"container":"c","prefix":"p/../q"}}""", "invalid-prefix", "source.prefix" },
        { """{"objectId":"a","source":{"directory":"SOURCE","include":"*"}}""", "wrong-type", "source.include" },
        { """{"objectId":"a","source":{"directory":"SOURCE","include":[]}}""", "empty-value", "source.include" },
        { """{"objectId":"a","source":{"directory":"SOURCE","include":["*",1]}}""", "wrong-type", "source.include[1]" },
        { """{"objectId":"a","source":{"directory":"SOURCE","include":["*","a//b"]}}""", "invalid-pattern", "source.include[1]" },
        { """{"objectId":"a","source":{"directory":"SOURCE","exclude":["a**"]}}""", "invalid-pattern", "source.exclude[0]" },
        { """{"objectId":"a","source":{"directory":"SOURCE","exclude":[""]}}""", "invalid-pattern", "source.exclude[0]" },
        { """{"objectId":"a","source":{"container":"somebody-elses"}}""", "source-not-allowed", "source.container" },
        { """{"objectId":"a","source":{"container":"NARROW"}}""", "source-not-allowed", "source.prefix" },
        { """{"objectId":"a","source":{"container":"NARROW","prefix":"only/that"}}""", "source-not-allowed", "source.prefix" },
        { """{"objectId":"a","source":{"container":"MISSING"}}""", "source-not-found", "source.container" },
        { """{"objectId":"a","source":{"container":"INCOMING","prefix":"nothing/here"}}""", "source-not-found", "source.prefix" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"user":{"address":"mailto:a@b.c"}}""", "missing-field", "user.name" },
        { """{"objectId":"","source":{"directory":"SOURCE"}}""", "empty-value", "objectId" },
        { """{"objectId":"a","source":{"directory":""}}""", "empty-value", "source.directory" },
        { """{"objectId":7,"source":{"directory":"SOURCE"}}""", "wrong-type", "objectId" },
        { """{"objectId":"a","source":"SOURCE"}""", "wrong-type", "source" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"user":"Ada"}""", "wrong-type", "user" },
        { """["objectId"]""", "wrong-type", "" },
        { """{"objectId":"a\u0000b","source":{"directory":"SOURCE"}}""", "control-character", "objectId" },
        { """{"objectId":"a\ud800","source":{"directory":"SOURCE"}}""", "invalid-text", "objectId" },
        {
            """{"objectId":"a","source":{"directory":"SOURCE"},"user":{"name":"x","address":"somewhere"}}""",
            "invalid-address",
            "user.address"
        },
        {
            """{"objectId":"a","source":{"directory":"SOURCE"},"user":{"name":"x","address":"/etc/passwd"}}""",
            "invalid-address",
            "user.address"
        },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"mode":"append"}""", "invalid-mode", "mode" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"onFailure":"ignore"}""", "invalid-failure-action", "onFailure" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"expectedHead":"newest"}""", "invalid-version", "expectedHead" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"digestAlgorithm":"crc32"}""", "unknown-digest-algorithm", "digestAlgorithm" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"digestAlgorithm":"md5"}""", "unknown-digest-algorithm", "digestAlgorithm" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},"created":"yesterday"}""", "invalid-time", "created" },
        {
            """{"objectId":"a","source":{"directory":"SOURCE","digests":{"algorithm":"md5","files":{"a.txt":"x"}}}}""",
            "invalid-digest",
            "source.digests.files.a.txt"
        },
        { """{"objectId":"a","source":{"directory":"nowhere"}}""", "source-not-found", "source.directory" },
        { """{"objectId":"a","source":{"directory":"SOURCE/a.txt"}}""", "source-not-found", "source.directory" },
        { """{"objectId":"a","source":{"directory":"SOURCE/../.."}}""", "source-not-allowed", "source.directory" },
        { """{"objectId":"a","source":{"directory":"../root"}}""", "source-not-allowed", "source.directory" },
        { """{"objectId":"a","source":{"directory":"/"}}""", "source-not-allowed", "source.directory" },
        { """{"objectId":"a","source":{"directory":"SOURCE/link-to-a-folder"}}""", "source-not-allowed", "source.directory" },
        { """{"objectId":"a","source":{"directory":"SOURCE/link-to-a-folder/below"}}""", "source-not-allowed", "source.directory" },
        { """{"objectId":"a","source":{"directory":"SOURCE/link-to-nothing"}}""", "source-not-allowed", "source.directory" },
        { """{"objectId":"a","source":{"directory":"SOURCE"},""", "malformed-json", "" },
        { """{"objectId":"a","objectId":"b","source":{"directory":"SOURCE"}}""", "malformed-json", "" },
        { "", "malformed-json", "" },
        { "not JSON", "malformed-json", "" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_wrong_body_is_refused(string body, string type, string field)
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        using SourceFolder elsewhere = new SourceFolder(_service).Write("below/secret.txt", "secret");
        Directory.CreateSymbolicLink(source["link-to-a-folder"], elsewhere[""]);
        Directory.CreateSymbolicLink(source["link-to-nothing"], source["nothing"]);
        string[] before = await StoredFiles.StatesAsync(_service);

        if (_service.Incoming is { } incoming)
        {
            body = body.Replace("INCOMING", incoming.Name, StringComparison.Ordinal).Replace(
                "NARROW", incoming.Name.Replace("incoming", "narrow", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        else if (body.Contains("\"container\"", StringComparison.Ordinal))
        {
            return;
        }

        body = body.Replace("SOURCE", source.Name, StringComparison.Ordinal).Replace(
            "MISSING", ServicePlace.MissingContainer, StringComparison.Ordinal);
        Answer answer = await _client.PostAsync("api/updates", Encoding.UTF8.GetBytes(body), "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        RequireProblem(answer, type, field);
        Assert.Equal(before, await StoredFiles.StatesAsync(_service));
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_at_once()
    {
        Answer answer = await _client.PostAsync(
            "api/updates", Encoding.UTF8.GetBytes("""{"objectId":"","mode":"x","user":{}}"""), "application/json");

        Assert.Equal(
            ["objectId", "source", "mode", "user.name"], answer.Body!["errors"]!.AsArray().Select(error => error!["field"]!.ToString()));
        Assert.Equal("/user/name", answer.Body["errors"]![3]!["pointer"]!.ToString());
    }

    [Fact]
    public async Task A_place_in_a_list_is_named()
    {
        Answer answer = await _client.PostAsync(
            "api/updates",
            Encoding.UTF8.GetBytes("""{"objectId":"a","source":{"directory":"a","exclude":["*","/"]}}"""),
            "application/json");

        RequireProblem(answer, "invalid-pattern", "source.exclude[1]");
        Assert.Equal("/source/exclude/1", answer.Text("pointer"));
    }

    [Fact]
    public async Task More_patterns_than_are_allowed_are_refused()
    {
        JsonObject body = ServiceClient.Body("a", "b");
        body["source"]!["exclude"] = new JsonArray([.. Enumerable.Range(0, 33).Select(number => JsonValue.Create($"{number}"))]);

        RequireProblem(await _client.PostAsync("api/updates", body), "too-long", "source.exclude");
    }

    [Fact]
    public async Task Malformed_JSON_is_refused_with_its_place()
    {
        Answer answer = await _client.PostAsync("api/updates", "{\n  \"objectId\" = 1}"u8.ToArray(), "application/json");

        Assert.Contains("line 2, column 14", answer.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Another_media_type_is_refused(string? mediaType)
    {
        Answer answer = await _client.PostAsync("api/updates", "{}"u8.ToArray(), mediaType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        RequireProblem(answer, "unsupported-media-type", "Content-Type");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"objectId":"a","message":"{{new string('x', 2 * 1024 * 1024)}}"}""");

        Answer answer = await _client.PostAsync("api/updates", body, "application/json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        RequireProblem(answer, "body-too-large", "");
    }

    [Theory]
    [InlineData("objectId", 2049)]
    [InlineData("message", (16 * 1024) + 1)]
    public async Task A_value_that_is_too_long_is_refused(string field, int bytes)
    {
        JsonObject body = ServiceClient.Body("a", "b");
        body[field] = new string('x', bytes);

        Answer answer = await _client.PostAsync("api/updates", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        RequireProblem(answer, "too-long", field);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v0")]
    public async Task A_wrong_expected_head_is_a_conflict(string expectedHead)
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", Guid.NewGuid().ToString());
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        await _client.UpdateAsync(objectId, source.Name);
        string[] before = await StoredFiles.StatesAsync(_service);

        Answer answer = await _client.PostAsync("api/updates", ServiceClient.Body(objectId, source.Name, expectedHead: expectedHead));

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        RequireProblem(answer, "head-mismatch", "expectedHead");
        Assert.Equal(before, await StoredFiles.StatesAsync(_service));
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"x"}""", "path", "changes[0].path: there is no 'x'.")]
    [InlineData("""{"op":"rename","from":"a.txt","to":"d"}""", "to", "changes[0].to: there is a directory 'd' already.")]
    [InlineData("""{"op":"copy","from":"d/x","to":"e"}""", "from", "changes[0].from: there is no 'd/x'.")]
    [InlineData("""{"op":"add","path":"a.txt"}""", "path", "changes[0].path: there is a file 'a.txt' already.")]
    [InlineData(
        """{"op":"replace","path":"d","content":"a.txt"}""", "path", "changes[0].path: 'd' is a directory, and only a file can be "
            + "replaced.")]
    [InlineData("""{"op":"restore","path":"x","version":"v1"}""", "path", "changes[0].path: 'x' is not in version v1.")]
    [InlineData("""{"op":"restore","version":"v2"}""", "version", "changes[0].version: the object has no version v2; its newest is v1.")]
    public async Task A_change_that_does_not_fit_the_object_is_a_conflict(string change, string field, string detail)
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", Guid.NewGuid().ToString()).Write("d/b.txt", "b");
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        await _client.UpdateAsync(objectId, source.Name);
        string[] before = await StoredFiles.StatesAsync(_service);

        Answer answer = await _client.PostAsync("api/updates", Changing(objectId, source, change));

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        RequireProblem(answer, "change-mismatch", "changes[0]." + field);
        Assert.Equal("/changes/0/" + field, answer.Text("pointer"));
        Assert.Equal(detail, answer.Text("detail"));
        Assert.Equal(before, await StoredFiles.StatesAsync(_service));
    }

    [Fact]
    public async Task Changes_that_are_wrong_in_themselves_are_all_named()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string[] before = await StoredFiles.StatesAsync(_service);

        Answer answer = await _client.PostAsync("api/updates", Changing(
            "urn:e2e:" + Guid.NewGuid().ToString("N"),
            source,
            """{"op":"remove","path":"a//b"}""",
            """{"op":"add","path":"a.txt"}""",
            """{"op":"rename","from":"a","to":"a/b"}""",
            """{"op":"restore","path":"../a","version":"v1"}"""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        RequireProblem(answer, "invalid-change", "changes[0].path");
        Assert.Equal(
            ["/changes/0/path", "/changes/2/to", "/changes/3/path"],
            answer.Body!["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString()));
        Assert.Equal(before, await StoredFiles.StatesAsync(_service));
    }

    [Fact]
    public async Task Without_a_source_there_must_be_an_object_to_change()
    {
        Answer answer = await _client.PostAsync(
            "api/updates", new JsonObject { ["objectId"] = "urn:e2e:" + Guid.NewGuid().ToString("N"), ["changes"] = new JsonArray() });

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        RequireProblem(answer, "change-mismatch", "objectId");
    }

    [Theory]
    [InlineData("has space", 1)]
    [InlineData("k", 256)]
    public async Task A_wrong_idempotency_key_is_refused(string key, int times)
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        JsonObject body = ServiceClient.Body("urn:e2e:" + Guid.NewGuid().ToString("N"), source.Name);

        Answer answer = await _client.PostAsync("api/updates", body, string.Concat(Enumerable.Repeat(key, times)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        RequireProblem(answer, "invalid-idempotency-key", "Idempotency-Key");
    }

    /// <summary>What no update can go by is refused at the engine's own door, too, and updates are listed as before.</summary>
    [LocalProcessTheory]
    [InlineData("""{"newVersion":{"versionPadding":1}}""", "settings.newVersion.versionPadding")]
    [InlineData("""{"newVersion":{"contentDirectory":"a/b"}}""", "settings.newVersion.contentDirectory")]
    [InlineData("""{"newVersion":{"pathConstraint":"dos"}}""", "settings.newVersion.pathConstraint")]
    [InlineData("""{"window":0}""", "settings.window")]
    public async Task The_engine_s_own_API_starts_nothing_with_settings_that_the_service_could_not_have(string settings, string member)
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string[] before = await StoredFiles.StatesAsync(_service);
        JsonObject input = new()
        {
            ["request"] = ServiceClient.Body("urn:e2e:" + Guid.NewGuid().ToString("N"), source.Name),
            ["settings"] = JsonNode.Parse(settings),
        };

        Answer answer = await _client.PostAsync("runtime/webhooks/durabletask/orchestrators/UpdateObject", input);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("urn:ocfl-functions:problem:invalid-input", answer.Text("type"));
        Assert.Contains(member, answer.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(before, await StoredFiles.StatesAsync(_service));
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("api/updates?top=500")).Status);
    }

    [Fact]
    public async Task A_link_within_the_source_fails_the_update_and_leaves_nothing()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        File.CreateSymbolicLink(source["link.txt"], "/etc/hostname");
        string[] before = await StoredFiles.StatesAsync(_service);

        JsonNode update = await _client.UpdateAsync("urn:e2e:" + Guid.NewGuid().ToString("N"), source.Name, status: "Failed");

        Assert.Equal("InvalidUpdate", update["error"]!["type"]!.ToString());
        Assert.Contains("link.txt", update["error"]!["message"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await StoredFiles.StatesAsync(_service));
    }

    [Fact]
    public async Task A_name_that_the_storage_cannot_have_fails_the_update_and_leaves_nothing()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        JsonObject body = ServiceClient.Body("urn:e2e:" + Guid.NewGuid().ToString("N"), source.Name, mode: "select");
        string name = new('n', 1100);
        body["changes"] = new JsonArray(new JsonObject { ["op"] = "add", ["path"] = name, ["content"] = "a.txt" });
        string[] before = await StoredFiles.StatesAsync(_service);

        string id = await _client.StartAsync(body);

        JsonNode update = await _client.WaitForStatusAsync(id, "Failed");
        Assert.Equal("InvalidUpdate", update["error"]!["type"]!.ToString());
        Assert.StartsWith("A content path cannot be in", update["error"]!["message"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await StoredFiles.StatesAsync(_service));
    }

    [Theory]
    [InlineData("status=Sleeping", "status")]
    [InlineData("top=0", "top")]
    [InlineData("top=many", "top")]
    [InlineData("continuation=here", "continuation")]
    public async Task A_wrong_query_is_refused(string query, string field)
    {
        Answer answer = await _client.GetAsync("api/updates?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        RequireProblem(answer, "invalid-query", field);
    }

    private static JsonObject Changing(string objectId, SourceFolder source, params string[] changes)
    {
        JsonObject body = ServiceClient.Body(objectId, source.Name, mode: "select");
        body["changes"] = new JsonArray([.. changes.Select(change => JsonNode.Parse(change))]);
        return body;
    }

    private static void RequireProblem(Answer answer, string type, string field)
    {
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal("urn:ocfl-functions:problem:" + type, answer.Text("type"));
        Assert.Equal(field, answer.Text("field") ?? "");
        Assert.Equal((int)answer.Status, (int)answer.Body!["status"]!);
        Assert.NotEqual("", answer.Text("title"));
        Assert.NotEqual("", answer.Text("detail"));
    }
}
