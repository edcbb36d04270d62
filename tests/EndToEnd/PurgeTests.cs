using System.Net;
using System.Text.Json.Nodes;
using Ocfl.Objects;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>An object is purged, and a record stays.</summary>
public abstract class PurgeTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task A_purge_removes_all_of_the_object_and_leaves_a_record()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "1").Write("b/c.txt", "2");
        string objectId = NewId();
        await _client.UpdateAsync(objectId, source.Name);
        source.Write("a.txt", "3");
        JsonNode second = await _client.UpdateAsync(objectId, source.Name);
        string key = Guid.NewGuid().ToString("N");

        Answer started = await DeleteAsync(objectId, Body(objectId, "v2"), key);
        if (IsNotAllowed(started))
        {
            return;
        }

        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        JsonNode purge = await WaitAsync(started.Text("id")!);

        Assert.Equal("Completed", purge["status"]!.ToString());
        JsonNode record = purge["record"]!;
        Assert.Equal(
            (objectId, "v2", 2, "A takedown.", "Ada", second["result"]!["inventoryDigest"]!.ToString()),
            (record["objectId"]!.ToString(),
                record["head"]!.ToString(),
                (int)record["versions"]!,
                record["reason"]!.ToString(),
                record["user"]!["name"]!.ToString(),
                record["inventoryDigest"]!.ToString()));
        Assert.NotNull(record["completedAt"]);
        await RequireGoneAsync(objectId);

        // The same request again is the same purge; another one finds no object.
        Assert.Equal(started.Text("id"), (await DeleteAsync(objectId, Body(objectId, "v2"), key)).Text("id"));
        Answer missing = await DeleteAsync(objectId, Body(objectId, "v2"));
        Assert.Equal((HttpStatusCode.NotFound, "urn:ocfl-functions:problem:object-not-found"), (missing.Status, missing.Text("type")));

        // The id is free.
        await _client.UpdateAsync(objectId, source.Name);
        if (await StoredObject.RequireValidAsync(_service, objectId) is { } found)
        {
            Assert.Equal("v1", found.Inventory.Head.ToString());
        }
    }

    [Fact]
    public async Task A_request_that_is_not_meant_for_the_object_is_refused()
    {
        using SourceFolder source = new SourceFolder(_service).Write("a.txt", "1");
        string objectId = NewId();
        await _client.UpdateAsync(objectId, source.Name);
        Answer other = await DeleteAsync(objectId, Body("urn:other"));
        if (IsNotAllowed(other))
        {
            return;
        }

        Assert.Equal((HttpStatusCode.BadRequest, "confirm"), (other.Status, other.Text("field")));
        Answer head = await DeleteAsync(objectId, Body(objectId, "v2"));
        Assert.Equal((HttpStatusCode.Conflict, "expectedHead"), (head.Status, head.Text("field")));
        Answer noId = await _client.SendAsync(HttpMethod.Delete, "api/objects", Body(objectId));
        Assert.Equal((HttpStatusCode.BadRequest, "id"), (noId.Status, noId.Text("field")));
        Answer unknown = await _client.GetAsync("api/purges/none");
        Assert.Equal(
            (HttpStatusCode.NotFound, "urn:ocfl-functions:problem:purge-not-found"), (unknown.Status, unknown.Text("type")));
        await StoredObject.RequireValidAsync(_service, objectId);
    }

    private static bool IsNotAllowed(Answer answer) => answer.Text("type") == "urn:ocfl-functions:problem:not-allowed";

    private async Task RequireGoneAsync(string objectId)
    {
        if (_service.Root is { } storage)
        {
            StorageRoot root = await StorageRoot.OpenAsync(storage);
            Assert.Null(await root.OpenObjectAsync(objectId));
            List<StorageEntry> left = await storage.ListAsync(root.GetObjectRoot(objectId), recursive: true).ToListAsync();
            Assert.Empty(left);
        }
    }

    private async Task<JsonNode> WaitAsync(string id)
    {
        JsonNode? last = null;
        return await Deadline.ForAsync(
            $"the end of purge {id}",
            async () =>
            {
                last = (await _client.GetAsync("api/purges/" + id)).Body!;
                return last["status"]!.ToString() is "Completed" or "Failed" or "Terminated" ? last : null;
            },
            () => $"It was last: {last}{Environment.NewLine}{_service.Log}");
    }

    private Task<Answer> DeleteAsync(string objectId, JsonObject body, string? key = null) =>
        _client.SendAsync(HttpMethod.Delete, "api/objects?id=" + Uri.EscapeDataString(objectId), body, key);

    private static JsonObject Body(string confirm, string? head = null)
    {
        JsonObject body = new()
        {
            ["confirm"] = confirm,
            ["reason"] = "A takedown.",
            ["user"] = new JsonObject { ["name"] = "Ada" },
        };
        if (head is not null)
        {
            body["expectedHead"] = head;
        }

        return body;
    }

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");
}
