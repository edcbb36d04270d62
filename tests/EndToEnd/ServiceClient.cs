using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>Speaks HTTP to the service, as any caller would.</summary>
public sealed class ServiceClient(IService service) : IDisposable
{
    private const int Attempts = 10;
    private static readonly string[] Finished = ["Completed", "Unchanged", "Failed", "Cancelled", "Terminated"];
    private readonly HttpClient _http = new() { Timeout = Deadline.Default };

    /// <summary>Asks for something.</summary>
    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    /// <summary>Posts JSON, or nothing.</summary>
    public Task<Answer> PostAsync(string path, JsonNode? body = null, string? idempotencyKey = null) => SendAsync(
        HttpMethod.Post, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), idempotencyKey);

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

    /// <summary>Waits until an update has come to its end.</summary>
    public Task<JsonNode> WaitForEndAsync(string id) => WaitForAsync(id, "the end", HasEnded);

    /// <summary>Waits until an update has come to its end, which must be this status.</summary>
    public async Task<JsonNode> WaitForStatusAsync(string id, string status)
    {
        JsonNode update = await WaitForEndAsync(id);
        Assert.True(update["status"]!.ToString() == status, $"Expected {status}, found: {update}{Environment.NewLine}{service.Log}");
        return update;
    }

    /// <summary>Suspends an update, and has another of the same object wait behind it.</summary>
    /// <param name="first">The source of the update that is suspended.</param>
    /// <param name="second">The source of the one that waits.</param>
    public async Task<(string ObjectId, string First, string Second)> StartQueueAsync(string first, string second)
    {
        // It may be suspended before it is in the queue, or have ended by then: on a busy machine either comes to pass now and then.
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
            string suspended = await StartAsync(objectId, first);
            await PostAsync($"api/updates/{suspended}/suspend");
            JsonNode update = await WaitForAsync(suspended, "the suspension", update => HasEnded(update) || (update["status"]!.ToString() == "Suspended" && update["phase"] is not null));
            if (HasEnded(update))
            {
                continue;
            }

            string waiting = await StartAsync(objectId, second);
            update = await WaitForAsync(waiting, "its place in the queue", update => HasEnded(update) || (update["status"]!.ToString() == "Queued" && (int?)update["progress"]?["ahead"] == 1));
            if (!HasEnded(update))
            {
                return (objectId, suspended, waiting);
            }

            await PostAsync($"api/updates/{suspended}/resume");
            await WaitForEndAsync(suspended);
        }

        throw new TimeoutException($"No update could be suspended with another behind it in {Attempts} attempts.");
    }

    /// <summary>Updates an object, and waits until it is done.</summary>
    public async Task<JsonNode> UpdateAsync(string objectId, string source, string mode = "replace", string status = "Completed") =>
        await WaitForStatusAsync(await StartAsync(objectId, source, mode), status);

    public void Dispose() => _http.Dispose();

    private static bool HasEnded(JsonNode update) => Finished.Contains(update["status"]!.ToString());

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
