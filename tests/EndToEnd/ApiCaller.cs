using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Testing.OpenApi;

namespace EndToEnd;

/// <summary>Sends requests of which the test gives each part. Their answers are checked against the document, and counted.</summary>
/// <param name="service">The service.</param>
/// <param name="key">The key to send; null for the service's own.</param>
internal sealed class ApiCaller(IService service, string? key = null) : IDisposable
{
    private const string Prefix = "urn:ocfl-functions:problem:";
    private readonly HttpClient _http = new(new DocumentedHandler(service)) { Timeout = Deadline.Default };
    private readonly string? _key = key ?? service.Key;

    /// <summary>Sends a request.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Parse(method), new Uri(service.Address, path)) { Content = content };
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value) && content is not null)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (_key is { Length: > 0 })
        {
            request.Headers.Add("x-functions-key", _key);
        }

        return await _http.SendAsync(request);
    }

    /// <summary>Sends a request, and requires its status and, of a problem, its type.</summary>
    /// <returns>The body.</returns>
    public async Task<string> RequireAsync(
        HttpStatusCode status,
        string? problem,
        string method,
        string path,
        HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, content, headers);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{method} {path}: {(int)answer.StatusCode}, not {(int)status}. {body}");
        if (problem is not null && method != "HEAD")
        {
            Assert.Equal(Prefix + problem, JsonNode.Parse(body)!["type"]!.ToString());
        }

        return body;
    }

    /// <summary>JSON as a body.</summary>
    public static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    /// <summary>A part of an upload as a body.</summary>
    public static ByteArrayContent Part(int length = 1, string mediaType = "application/offset+octet-stream") =>
        new(Encoding.ASCII.GetBytes(new string('x', length))) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    /// <summary>Sends a request whose body stops, until the service refuses it.</summary>
    public async Task RequireTimeoutAsync(
        ApiDocument document, string method, string path, string mediaType, params (string Name, string Value)[] headers)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(service.Address.Host, service.Address.Port);
        await using NetworkStream stream = tcp.GetStream();
        string more = string.Concat(
            headers.Append(("x-functions-key", _key ?? "")).Select(header => $"{header.Item1}: {header.Item2}\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} /{path} HTTP/1.1\r\nHost: {service.Address.Authority}\r\nContent-Type: {mediaType}\r\nContent-Length: 10\r\n"
            + $"{more}Connection: close\r\n\r\n{{"));
        using StreamReader reader = new(stream, Encoding.UTF8);
        string answer = await reader.ReadToEndAsync().WaitAsync(Deadline.Default);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        byte[] problem = Encoding.UTF8.GetBytes(answer[answer.IndexOf('{', end)..(answer.LastIndexOf('}') + 1)]);
        ApiOperation operation = document.Find(method, "/" + path.Split('?')[0])!;
        int status = int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture);
        Assert.Equal([], document.FindFaults(operation, status, "application/problem+json", problem));
        ApiCoverage.Of(service).AddAnswer(document, operation, status, problem);
    }

    /// <summary>The service's document.</summary>
    public async Task<ApiDocument> ReadDocumentAsync() =>
        ApiDocument.Parse(await RequireAsync(HttpStatusCode.OK, problem: null, "GET", "api/openapi.json"));

    public void Dispose() => _http.Dispose();
}

/// <summary>A body that arrives slowly until it is released, and not so slowly that the server gives it up.</summary>
/// <param name="length">Its length.</param>
internal sealed class SlowContent(int length) : HttpContent
{
    private const int AtOnce = 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends the rest.</summary>
    public void Release() => _released.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        byte[] bytes = new byte[length];
        int sent = 0;
        using PeriodicTimer timer = new(Pause);
        while (!_released.Task.IsCompleted && sent + AtOnce < length)
        {
            await stream.WriteAsync(bytes.AsMemory(sent, AtOnce));
            await stream.FlushAsync();
            sent += AtOnce;
            await timer.WaitForNextTickAsync();
        }

        await stream.WriteAsync(bytes.AsMemory(sent));
    }

    protected override bool TryComputeLength(out long announced)
    {
        announced = length;
        return true;
    }
}

/// <summary>
/// A body that is announced and not sent, since the request is refused before: sent with <c>Expect: 100-continue</c>.
/// </summary>
/// <param name="announced">Its length; a short body would be sent in any case.</param>
internal sealed class AnnouncedContent(long announced) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        throw new InvalidOperationException("The service has requested the body.");

    protected override bool TryComputeLength(out long length)
    {
        length = announced;
        return true;
    }
}
