using System.Net;
using Ocfl.Testing.OpenApi;

namespace EndToEnd;

/// <summary>
/// Sends requests, counts what is met of the service's own OpenAPI document, and fails if an answer is not as documented.
/// </summary>
public sealed class DocumentedHandler : DelegatingHandler
{
    private readonly IService _service;
    private readonly ApiCoverage _coverage;
    private readonly HttpClient _own = new() { Timeout = Deadline.Default };
    private Task<ApiDocument>? _document;

    /// <param name="service">The service.</param>
    public DocumentedHandler(IService service) : base(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        Expect100ContinueTimeout = Deadline.Default,
    })
    {
        _service = service;
        _coverage = ApiCoverage.Of(service);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        ApiDocument document = await (_document ??= ReadAsync());
        string method = request.Method.Method;
        string path = request.RequestUri!.AbsolutePath;
        if (document.Find(method, path) is { } operation)
        {
            ReadOnlyMemory<byte> body = await BodyOfAsync(response);
            int status = (int)response.StatusCode;
            string? mediaType = response.Content.Headers.ContentType?.MediaType;
            IReadOnlyList<string> faults = document.FindFaults(operation, status, mediaType, body);
            Assert.True(faults.Count == 0, $"An answer is not as documented. {string.Join(Environment.NewLine, faults)}");
            _coverage.Add(document, operation, request, status, mediaType == "application/problem+json" ? body : default);
        }
        else if (path.StartsWith(document.Server + "/", StringComparison.OrdinalIgnoreCase))
        {
            Assert.True(
                response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed,
                $"{method} {path} is not in the document, and was answered with {response.StatusCode}.");
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        _own.Dispose();
        base.Dispose(disposing);
    }

    // What is not JSON can be large; it is only seen whether it is there.
    private static async Task<ReadOnlyMemory<byte>> BodyOfAsync(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true)
        {
            return response.Content.Headers.ContentLength > 0 ? new byte[1] : ReadOnlyMemory<byte>.Empty;
        }

        await response.Content.LoadIntoBufferAsync();
        return await response.Content.ReadAsByteArrayAsync();
    }

    private async Task<ApiDocument> ReadAsync() =>
        ApiDocument.Parse(await _own.GetStringAsync(new Uri(_service.Address, "api/openapi.json")));
}
