using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Objects;
using Ocfl.Storage;

namespace EndToEnd;

public abstract class ReadingTests(ServiceFixture fixture)
{
    private const string Page = "<script>document.title</script>";
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    public static TheoryData<string, string, string> BadQueries => new()
    {
        { "objects?prefx=a", "invalid-query", "prefx" },
        { "objects?top=0", "invalid-query", "top" },
        { "objects?top=1001", "invalid-query", "top" },
        { "objects?continuation=x", "invalid-query", "continuation" },
        { "objects?continuation=bm90IG9uZSBvZiBvdXJz", "invalid-query", "continuation" },
        { "objects/versions", "invalid-query", "id" },
        { "objects/files?id=", "invalid-query", "id" },
        { "objects/files?id=ID&id=ID", "invalid-query", "id" },
        { "objects/files?id=ID&version=1", "invalid-query", "version" },
        { "objects/files?id=ID&version=v0", "invalid-query", "version" },
        { "objects/files?id=ID&version=v9", "version-not-found", "version" },
        { "objects/files?id=ID&version=v99999999999", "invalid-query", "version" },
        { "objects/files?id=ID&continuation=MS0xIA", "invalid-query", "continuation" },
        { "objects/files?id=ID&version=v1&continuation=Mi0yIGE", "invalid-query", "continuation" },
        { "objects/diff?id=ID&from=v1&to=v0", "invalid-query", "to" },
        { "objects/diff?id=ID&from=v7", "version-not-found", "from" },
        { "objects/history?id=ID", "invalid-query", "path" },
        { "objects/history?id=ID&path=nope", "path-not-found", "path" },
        { "objects/content?id=ID", "invalid-query", "path" },
        { "objects/content?id=ID&path=nope", "path-not-found", "path" },
        { "objects/content?id=ID&path=..%2Finventory.json", "path-not-found", "path" },
        { "objects/content?id=ID&path=%00", "path-not-found", "path" },
        { "objects/content?id=ID&path=a.txt&disposition=none", "invalid-query", "disposition" },
        { "objects/export?id=ID", "invalid-query", "format" },
        { "objects/export?id=ID&format=rar", "invalid-query", "format" },
        { "objects/export?id=ID&format=zip&version=v8", "version-not-found", "version" },
        { "objects/inventory?id=urn:not:there", "object-not-found", "id" },
        { "objects/versions?id=%00", "object-not-found", "id" },
        { "objects/versions?id=%ED%A0%80", "object-not-found", "id" },
    };

    [Theory]
    [MemberData(nameof(BadQueries))]
    public async Task A_bad_query_is_refused_by_name(string path, string kind, string field)
    {
        string objectId = await SharedAsync();

        Answer answer = await _client.GetAsync("api/" + path.Replace("ID", Uri.EscapeDataString(objectId), StringComparison.Ordinal));

        Assert.Equal(
            ("urn:ocfl-functions:problem:" + kind, field, kind.EndsWith("found", StringComparison.Ordinal) ? 404 : 400),
            (answer.Text("type"), answer.Text("field"), (int)answer.Status));
    }

    [Fact]
    public async Task Lists_have_everything_page_by_page()
    {
        string objectId = await SharedAsync();
        string query = "?id=" + Uri.EscapeDataString(objectId);

        Assert.Equal(["a.txt", "dir/é.txt", "page.html"], (await ListAsync("files" + query, "files")).Select(Path));
        Assert.Equal(["dir/é.txt"], (await ListAsync("files" + query + "&version=v1&prefix=dir", "files")).Select(Path));
        Assert.Equal(["v1", "v2"], (await ListAsync("versions" + query, "versions")).Select(version => version["version"]!.ToString()));
        Assert.Equal(
            ["Changed a.txt", "Removed gone.txt", "Added page.html"],
            (await ListAsync("diff" + query, "changes")).Select(change => $"{change["kind"]} {Path(change)}"));
        Assert.Equal(3, (await ListAsync("diff" + query + "&from=v0&to=v1", "changes")).Count);
        Assert.Equal(
            ["Added v1", "Removed v2"],
            (await ListAsync("history" + query + "&path=gone.txt", "entries")).Select(entry => $"{entry["kind"]} {entry["version"]}"));
        List<JsonNode> objects = await ListAsync("?prefix=" + Uri.EscapeDataString(objectId), "objects");
        Assert.Equal(objectId, Assert.Single(objects)["objectId"]!.ToString());

        static string Path(JsonNode item) => item["path"]!.ToString();
    }

