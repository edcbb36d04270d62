using System.Net;
using System.Text.Json.Nodes;
using Ocfl.Objects;

namespace EndToEnd;

/// <summary>Objects that exist elsewhere are imported.</summary>
public abstract class ImportTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task Objects_are_imported_once_and_a_damaged_one_is_refused_with_its_findings()
    {
        string[] ids = [NewId(), NewId(), NewId()];
        using ImportedRoot source = await ImportedRoot.CreateAsync(_service);
        foreach (string id in ids)
        {
            await source.AddAsync(id);
            await source.AddAsync(id, files: 4, mark: "second");
        }

        await source.DamageAsync(ids[2]);
        string key = Guid.NewGuid().ToString("N");
        Answer started = await _client.PostAsync("api/imports", source.Body(), key);
        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        Assert.Equal("/api/imports/" + started.Text("id"), new Uri(_service.Address, started.Headers["Location"]).AbsolutePath);

        JsonNode import = await WaitAsync(started.Text("id")!);

        Assert.Equal("Completed", import["status"]!.ToString());
        Assert.Equal(
            ("Incomplete", 3, 2, 1, ids[2]),
            (import["result"]!["outcome"]!.ToString(),
                (int)import["result"]!["objects"]!,
                (int)import["result"]!["imported"]!,
                (int)import["result"]!["invalid"]!,
                import["result"]!["notImported"]![0]!["objectId"]!.ToString()));
        List<JsonNode> objects = await ListAsync($"api/imports/{started.Text("id")}/objects?top=2", "objects");
        Assert.Equal(
            ids.Order(StringComparer.Ordinal),
            objects.Select(done => done["objectId"]!.ToString()).Order(StringComparer.Ordinal));
        List<JsonNode> findings = await ListAsync($"api/imports/{started.Text("id")}/findings?top=1", "findings");
        Assert.Contains(findings, finding => finding["code"]!.ToString() == "E092" && finding["objectId"]!.ToString() == ids[2]);
        Assert.Equal(started.Text("id"), (await _client.PostAsync("api/imports", source.Body(), key)).Text("id"));

        await RequireSameAsync(source, ids[..2]);
        JsonNode again = await WaitAsync((await _client.PostAsync("api/imports", source.Body())).Text("id")!);
        Assert.Equal((0, 2, 1), (
            (int)again["result"]!["imported"]!, (int)again["result"]!["unchanged"]!, (int)again["result"]!["invalid"]!));
        Answer list = await _client.GetAsync("api/imports?status=Completed");
        Assert.Contains(list.Body!["imports"]!.AsArray(), listed => listed!["id"]!.ToString() == started.Text("id"));

        // An imported object is an object like others.
        using SourceFolder next = new SourceFolder(_service).Write("a.txt", "next");
        JsonNode update = await _client.UpdateAsync(ids[0], next.Name);
        Assert.Equal("v3", update["result"]!["version"]!.ToString());
        await StoredObject.RequireValidAsync(_service, ids[0]);
    }

    [Fact]
    public async Task An_object_with_another_history_is_not_touched()
    {
        string id = NewId();
        using ImportedRoot source = await ImportedRoot.CreateAsync(_service);
        await source.AddAsync(id);
        using SourceFolder other = new SourceFolder(_service).Write("a.txt", "other");
        await _client.UpdateAsync(id, other.Name);

        JsonNode import = await WaitAsync((await _client.PostAsync("api/imports", source.Body())).Text("id")!);

        Assert.Equal((1, id), (
            (int)import["result"]!["conflicts"]!, import["result"]!["notImported"]![0]!["objectId"]!.ToString()));
        if (await StoredObject.RequireValidAsync(_service, id) is { } found)
        {
            Assert.Equal("v1", found.Inventory.Head.ToString());
        }
    }

    [Fact]
    public async Task Objects_in_a_container_are_imported_by_their_ids()
    {
        if (_service.Incoming is not { } incoming)
        {
            return;
        }

        string id = NewId();
        using ImportedRoot source = await ImportedRoot.CreateAsync(_service);
        await source.AddAsync(id);
        string prefix = "import-" + Guid.NewGuid().ToString("N");
        foreach ((string path, string content) in await source.FilesAsync(id))
        {
            await incoming.UploadBlobAsync($"{prefix}/some/object/{path}", new BinaryData(Convert.FromHexString(content)));
        }

        JsonObject body = new()
        {
            ["source"] = new JsonObject { ["container"] = incoming.Name, ["prefix"] = prefix },
            ["objects"] = new JsonArray(id, "urn:none"),
            ["onInvalid"] = "stop",
        };
        JsonNode import = await WaitAsync((await _client.PostAsync("api/imports", body)).Text("id")!);

        Assert.Equal((1, 1), ((int)import["result"]!["imported"]!, (int)import["result"]!["notFound"]!));
        await RequireSameAsync(source, [id]);
    }

    [Fact]
    public async Task A_cancelled_import_leaves_whole_objects_and_nothing_else()
    {
        using ImportedRoot source = await ImportedRoot.CreateAsync(_service);
        string[] ids = [.. Enumerable.Range(0, 30).Select(_ => NewId())];
        foreach (string id in ids)
        {
            await source.AddAsync(id, files: 2);
        }

        string import = (await _client.PostAsync("api/imports", source.Body())).Text("id")!;
        Answer suspended = await _client.PostAsync($"api/imports/{import}/suspend");
        Assert.True(suspended.Status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, suspended.Body?.ToString());
        Answer cancelled = await _client.PostAsync($"api/imports/{import}/cancel");
        Assert.True(cancelled.Status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, cancelled.Body?.ToString());

        JsonNode end = await WaitAsync(import);

        Assert.True(end["status"]!.ToString() is "Cancelled" or "Completed", end.ToString());
        if (_service.Root is { } storage)
        {
            StorageRoot root = await StorageRoot.OpenAsync(storage);
            List<string> there = [];
            foreach (string id in ids)
            {
                if (await root.OpenObjectAsync(id) is not null)
                {
                    there.Add(id);
                }
                else
                {
                    Assert.Empty(await storage.ListAsync(root.GetObjectRoot(id), recursive: true).ToListAsync());
                }
            }

            Assert.Equal((int)end["result"]!["imported"]!, there.Count);
            await RequireSameAsync(source, there);
        }

        Answer late = await _client.PostAsync($"api/imports/{import}/cancel");
        Assert.Equal((HttpStatusCode.Conflict, "urn:ocfl-functions:problem:wrong-state"), (late.Status, late.Text("type")));
    }

    [Fact]
    public async Task A_bad_request_is_refused_with_its_field()
    {
        await RequireRefusedAsync("{}", "source", "missing-field");
        await RequireRefusedAsync("""{"source":{}}""", "source", "missing-field");
        await RequireRefusedAsync("""{"source":{"directory":"a","container":"b"}}""", "source.container", "conflicting-fields");
        await RequireRefusedAsync("""{"source":{"directory":"a","prefix":"b"}}""", "source.prefix", "conflicting-fields");
        await RequireRefusedAsync("""{"source":{"container":"a","prefix":"../b"}}""", "source.prefix", "invalid-prefix");
        await RequireRefusedAsync("""{"source":{"stage":"a"}}""", "source.stage", "unknown-field");
        await RequireRefusedAsync("""{"source":{"directory":7}}""", "source.directory", "wrong-type");
        await RequireRefusedAsync("""{"source":{"directory":"none"},"objects":[]}""", "objects", "empty-value");
        await RequireRefusedAsync("""{"source":{"directory":"none"},"objects":[""]}""", "objects[0]", "empty-value");
        await RequireRefusedAsync("""{"source":{"directory":"none"},"onInvalid":"ask"}""", "onInvalid", "invalid-failure-action");
        await RequireRefusedAsync("""{"source":{"directory":"none"}}""", "source.directory", "source-not-found");
        await RequireRefusedAsync("""{"source":{"directory":"/etc"}}""", "source.directory", "source-not-allowed");
        Answer unknown = await _client.GetAsync("api/imports/none");
        Assert.Equal((HttpStatusCode.NotFound, "urn:ocfl-functions:problem:import-not-found"), (unknown.Status, unknown.Text("type")));
        Answer top = await _client.GetAsync("api/imports?top=0");
        Assert.Equal((HttpStatusCode.BadRequest, "top"), (top.Status, top.Text("field")));

        using SourceFolder empty = new(_service);
        JsonObject body = new() { ["source"] = new JsonObject { ["directory"] = empty.Name } };
        JsonNode import = await WaitAsync((await _client.PostAsync("api/imports", body)).Text("id")!);
        Assert.Equal(("Failed", "InvalidUpdate"), (import["status"]!.ToString(), import["error"]!["type"]!.ToString()));
    }

    private async Task RequireRefusedAsync(string body, string field, string kind)
    {
        Answer answer = await _client.PostAsync("api/imports", JsonNode.Parse(body));
        Assert.Equal((field, "urn:ocfl-functions:problem:" + kind), (answer.Text("field"), answer.Text("type")));
    }

    private async Task<List<JsonNode>> ListAsync(string path, string member)
    {
        List<JsonNode> all = [];
        string? continuation = null;
        do
        {
            Answer page = await _client.GetAsync(path + (continuation is null ? "" : "&continuation=" + continuation));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            all.AddRange(page.Body![member]!.AsArray().Select(item => item!));
            continuation = page.Text("continuation");
        }
        while (continuation is not null);

        return all;
    }

    private async Task<JsonNode> WaitAsync(string id)
    {
        JsonNode? last = null;
        return await Deadline.ForAsync(
            $"the end of import {id}",
            async () =>
            {
                last = (await _client.GetAsync("api/imports/" + id)).Body!;
                return last["status"]!.ToString() is "Completed" or "Cancelled" or "Failed" or "Terminated" ? last : null;
            },
            () => $"It was last: {last}{Environment.NewLine}{_service.Log}");
    }

    private async Task RequireSameAsync(ImportedRoot source, IEnumerable<string> ids)
    {
        if (_service.Root is not { } storage)
        {
            return;
        }

        StorageRoot root = await StorageRoot.OpenAsync(storage);
        foreach (string id in ids)
        {
            await StoredObject.RequireValidAsync(_service, id);
            Assert.Equal(await source.FilesAsync(id), await ImportedRoot.FilesAsync(storage, root.GetObjectRoot(id)));
        }
    }

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");
}
