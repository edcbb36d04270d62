using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>Speaks HTTP to the service, as any caller would.</summary>
public sealed class ServiceClient(IService service) : IDisposable
{
    private const int Attempts = 10;
    private static readonly string[] Finished = ["Completed", "Unchanged", "Failed", "Cancelled", "Terminated"];
    private readonly HttpClient _http = new(new DocumentedHandler(service)) { Timeout = Deadline.Default };

    /// <summary>Asks for something.</summary>
    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    /// <summary>Posts JSON, or nothing.</summary>
    public Task<Answer> PostAsync(string path, JsonNode? body = null, string? idempotencyKey = null) => SendAsync(
        HttpMethod.Post,
        path,
        body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        idempotencyKey);

    /// <summary>Sends JSON by another method.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, JsonNode body, string? idempotencyKey = null) =>
        SendAsync(method, path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), idempotencyKey);

    /// <summary>Posts bytes of a media type.</summary>
    public Task<Answer> PostAsync(string path, byte[] body, string? mediaType)
    {
        ByteArrayContent content = new(body);
        if (mediaType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        return SendAsync(HttpMethod.Post, path, content);
    }

    /// <summary>Starts an update.</summary>
    /// <returns>Its id.</returns>
    public Task<string> StartAsync(string objectId, string source, string mode = "replace", string? expectedHead = null) =>
        StartAsync(Body(objectId, source, mode, expectedHead));

    /// <summary>Starts an update.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> StartAsync(JsonNode body)
    {
        Answer answer = await PostAsync("api/updates", body);
        Assert.True(answer.Status == HttpStatusCode.Accepted, $"{answer.Status}: {answer.Body}");
        return answer.Text("id")!;
    }

    /// <summary>The body of an update from a folder.</summary>
    public static JsonObject Body(string objectId, string source, string mode = "replace", string? expectedHead = null) =>
        Body(objectId, new JsonObject { ["directory"] = source }, mode, expectedHead);

    /// <summary>The body of an update.</summary>
    public static JsonObject Body(string objectId, JsonObject source, string mode = "replace", string? expectedHead = null)
    {
        JsonObject body = new()
        {
            ["objectId"] = objectId,
            ["message"] = "For a test.",
            ["user"] = new JsonObject { ["name"] = "Ada", ["address"] = "mailto:ada@example.org" },
            ["source"] = source,
            ["mode"] = mode,
        };
        if (expectedHead is not null)
        {
            body["expectedHead"] = expectedHead;
        }

        return body;
    }

    /// <summary>An update as it is now.</summary>
    public async Task<JsonNode> GetUpdateAsync(string id)
    {
        Answer answer = await GetAsync("api/updates/" + id);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status}: {answer.Body}");
        return answer.Body!;
    }

    /// <summary>Waits until an update is as it should be.</summary>
    public async Task<JsonNode> WaitForAsync(string id, string what, Func<JsonNode, bool> isIt)
    {
        JsonNode? last = null;
        return await Deadline.ForAsync(
            $"{what} of update {id}",
            async () =>
            {
                last = await GetUpdateAsync(id);
                return isIt(last) ? last : null;
            },
            () => $"It was last: {last}{Environment.NewLine}{service.Log}");
    }

    /// <summary>Waits until an update has finished.</summary>
    public Task<JsonNode> WaitForEndAsync(string id) => WaitForAsync(id, "the end", HasEnded);

    /// <summary>Waits until an update has finished, with this status.</summary>
    public async Task<JsonNode> WaitForStatusAsync(string id, string status)
    {
        JsonNode update = await WaitForEndAsync(id);
        Assert.True(update["status"]!.ToString() == status, $"Expected {status}, found: {update}{Environment.NewLine}{service.Log}");
        return update;
    }

    /// <summary>Suspends an update of a new object before it finishes.</summary>
    public Task<(string ObjectId, string Id)> StartSuspendedAsync(string source) =>
        StartInTimeAsync(source, (_, id) => IsSuspendedInTimeAsync(id));

    /// <summary>Starts updates until one is suspended before it finishes.</summary>
    /// <param name="createBodyAsync">The body of the next one.</param>
    /// <returns>The id of the suspended update.</returns>
    public async Task<string> StartSuspendedAsync(Func<Task<JsonObject>> createBodyAsync)
    {
        string? suspended = null;
        await StartInTimeAsync(
            async _ => suspended = await StartAsync(await createBodyAsync()),
            (_, id) => IsSuspendedInTimeAsync(id));
        return suspended!;
    }

    /// <summary>Cancels an update of a new object while it is at work.</summary>
    /// <returns>The object, and its update, which has ended as Cancelled.</returns>
    public async Task<(string ObjectId, JsonNode Update)> StartCancelledAsync(string source)
    {
        JsonNode? update = null;
        (string objectId, _) = await StartInTimeAsync(source, async (_, id) =>
        {
            await WaitForAsync(id, "work", update => HasEnded(update)
                || update["phase"]?.ToString() is "Staging" or "Planning" or "Copying");
            await CommandAsync(id, "cancel");
            update = await WaitForEndAsync(id);
            return update["status"]!.ToString() == "Cancelled";
        });
        return (objectId, update!);
    }

    /// <summary>Suspends an update, and has another of the same object wait behind it.</summary>
    /// <param name="first">The source of the update that is suspended.</param>
    /// <param name="second">The source of the one that waits.</param>
    public async Task<(string ObjectId, string First, string Second)> StartQueueAsync(string first, string second)
    {
        string? waiting = null;
        (string objectId, string suspended) = await StartInTimeAsync(first, async (objectId, id) =>
        {
            await CommandAsync(id, "suspend");
            JsonNode update = await WaitForAsync(id, "the suspension", update => HasEnded(update)
                || (update["status"]!.ToString() == "Suspended" && update["phase"] is not null));
            if (HasEnded(update))
            {
                return false;
            }

            // It may have been suspended before it was in the queue: then the second is the first there.
            waiting = await StartAsync(objectId, second);
            update = await WaitForAsync(waiting, "its place in the queue", update => HasEnded(update)
                || (update["status"]!.ToString() == "Queued" && (int?)update["progress"]?["ahead"] == 1));
            if (HasEnded(update))
            {
                await PostAsync($"api/updates/{id}/resume");
                await WaitForEndAsync(id);
            }

            return !HasEnded(update);
        });
        return (objectId, suspended, waiting!);
    }

    /// <summary>Updates an object, and waits until it is done.</summary>
    public async Task<JsonNode> UpdateAsync(string objectId, string source, string mode = "replace", string status = "Completed") =>
        await WaitForStatusAsync(await StartAsync(objectId, source, mode), status);

    /// <summary>Updates an object from a source with settings of its own, which can be used again, and waits until it is done.</summary>
    public async Task<JsonNode> UpdateAsync(string objectId, JsonObject source, string status = "Completed") =>
        await WaitForStatusAsync(await StartAsync(Body(objectId, (JsonObject)source.DeepClone())), status);

    public void Dispose() => _http.Dispose();

    private async Task CommandAsync(string id, string command)
    {
        Answer answer = await PostAsync($"api/updates/{id}/{command}");
        Assert.True(answer.Status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{command}: {answer.Status} {answer.Body}");
    }

    private async Task<bool> IsSuspendedInTimeAsync(string id)
    {
        await CommandAsync(id, "suspend");
        return !HasEnded(
            await WaitForAsync(id, "the suspension", update => HasEnded(update) || update["status"]!.ToString() == "Suspended"));
    }

    private Task<(string ObjectId, string Id)> StartInTimeAsync(string source, Func<string, string, Task<bool>> isInTimeAsync) =>
        StartInTimeAsync(objectId => StartAsync(objectId, source), isInTimeAsync);

    // What is done to an update may come after its end, however long that takes: on a busy machine the caller is the one that waits.
    private async Task<(string ObjectId, string Id)> StartInTimeAsync(
        Func<string, Task<string>> startAsync, Func<string, string, Task<bool>> isInTimeAsync)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
            string id = await startAsync(objectId);
            if (await isInTimeAsync(objectId, id))
            {
                return (objectId, id);
            }
        }

        throw new TimeoutException($"In {Attempts} attempts, no update was met before its end.{Environment.NewLine}{service.Log}");
    }

    /// <summary>Whether an update has ended, in whatever way.</summary>
    public static bool HasEnded(JsonNode update) => Finished.Contains(update["status"]!.ToString());

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, string? idempotencyKey = null)
    {
        using HttpRequestMessage request = new(method, new Uri(service.Address, path)) { Content = content };
        if (service.Key is { } key)
        {
            request.Headers.Add("x-functions-key", key);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Dictionary<string, string> headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, headers, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
