using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ocfl.Testing.OpenApi;

namespace EndToEnd;

/// <summary>Calls that are made from the service's own OpenAPI document: each with its parameters, and what each refuses.</summary>
public abstract partial class DocumentTests(ServiceFixture fixture) : CallTests(fixture)
{
    private const string None = "0123456789abcdef0123456789abcdef";
    private const string Past = "Mon, 01 Jan 2001 00:00:00 GMT";
    private const string Future = "Fri, 01 Jan 2100 00:00:00 GMT";

    // Each with its value for an object of two versions.
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["version"] = "v2",
        ["path"] = "a.txt",
        ["from"] = "v1",
        ["to"] = "v2",
        ["prefix"] = "a",
        ["format"] = "zip",
        ["disposition"] = "attachment",
    };

    [Fact]
    public async Task Each_call_that_reads_objects_takes_all_its_parameters()
    {
        await CreateObjectAsync();
        string objectId = await CreateObjectAsync();
        foreach (ApiOperation operation in (await ReadDocumentAsync()).Operations.Where(
            operation => operation.Path.StartsWith("/objects", StringComparison.Ordinal) && operation.Method is "GET" or "HEAD"))
        {
            string path = "api" + operation.Path + QueryOf(operation, objectId);
            HttpResponseMessage whole = await SendAsync(operation.Method, path);
            Assert.True(whole.StatusCode == HttpStatusCode.OK, $"{operation.Id}: {whole.StatusCode}");
            await ReadNextPageAsync(operation, path);
            await RequireConditionsAsync(operation, path, whole.Headers.ETag?.ToString());
            if (ApiCoverage.NamesOf(operation, "query").Contains("id"))
            {
                await ExpectAsync(
                    HttpStatusCode.NotFound, operation, path.Replace(Uri.EscapeDataString(objectId), "urn:none", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Each_call_refuses_a_parameter_that_it_does_not_know()
    {
        foreach (ApiOperation operation in (await ReadDocumentAsync()).Operations)
        {
            if (operation.Definition["responses"]!["400"] is not null)
            {
                HttpResponseMessage answer = await SendAsync(operation.Method, PathOf(operation) + "?unknown=1");
                Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{operation.Id}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Each_call_says_what_there_is_none_of()
    {
        foreach (ApiOperation operation in (await ReadDocumentAsync()).Operations.Where(
            operation => operation.Path.Contains('{', StringComparison.Ordinal)))
        {
            using ByteArrayContent? body = operation.Method is "PUT" or "PATCH" ? new("x"u8.ToArray()) : null;
            HttpResponseMessage answer = await SendAsync(
                operation.Method,
                PathOf(operation),
                body,
                ("Tus-Resumable", "1.0.0"),
                ("Upload-Offset", "0"),
                ("Upload-Length", "1"),
                ("Upload-Metadata", "path YQ=="),
                ("X-HTTP-Method-Override", "HEAD"),
                ("Content-Type", "application/offset+octet-stream"));
            Assert.True(
                answer.StatusCode == HttpStatusCode.NotFound || operation.Method == "OPTIONS", $"{operation.Id}: {answer.StatusCode}");
        }
    }

    [LocalProcessFact]
    public async Task Each_call_of_a_page_of_another_site_is_forbidden()
    {
        foreach (ApiOperation operation in (await ReadDocumentAsync()).Operations)
        {
            HttpResponseMessage answer = await SendAsync(
                operation.Method, PathOf(operation), content: null, ("Origin", "https://elsewhere.example"));
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{operation.Id}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_page_follows_conditions_and_is_at_one_address()
    {
        foreach (ApiOperation operation in (await ReadDocumentAsync()).Operations.Where(
            operation => operation.Path.StartsWith("/dashboard", StringComparison.Ordinal)))
        {
            string path = "api" + operation.Path.Replace("{file}", "main.js", StringComparison.Ordinal);
            using HttpResponseMessage whole = await SendAsync(operation.Method, path);
            Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
            await RequireConditionsAsync(operation, path, whole.Headers.ETag?.ToString());
            await ExpectAsync(HttpStatusCode.PermanentRedirect, operation, "api/dashboard/");
        }
    }

    private async Task RequireConditionsAsync(ApiOperation operation, string path, string? etag)
    {
        string[] headers = [.. ApiCoverage.NamesOf(operation, "header")];
        if (headers.Contains("If-None-Match"))
        {
            Assert.NotNull(etag);
            await ExpectAsync(HttpStatusCode.NotModified, operation, path, ("If-None-Match", etag));
            await ExpectAsync(HttpStatusCode.PreconditionFailed, operation, path, ("If-Match", "\"other\""));
        }

        if (headers.Contains("If-Modified-Since"))
        {
            await ExpectAsync(HttpStatusCode.NotModified, operation, path, ("If-Modified-Since", Future));
            await ExpectAsync(HttpStatusCode.PreconditionFailed, operation, path, ("If-Unmodified-Since", Past));
        }

        if (headers.Contains("Range"))
        {
            await ExpectAsync(HttpStatusCode.PartialContent, operation, path, ("Range", "bytes=0-0"), ("If-Range", etag!));
            await ExpectAsync(HttpStatusCode.RequestedRangeNotSatisfiable, operation, path, ("Range", "bytes=99999999-"));
        }
    }

    // A HEAD has no body: it is sent for the page that the GET names.
    private async Task ReadNextPageAsync(ApiOperation operation, string path)
    {
        if (ApiCoverage.NamesOf(operation, "query").Contains("continuation"))
        {
            JsonNode page = JsonNode.Parse(await (await SendAsync("GET", path)).Content.ReadAsStringAsync())!;
            if (page["continuation"]?.ToString() is { } continuation)
            {
                await ExpectAsync(HttpStatusCode.OK, operation, $"{path}&continuation={Uri.EscapeDataString(continuation)}");
            }
        }
    }

    private async Task ExpectAsync(
        HttpStatusCode status, ApiOperation operation, string path, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage answer = await SendAsync(operation.Method, path, content: null, headers);
        Assert.True(answer.StatusCode == status, $"{operation.Id} with {string.Join(", ", headers)}: {answer.StatusCode}, not {status}");
    }

    private Task<HttpResponseMessage> SendAsync(
        string method, string path, HttpContent? content = null, params (string Name, string Value)[] headers) =>
        Caller.SendAsync(method, path, content, headers);

    private async Task<string> CreateObjectAsync()
    {
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        using SourceFolder source = new SourceFolder(Service).Write("a.txt", "one");
        await Client.WaitForStatusAsync(await Client.StartAsync(ServiceClient.Body(objectId, source.Source())), "Completed");
        source.Write("a.txt", "two").Write("a1.txt", "three").Write("b.txt", "four");
        await Client.WaitForStatusAsync(await Client.StartAsync(ServiceClient.Body(objectId, source.Source())), "Completed");
        return objectId;
    }

    private Task<ApiDocument> ReadDocumentAsync() => Caller.ReadDocumentAsync();

    private static string QueryOf(ApiOperation operation, string objectId) => "?" + string.Join('&', ApiCoverage.NamesOf(operation, "query")
        .Where(name => name != "continuation")
        .Select(name => $"{name}={Uri.EscapeDataString(ValueOf(operation, name, objectId))}"));

    private static string ValueOf(ApiOperation operation, string name, string objectId) => name switch
    {
        "id" or "objectId" => objectId,
        "top" => "1",
        "prefix" when operation.Path == "/objects" => "urn:e2e:",
        _ => Values[name],
    };

    private static string PathOf(ApiOperation operation) => "api" + Placeholder().Replace(operation.Path, None);

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 1_000)]
    private static partial Regex Placeholder();
}
