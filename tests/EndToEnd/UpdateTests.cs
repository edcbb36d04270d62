using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

[Trait("Category", "Slow")]
public abstract class UpdateTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task A_new_object_is_committed_step_by_step()
    {
        using SourceFolder source = new SourceFolder(_service)
            .Write("readme.txt", "Read me.").Write("data/a.bin", "A").Write("data/b.bin", "B").Write(".hidden", "H");
        string objectId = NewId();

        Answer answer = await _client.PostAsync("api/updates", ServiceClient.Body(objectId, source.Name));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        string id = answer.Text("id")!;
        Assert.Equal(objectId, answer.Text("objectId"));
        Assert.EndsWith("/api/updates/" + id, answer.Headers["Location"], StringComparison.Ordinal);
        Assert.EndsWith("/api/updates/" + id + "/cancel", answer.Text("links", "cancel"), StringComparison.Ordinal);
        Assert.True(answer.Headers.ContainsKey("Retry-After"));
        JsonNode update = await _client.WaitForStatusAsync(id, "Completed");
        Assert.Equal("v1", update["result"]!["version"]!.ToString());
        Assert.Equal(
            [
                "write 0=ocfl_object_1.1",
                "version directory v1",
                "copy v1/content/.hidden",
                "copy v1/content/data/a.bin",
                "copy v1/content/data/b.bin",
                "copy v1/content/readme.txt",
                "write v1/inventory.json",
                "write v1/inventory.json.sha512",
                "write inventory.json",
                "write inventory.json.sha512",
            ],
            update["steps"]!.AsArray().Select(step => step!["name"]!.ToString()));
        Assert.All(update["steps"]!.AsArray(), step => Assert.Contains(step!["state"]!.ToString(), (string[])["done", "alreadyDone"]));
        Assert.Equal(10, (int)update["progress"]!["stepsDone"]!);
        Assert.Equal((long)update["progress"]!["bytesPlanned"]!, (long)update["progress"]!["bytesDone"]!);
        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
    }

    [Fact]
    public async Task A_second_version_replaces_the_first()
    {
        using SourceFolder first = new SourceFolder(_service).Write("kept.txt", "kept").Write("gone.txt", "gone");
        using SourceFolder second = new SourceFolder(_service).Write("kept.txt", "kept")
            .Write("renamed.txt", "gone")
            .Write("new.txt", "new");
        string objectId = NewId();
        await _client.UpdateAsync(objectId, first.Name);

        JsonNode update = await _client.UpdateAsync(objectId, second.Name);

        Assert.Equal("v2", update["result"]!["version"]!.ToString());
        Assert.Equal(["copy v2/content/new.txt"], update["steps"]!.AsArray()
            .Select(step => step!["name"]!.ToString())
            .Where(name => name.StartsWith("copy ", StringComparison.Ordinal)));
        await StoredObject.RequireContentAsync(_service, objectId, versions: 2, second[""]);
    }

    [Fact]
    public async Task A_merge_keeps_what_was_there()
    {
        using SourceFolder first = new SourceFolder(_service).Write("kept.txt", "kept").Write("changed.txt", "old");
        using SourceFolder second = new SourceFolder(_service).Write("changed.txt", "new").Write("added/file.txt", "added");
        string objectId = NewId();
        await _client.UpdateAsync(objectId, first.Name);

        await _client.UpdateAsync(objectId, second.Name, mode: "merge");

        File.Copy(first["kept.txt"], second["kept.txt"]);
        await StoredObject.RequireContentAsync(_service, objectId, versions: 2, second[""]);
    }

    [Fact]
    public async Task What_the_object_already_is_changes_nothing()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a");
        string objectId = NewId();
        await _client.UpdateAsync(objectId, source.Name);

        JsonNode update = await _client.UpdateAsync(objectId, source.Name, status: "Unchanged");

        Assert.Equal("v1", update["result"]!["version"]!.ToString());
        Assert.Equal(0, (int)update["result"]!["steps"]!);
        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
    }

    [Fact]
    public async Task Equal_files_strange_names_and_empty_files_are_content_too()
    {
        // Azurite cannot list what it has when there is a name with a control character, and a backslash in a blob's name becomes a slash.
        (string control, string backslash) = _service.Root is { PendingArea: null } ? ("", "_") : (" \u0001", "\\");
        using SourceFolder source = new SourceFolder(_service)
            .Write("one.txt", "same").Write("two.txt", "same").Write("empty", "")
            .Write($"Grüße/日本語{control}.txt", "unicode").Write("100%/a+b&c#d?.txt", "signs").Write($"a:b{backslash}c", "backslash");
        string objectId = NewId() + "/ä?#% \"quoted\"";

        await _client.UpdateAsync(objectId, source.Name);

        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
    }

    [Fact]
    public async Task The_digest_algorithm_is_chosen_for_a_new_object_and_kept_for_an_old_one()
    {
        using SourceFolder first = new SourceFolder(_service).Write("a.txt", "a");
        using SourceFolder second = new SourceFolder(_service).Write("b.txt", "b");
        string objectId = NewId();
        JsonObject body = ServiceClient.Body(objectId, first.Name);
        body["digestAlgorithm"] = "sha256";
        Answer answer = await _client.PostAsync("api/updates", body);
        await _client.WaitForStatusAsync(answer.Text("id")!, "Completed");

        JsonNode update = await _client.UpdateAsync(objectId, second.Name);

        Assert.Equal("sha256", update["result"]!["digestAlgorithm"]!.ToString());
        await StoredObject.RequireContentAsync(_service, objectId, versions: 2, second[""]);
    }

    /// <summary>Sent before those before them have ended: each fits what these leave, not what the object is when it comes.</summary>
    [Fact]
    public async Task Changes_are_made_to_what_the_updates_before_them_leave()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "a").Write("d/b.txt", "b").Write("new.txt", "new");
        string objectId = NewId();
        JsonObject first = ServiceClient.Body(objectId, source.Name);
        first["source"]!["exclude"] = new JsonArray("new.txt");
        string[] changes =
        [
            """{"changes":[{"op":"rename","from":"d","to":"e/f"},{"op":"remove","path":"a.txt"}]}""",
            """{"changes":[{"op":"add","path":"e/new","content":"new.txt"},{"op":"restore","path":"a.txt","version":"v1"}],"source":SOURCE}""",
            """{"changes":[{"op":"copy","from":"e","to":"g"}],"digestAlgorithm":"sha256"}""",
        ];
        List<string> updates = [await _client.StartAsync(first)];
        foreach (string change in changes)
        {
            JsonObject body = JsonNode.Parse(
                change.Replace("SOURCE", source.Source().ToJsonString(), StringComparison.Ordinal))!.AsObject();
            (body["objectId"], body["message"], body["user"]) = (objectId, "A change.", first["user"]!.DeepClone());
            await _client.WaitForAsync(updates[^1], "its place in the queue", update => ServiceClient.HasEnded(update)
                || (int?)update["progress"]?["ahead"] > 0
                || update["phase"]?.ToString() is not (null or "Claiming"));
            updates.Add(await _client.StartAsync(body));
        }

        foreach (string update in updates)
        {
            await _client.WaitForStatusAsync(update, "Completed");
        }

        await StoredObject.RequireContentAsync(_service, objectId, versions: 4, new Dictionary<string, byte[]>
        {
            ["a.txt"] = [.. "a"u8],
            ["e/f/b.txt"] = [.. "b"u8],
            ["e/new"] = [.. "new"u8],
            ["g/f/b.txt"] = [.. "b"u8],
            ["g/new"] = [.. "new"u8],
        });
    }

    [Fact]
    public async Task A_large_update_is_carried_out_in_slices()
    {
        using SourceFolder source = new SourceFolder(_service).WriteMany(fixture.ManyFiles);
        string objectId = NewId();

        JsonNode update = await _client.UpdateAsync(objectId, source.Name);

        JsonArray steps = update["steps"]!.AsArray();
        Assert.Equal(fixture.ManyFiles + 6, steps.Count);
        Assert.All(steps, step => Assert.Equal("done", step!["state"]!.ToString()));
        Assert.Equal(fixture.ManyFiles + 6, (int)update["progress"]!["stepsDone"]!);
        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, source[""]);
    }

    [Fact]
    public async Task The_expected_head_is_demanded()
    {
        using SourceFolder first = new SourceFolder(_service).Write("a.txt", "a");
        using SourceFolder second = new SourceFolder(_service).Write("a.txt", "b");
        string objectId = NewId();
        await _client.WaitForStatusAsync(await _client.StartAsync(objectId, first.Name, expectedHead: "v0"), "Completed");
        await _client.WaitForStatusAsync(await _client.StartAsync(objectId, second.Name, expectedHead: "v1"), "Completed");

        Answer late = await _client.PostAsync("api/updates", ServiceClient.Body(objectId, first.Name, expectedHead: "v1"));

        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal("urn:ocfl-functions:problem:head-mismatch", late.Text("type"));
        Assert.Equal("expectedHead", late.Text("field"));
    }

    [Fact]
    public async Task The_service_is_ready()
    {
        Answer answer = await _client.GetAsync("api/health");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("ready", answer.Text("status"));
    }

    [Fact]
    public async Task An_update_that_is_not_there_is_not_found()
    {
        Answer answer = await _client.GetAsync("api/updates/nobody");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal("urn:ocfl-functions:problem:update-not-found", answer.Text("type"));
    }

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");
}
