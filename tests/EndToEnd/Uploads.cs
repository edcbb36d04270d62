using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>Uploads to the service, as a caller with an HTTP client does.</summary>
internal sealed class Uploads(IService service) : IDisposable
{
    private readonly HttpClient _http = new(new DocumentedHandler(service)) { Timeout = Deadline.Default };

    /// <summary>Creates a stage.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateAsync(params string[] algorithms)
    {
        JsonObject body = algorithms.Length == 0
            ? []
            : new() { ["digestAlgorithms"] = new JsonArray([.. algorithms.Select(name => JsonValue.Create(name))]) };
        using StringContent content = new(body.ToJsonString(), Encoding.UTF8, "application/json");
        Answer answer = await SendAsync(HttpMethod.Post, "api/stages", content);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Text("id")!;
    }

    /// <summary>Uploads a file whole.</summary>
    public async Task<Answer> PutAsync(string stage, string path, byte[] bytes, params (string Name, string Value)[] headers)
    {
        using ByteArrayContent content = new(bytes);
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return await SendAsync(HttpMethod.Put, $"api/stages/{stage}/files/{escaped}", content, headers);
    }

    /// <summary>Sends a request of tus.</summary>
    public async Task<Answer> TusAsync(HttpMethod method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using ByteArrayContent? content = body is null ? null : new(body);
        if (content is not null)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        }

        return await SendAsync(method, path, content, [.. headers, ("Tus-Resumable", "1.0.0")]);
    }

    /// <summary>Sends a request.</summary>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(service.Address, path)) { Content = content };
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (service.Key is { } key)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Dictionary<string, string> all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, all, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Sends a request line as it is, which no client would.</summary>
    /// <returns>The answer.</returns>
    public async Task<string> SendRawAsync(string line, string body)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(service.Address.Host, service.Address.Port);
        await using NetworkStream stream = tcp.GetStream();
        string key = service.Key is { } shown ? $"x-functions-key: {shown}\r\n" : "";
        string head = $"{line}\r\nHost: {service.Address.Authority}\r\n{key}Connection: close\r\nContent-Length: {body.Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head + body));
        using StreamReader reader = new(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(Deadline.Default);
    }

    /// <summary>Sends the beginning of a request, and holds the line open until it is disposed.</summary>
    public async Task<TcpClient> OpenAsync(string line, string header, int announced, string body)
    {
        TcpClient tcp = new();
        await tcp.ConnectAsync(service.Address.Host, service.Address.Port);
        string key = service.Key is { } shown ? $"x-functions-key: {shown}\r\n" : "";
        string head = $"{line}\r\nHost: {service.Address.Authority}\r\n{key}Tus-Resumable: 1.0.0\r\n{header}\r\n"
            + $"Content-Type: application/offset+octet-stream\r\nContent-Length: {announced}\r\n\r\n";
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head + body));
        return tcp;
    }

    public void Dispose() => _http.Dispose();
}