    [Fact]
    public async Task An_unchanged_list_is_a_304()
    {
        using HttpClient http = new();
        string path = $"api/objects/files?id={Uri.EscapeDataString(await SharedAsync())}";
        using HttpResponseMessage first = await SendAsync(http, HttpMethod.Get, path);

        using HttpResponseMessage second = await SendAsync(http, HttpMethod.Get, path, ("If-None-Match", first.Headers.ETag!.ToString()));
        using HttpResponseMessage head = await SendAsync(http, HttpMethod.Head, path);

        Assert.True(first.Headers.ETag.IsWeak);
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (second.StatusCode, head.StatusCode));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Content_has_its_digest_and_cannot_act_in_the_origin_of_the_service()
    {
        using HttpClient http = new();
        string path = $"api/objects/content?id={Uri.EscapeDataString(await SharedAsync())}&path=";
        string digest = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(Page)));

        foreach ((HttpMethod method, string disposition) in new[]
        {
            (HttpMethod.Get, "attachment"), (HttpMethod.Head, "attachment"), (HttpMethod.Get, "inline"),
        })
        {
            using HttpResponseMessage answer = await SendAsync(http, method, $"{path}page.html&disposition={disposition}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(method == HttpMethod.Get ? Page : "", await answer.Content.ReadAsStringAsync());
            Assert.Equal(Page.Length, answer.Content.Headers.ContentLength);
            Assert.Equal($"\"{digest}\"", answer.Headers.ETag!.ToString());
            Assert.Equal(
                $"sha-512=:{Convert.ToBase64String(Convert.FromHexString(digest))}:",
                Assert.Single(answer.Headers.GetValues("Repr-Digest")));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal(disposition, answer.Content.Headers.ContentDisposition!.DispositionType);
        }

        using HttpResponseMessage named = await SendAsync(http, HttpMethod.Head, path + "dir%2F%C3%A9.txt");
        Assert.Equal("é.txt", named.Content.Headers.ContentDisposition!.FileNameStar);
    }

    [Fact]
    public async Task Curl_reads_ranges_and_follows_conditions()
    {
        string url = new Uri(
            _service.Address, $"api/objects/content?id={Uri.EscapeDataString(await SharedAsync())}&path=page.html").AbsoluteUri;
        string etag = $"\"{Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(Page)))}\"";

        Assert.Equal($"206 {Page[..8]}", await CurlAsync(url, "-r", "0-7"));
        Assert.Equal($"206 {Page[5..]}", await CurlAsync(url, "-r", "5-"));
        Assert.Equal($"206 {Page[^5..]}", await CurlAsync(url, "-r", "-5"));
        Assert.Equal($"206 {Page}", await CurlAsync(url, "-r", "0-"));
        Assert.StartsWith("416 ", await CurlAsync(url, "-r", "100-"), StringComparison.Ordinal);
        Assert.StartsWith("416 ", await CurlAsync(url, "-r", "0-1,3-4"), StringComparison.Ordinal);
        Assert.Equal($"200 {Page}", await CurlAsync(url, "-H", "Range: lines=1-2"));
        Assert.Equal($"206 {Page[..2]}", await CurlAsync(url, "-r", "0-1", "-H", $"If-Range: {etag}"));
        Assert.Equal($"200 {Page}", await CurlAsync(url, "-r", "0-1", "-H", "If-Range: \"other\""));
        Assert.Equal("304 ", await CurlAsync(url, "-H", $"If-None-Match: \"x\", W/{etag}"));
        Assert.StartsWith("412 ", await CurlAsync(url, "-H", "If-Match: \"x\""), StringComparison.Ordinal);
        Assert.Equal($"200 {Page}", await CurlAsync(url, "-H", $"If-Match: {etag}"));
        Assert.Equal("304 ", await CurlAsync(url, "-H", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"));
        Assert.StartsWith(
            "412 ", await CurlAsync(url, "-H", "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("bag")]
    public async Task A_version_is_exported(string format)
    {
        using HttpClient http = new();
        string path = $"api/objects/export?id={Uri.EscapeDataString(await SharedAsync())}&format={format}";

        using HttpResponseMessage answer = await SendAsync(http, HttpMethod.Get, path);
        byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
        using HttpResponseMessage head = await SendAsync(http, HttpMethod.Head, path);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, head.StatusCode));
        Assert.EndsWith(
            format == "zip" ? "-v2.zip" : "-v2.tar", answer.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);
        if (format == "zip")
        {
            using ZipArchive zip = new(new MemoryStream(bytes));
            Assert.Equal(["a.txt", "dir/é.txt", "page.html"], zip.Entries.Select(entry => entry.FullName));
        }
        else
        {
            Assert.Contains(Page, Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_inventory_is_sent_as_it_is_stored()
    {
        using HttpClient http = new();
        string objectId = await SharedAsync();

        using HttpResponseMessage answer = await SendAsync(
            http, HttpMethod.Get, $"api/objects/inventory?id={Uri.EscapeDataString(objectId)}");

        byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(objectId, JsonNode.Parse(bytes)!["id"]!.ToString());
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA512.HashData(bytes))}\"", answer.Headers.ETag!.ToString());
    }

    [LocalProcessFact]
    public async Task Damaged_content_breaks_the_connection_before_the_end()
    {
        using HttpClient http = new();
        using SourceFolder source = new SourceFolder(_service).Write("big.bin", RandomNumberGenerator.GetHexString(3 << 20));
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        await _client.UpdateAsync(objectId, source.Name);
        IStorage storage = _service.Root!;
        OcflObject found = (await (await StorageRoot.OpenAsync(storage)).OpenObjectAsync(objectId))!;
        await storage.WriteAsync(
            StoragePath.Combine(found.Root, "v1/content/big.bin"),
            new MemoryStream(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(3 << 20))),
            new StorageWriteOptions());
        string query = "?id=" + Uri.EscapeDataString(objectId);

        foreach (string path in (string[])[
            $"content{query}&path=big.bin", $"export{query}&format=zip", $"export{query}&format=tar", $"export{query}&format=bag"])
        {
            using HttpResponseMessage answer = await SendAsync(
                http, HttpMethod.Get, "api/objects/" + path, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.CopyToAsync(Stream.Null));
        }

        Assert.Contains("was broken off", _service.Log, StringComparison.Ordinal);
    }

    [LocalProcessFact]
    public async Task Large_content_that_was_downloaded_whole_is_verified_block_by_block()
    {
        const int Length = (16 << 20) + 600_000;
        using HttpClient http = new();
        string content = RandomNumberGenerator.GetHexString(Length);
        byte[] right = Encoding.ASCII.GetBytes(content);
        using SourceFolder source = new SourceFolder(_service).Write("big.bin", content);
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        await _client.UpdateAsync(objectId, source.Name);
        string path = $"api/objects/content?id={Uri.EscapeDataString(objectId)}&path=big.bin";
        Assert.Equal((true, Length), await ReadAsync(range: null, 0));
        string digest = Convert.ToHexStringLower(SHA512.HashData(right));
        await Deadline.ForAsync(
            "the digests of the blocks", () => _service.Work!.GetFileAsync($"blocks/{digest[..2]}/{digest}.sha512"));
        Assert.Equal((true, Length), await ReadAsync(range: null, 0));
        Assert.Equal((true, 1_000_000), await ReadAsync("bytes=1000000-1999999", 1_000_000));

        const int Damaged = 9_000_000;
        byte[] wrong = [.. right];
        wrong[Damaged] = (byte)'-';
        OcflObject found = (await (await StorageRoot.OpenAsync(_service.Root!)).OpenObjectAsync(objectId))!;
        await _service.Root!.WriteAsync(
            StoragePath.Combine(found.Root, "v1/content/big.bin"), new MemoryStream(wrong), new StorageWriteOptions());

        (bool isWhole, int length) = await ReadAsync(range: null, 0);
        Assert.False(isWhole);
        Assert.InRange(length, 0, Damaged);
        Assert.False((await ReadAsync("bytes=9000100-9000200", 9_000_100)).IsWhole);
        Assert.False((await ReadAsync("bytes=7000000-9500000", 7_000_000)).IsWhole);
        Assert.Equal((true, 500_000), await ReadAsync("bytes=9500000-9999999", 9_500_000));

        // How much arrives, all of it as it was stored.
        async Task<(bool IsWhole, int Length)> ReadAsync(string? range, int offset)
        {
            using HttpRequestMessage request = Request(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Range", range is null ? [] : [range]);
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (!answer.IsSuccessStatusCode)
            {
                Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
                return (false, 0);
            }

            Assert.Equal(range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent, answer.StatusCode);
            await using Stream body = await answer.Content.ReadAsStreamAsync();
            byte[] buffer = new byte[100_000];
            int sum = 0;
            try
            {
                int read;
                while ((read = await body.ReadAsync(buffer)) > 0)
                {
                    Assert.True(right.AsSpan(offset + sum, read).SequenceEqual(buffer.AsSpan(0, read)), $"{range}: {sum}");
                    sum += read;
                }
            }
            catch (IOException)
            {
                return (false, sum);
            }

            return (true, sum);
        }
    }

    [Fact]
    public async Task A_reader_sees_a_whole_version_at_each_moment_of_many_updates()
    {
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        string query = "?id=" + Uri.EscapeDataString(objectId);
        using SourceFolder source = new(_service);
        await _client.UpdateAsync(objectId, source.Write("n.txt", "0").Write("m.txt", "0").Name);
        using CancellationTokenSource done = new();
        Task<int> reading = ReadAsync();
        for (int number = 1; number <= 5; number++)
        {
            string text = number.ToString(CultureInfo.InvariantCulture);
            await _client.UpdateAsync(objectId, source.Write("n.txt", text).Write("m.txt", text).Name);
        }

        await done.CancelAsync();
        Assert.InRange(await reading, 1, int.MaxValue);
        Assert.Equal("v6", (await _client.GetAsync("api/objects/versions" + query)).Text("head"));

        async Task<int> ReadAsync()
        {
            int reads = 0;
            int last = 0;
            while (!done.IsCancellationRequested)
            {
                Answer files = await _client.GetAsync("api/objects/files" + query);
                Assert.Equal(HttpStatusCode.OK, files.Status);
                Assert.Single(files.Body!["files"]!.AsArray().Select(file => file!["digest"]!.ToString()).Distinct());
                int version = int.Parse(files.Text("version")![1..], CultureInfo.InvariantCulture);
                Assert.InRange(version, last, 6);
                last = version;
                reads++;
            }

            return reads;
        }
    }

    private async Task<string> CurlAsync(string url, params string[] arguments)
    {
        ProcessStartInfo start = new(
            "curl", ["-s", "-w", "%{stderr}%{http_code}", "-H", $"x-functions-key: {_service.Key}", .. arguments, url])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process curl = Process.Start(start)!;
        Task<string> status = curl.StandardError.ReadToEndAsync();
        string body = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return $"{await status} {body}";
    }

    private async Task<List<JsonNode>> ListAsync(string path, string items)
    {
        List<JsonNode> found = [];
        string? continuation = null;
        do
        {
            string separator = path.StartsWith('?') ? "" : "/";
            Answer page = await _client.GetAsync(
                $"api/objects{separator}{path}&top=1{(continuation is null ? "" : "&continuation=" + continuation)}");
            Assert.True(page.Status == HttpStatusCode.OK, $"{page.Status}: {page.Body}");
            Assert.InRange(page.Body![items]!.AsArray().Count, 0, 1);
            found.AddRange(page.Body[items]!.AsArray().Select(item => item!));
            continuation = page.Text("continuation");
        }
        while (continuation is not null);

        return found;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpClient http, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Request(method, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, HttpCompletionOption completion)
    {
        using HttpRequestMessage request = Request(method, path);
        return await http.SendAsync(request, completion);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        HttpRequestMessage request = new(method, new Uri(_service.Address, path));
        if (_service.Key is { } key)
        {
            request.Headers.Add("x-functions-key", key);
        }

        return request;
    }

    // One object for the tests that only read.
    private async Task<string> SharedAsync()
    {
        string objectId = "urn:e2e:reading & é/" + _service.Address.Port.ToString(CultureInfo.InvariantCulture);
        Answer found = await _client.GetAsync("api/objects/versions?id=" + Uri.EscapeDataString(objectId));
        if (found.Status == HttpStatusCode.OK && found.Text("head") == "v2")
        {
            return objectId;
        }

        using SourceFolder source = new(_service);
        source.Write("a.txt", "first").Write("dir/é.txt", "same").Write("gone.txt", "gone");
        await _client.UpdateAsync(objectId, source.Name);
        File.Delete(source["gone.txt"]);
        await _client.UpdateAsync(objectId, source.Write("a.txt", "second").Write("page.html", Page).Name);
        return objectId;
    }
}
