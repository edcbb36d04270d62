using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OcflFunctions.Client;
using OcflFunctions.Contracts;

namespace EndToEnd;

/// <summary>Content that is uploaded: file by file and in parts, checked on the way, and taken by an update.</summary>
public abstract class StageTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task What_is_uploaded_becomes_a_version_and_the_stage_ends_with_the_update()
    {
        using Uploads uploads = new(_service);
        Dictionary<string, byte[]> files = new()
        {
            ["readme.txt"] = "Read me."u8.ToArray(),
            ["data/a.bin"] = RandomNumberGenerator.GetBytes(300_000),
            ["data/large.bin"] = RandomNumberGenerator.GetBytes(9 << 20),
            ["Grüße/100%/a+b&c#d?.txt"] = "signs"u8.ToArray(),
            ["empty"] = [],
        };
        string stage = await uploads.CreateAsync();
        foreach ((string path, byte[] content) in files)
        {
            Assert.Equal(HttpStatusCode.Created, (await uploads.PutAsync(stage, path, content)).Status);
        }

        string objectId = NewId();
        string update = await _client.StartAsync(ServiceClient.Body(objectId, Source(stage)));
        await _client.WaitForStatusAsync(update, "Completed");

        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, files);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("api/stages/" + stage)).Status);
        await RequireNothingLeftAsync(stage);
    }

    [Fact]
    public async Task The_same_bytes_twice_are_one_and_a_file_is_replaced_described_and_removed()
    {
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync("sha512", "md5");

        Answer first = await uploads.PutAsync(stage, "a", "one"u8.ToArray());
        Answer same = await uploads.PutAsync(stage, "a", "one"u8.ToArray());
        Answer refused = await uploads.PutAsync(stage, "a", "two"u8.ToArray(), ("If-None-Match", "*"));
        Answer replaced = await uploads.PutAsync(stage, "a", "two"u8.ToArray());

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.OK],
            new[] { first, same, refused, replaced }.Select(answer => answer.Status));
        Answer described = await _client.GetAsync($"api/stages/{stage}/files/a");
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData("two"u8)), described.Text("digests", "sha512"));
        Assert.Equal("3", described.Text("length"));
        Assert.NotNull(described.Text("digests", "md5"));
        Assert.Equal(HttpStatusCode.NoContent, (await uploads.SendAsync(HttpMethod.Delete, $"api/stages/{stage}/files/a")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync($"api/stages/{stage}/files/a")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await uploads.SendAsync(HttpMethod.Delete, "api/stages/" + stage)).Status);
        await RequireNothingLeftAsync(stage);
    }

    [Theory]
    [InlineData("sha-512", 64)]
    [InlineData("sha-256", 32)]
    [InlineData("sha", 20)]
    [InlineData("md5", 16)]
    public async Task A_file_with_another_digest_than_announced_does_not_count(string algorithm, int bytes)
    {
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync();
        byte[] content = RandomNumberGenerator.GetBytes(100_000);
        byte[] right = algorithm switch
        {
            "sha-512" => SHA512.HashData(content),
            "sha-256" => SHA256.HashData(content),
#pragma warning disable CA5350, CA5351 // What callers may have.
            "sha" => SHA1.HashData(content),
            _ => MD5.HashData(content),
#pragma warning restore CA5350, CA5351
        };

        string other = Convert.ToBase64String(new byte[bytes]);
        Answer wrong = await uploads.PutAsync(stage, "a", content, ("Repr-Digest", $"{algorithm}=:{other}:"));
        Assert.Equal("urn:ocfl-functions:problem:digest-mismatch", wrong.Text("type"));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync($"api/stages/{stage}/files/a")).Status);
        Answer good = await uploads.PutAsync(
            stage, "a", content, ("Content-Digest", $"unknown=:YQ==:, {algorithm}=:{Convert.ToBase64String(right)}:"));

        Assert.Equal(HttpStatusCode.Created, good.Status);
    }

    [Theory]
    [InlineData("a%2Fb", "invalid-path")]
    [InlineData("a/../b", "invalid-path")]
    [InlineData("a//b", "invalid-path")]
    [InlineData("a/", "invalid-path")]
    [InlineData("a%07", "invalid-path")]
    [InlineData("a%FF", "invalid-path")]
    [InlineData("a%zz", "invalid-path")]
    public async Task A_path_that_no_object_can_have_is_refused(string path, string kind)
    {
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync();

        string answer = await uploads.SendRawAsync($"PUT /api/stages/{stage}/files/{path} HTTP/1.1", "x");

        Assert.Contains(kind, answer, StringComparison.Ordinal);
        Assert.Empty((await _client.GetAsync("api/stages/" + stage)).Body!["files"]!.AsArray());
    }

    [Fact]
    public async Task One_update_at_a_time_takes_a_stage_and_it_is_open_again_when_the_update_fails()
    {
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync();
        await uploads.PutAsync(stage, "a", "x"u8.ToArray());
        await uploads.PutAsync(stage, "a/b", "a file within a file"u8.ToArray());
        string failed = await _client.StartAsync(ServiceClient.Body(NewId(), Source(stage)));
        JsonNode end = await _client.WaitForStatusAsync(failed, "Failed");
        Assert.Equal("InvalidUpdate", end["error"]!["type"]!.ToString());

        Assert.Equal("Open", (await _client.GetAsync("api/stages/" + stage)).Text("status"));
        await uploads.SendAsync(HttpMethod.Delete, $"api/stages/{stage}/files/a/b");
        Answer[] starts = await Task.WhenAll(Enumerable.Range(0, 6).Select(
            _ => _client.PostAsync("api/updates", ServiceClient.Body(NewId(), Source(stage)))));

        Assert.Single(starts, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.All(starts.Where(answer => answer.Status != HttpStatusCode.Accepted), answer => Assert.Contains(
            answer.Text("type"), (string[])["urn:ocfl-functions:problem:stage-taken", "urn:ocfl-functions:problem:source-not-found"]));
        await _client.WaitForStatusAsync(starts.Single(answer => answer.Status == HttpStatusCode.Accepted).Text("id")!, "Completed");
    }

    [Fact]
    public async Task Changes_name_files_of_a_stage_and_the_same_key_is_the_same_update()
    {
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync("sha256");
        await uploads.PutAsync(stage, "new/a.txt", "a"u8.ToArray());
        await uploads.PutAsync(stage, "new/b.txt", "b"u8.ToArray());
        string objectId = NewId();
        JsonObject body = ServiceClient.Body(objectId, Source(stage));
        body["mode"] = "select";
        body["changes"] = new JsonArray(new JsonObject { ["op"] = "add", ["path"] = "x.txt", ["content"] = "new/a.txt" });
        body["fixity"] = new JsonArray("md5");

        string key = Guid.NewGuid().ToString();
        Answer first = await _client.PostAsync("api/updates", body, key);
        Answer again = await _client.PostAsync("api/updates", body, key);
        await _client.WaitForStatusAsync(first.Text("id")!, "Completed");

        Assert.Equal(first.Text("id"), again.Text("id"));
        await StoredObject.RequireContentAsync(
            _service, objectId, versions: 1, new Dictionary<string, byte[]> { ["x.txt"] = "a"u8.ToArray() });
    }

    [Fact]
    public async Task An_upload_continues_where_its_parts_ended_and_a_wrong_part_is_not_kept()
    {
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync();
        byte[] content = RandomNumberGenerator.GetBytes((5 << 20) + 17);
        (string name, string value)[] create =
        [
            ("Upload-Length", $"{content.Length}"),
            ("Upload-Metadata", "filename " + Convert.ToBase64String(Encoding.UTF8.GetBytes("deep/人.bin"))),
        ];
        Answer created = await uploads.TusAsync(HttpMethod.Post, $"api/stages/{stage}/uploads", body: null, create);
        string location = created.Headers["Location"];

        int offset = 0;
        foreach (int length in (int[])[1, 70_000, 1_000_000, content.Length - 1_070_001])
        {
            byte[] part = content[offset..(offset + length)];
            Answer wrong = await uploads.TusAsync(
                HttpMethod.Patch, location, part, ("Upload-Offset", $"{offset}"), ("Upload-Checksum", "md5 AAAAAAAAAAAAAAAAAAAAAA=="));
            Assert.Equal(460, (int)wrong.Status);
            Answer elsewhere = await uploads.TusAsync(HttpMethod.Patch, location, part, ("Upload-Offset", $"{offset + 1}"));
            Assert.Equal(HttpStatusCode.Conflict, elsewhere.Status);
            Assert.Equal($"{offset}", (await uploads.TusAsync(HttpMethod.Head, location, body: null)).Headers["Upload-Offset"]);
            Answer right = await uploads.TusAsync(
                HttpMethod.Patch,
                location,
                part,
                ("Upload-Offset", $"{offset}"),
                ("Upload-Checksum", "sha256 " + Convert.ToBase64String(SHA256.HashData(part))));
            offset += length;
            Assert.Equal(HttpStatusCode.NoContent, right.Status);
            Assert.Equal($"{offset}", right.Headers["Upload-Offset"]);
        }

        string objectId = NewId();
        await _client.WaitForStatusAsync(await _client.StartAsync(ServiceClient.Body(objectId, Source(stage))), "Completed");
        await StoredObject.RequireContentAsync(
            _service, objectId, versions: 1, new Dictionary<string, byte[]> { ["deep/人.bin"] = content });
        await RequireNothingLeftAsync(stage);
    }

    [Fact]
    public async Task One_request_at_a_time_writes_to_an_upload_and_what_a_broken_one_has_sent_counts()
    {
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync();
        Answer created = await uploads.TusAsync(
            HttpMethod.Post, $"api/stages/{stage}/uploads", body: null, ("Upload-Length", "1000"), ("Upload-Metadata", "path YQ=="));
        string location = created.Headers["Location"];

        using (await uploads.OpenAsync($"PATCH {location} HTTP/1.1", "Upload-Offset: 0", announced: 1000, "0123456789"))
        {
            Answer other = await Deadline.ForAsync("a refusal", async () =>
            {
                Answer answer = await uploads.TusAsync(HttpMethod.Patch, location, new byte[1], ("Upload-Offset", "1"));
                return answer.Status == HttpStatusCode.Locked ? answer : null;
            });
            Assert.Equal("urn:ocfl-functions:problem:upload-locked", other.Text("type"));
        }

        await Deadline.ForAsync("what has arrived", async () =>
            (await uploads.TusAsync(HttpMethod.Head, location, body: null)).Headers["Upload-Offset"] == "10" ? location : null);
        Assert.Equal(HttpStatusCode.NoContent, (await uploads.TusAsync(HttpMethod.Delete, location, body: null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await uploads.TusAsync(HttpMethod.Head, location, body: null)).Status);
    }

    [Theory]
    [InlineData("POST", "", "Upload-Length: 5", "invalid-header")]
    [InlineData("POST", "", "Upload-Metadata: path YQ==", "invalid-header")]
    [InlineData("POST", "", "Upload-Length: 5\r\nUpload-Metadata: path YQ==, path YQ==", "invalid-header")]
    [InlineData("POST", "", "Upload-Length: 5\r\nUpload-Metadata: path Li4vYQ==", "invalid-path")]
    [InlineData("POST", "", "Upload-Length: -5\r\nUpload-Metadata: path YQ==", "invalid-header")]
    [InlineData("POST", "", "Upload-Length: 5\r\nUpload-Metadata: path *", "invalid-header")]
    [InlineData("POST", "", "Upload-Defer-Length: 1\r\nUpload-Metadata: path YQ==", "invalid-header")]
    [InlineData("POST", "", "Upload-Length: 9999999999999999\r\nUpload-Metadata: path YQ==", "body-too-large")]
    [InlineData("PATCH", "/0123456789abcdef0123456789abcdef", "Upload-Offset: 0", "upload-not-found")]
    [InlineData("PATCH", "/..%2fstage", "Upload-Offset: 0", "upload-not-found")]
    [InlineData("PATCH", "/0123456789abcdef0123456789abcdef", "Upload-Offset: x", "invalid-header")]
    [InlineData("POST", "/0123456789abcdef0123456789abcdef", "X-HTTP-Method-Override: PUT", "method-not-allowed")]
    public async Task A_request_of_tus_that_is_wrong_is_refused(string method, string upload, string headers, string kind)
    {
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync();

        string answer = await uploads.SendRawAsync(
            $"{method} /api/stages/{stage}/uploads{upload} HTTP/1.1\r\nTus-Resumable: 1.0.0\r\n"
                + $"Content-Type: application/offset+octet-stream\r\n{headers}",
            "");

        Assert.Contains($"urn:ocfl-functions:problem:{kind}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_uploads_over_a_line_that_breaks()
    {
        using BreakingHandler line = new();
        using HttpClient http = new(line) { BaseAddress = _service.Address };
        OcflFunctionsClient client = new(
            http, new OcflFunctionsClientOptions { FunctionKey = _service.Key, FirstRetryDelay = TimeSpan.FromMilliseconds(50) });
        Stage stage = await client.CreateStageAsync();
        byte[] large = RandomNumberGenerator.GetBytes(6 << 20);
        byte[] small = RandomNumberGenerator.GetBytes(1000);
        List<long> seen = [];

        await using MemoryStream content = new(large);
        StageFile uploaded = await client.UploadAsync(stage.Id, "large.bin", content, new Seen(seen));
        await using MemoryStream other = new(small);
        StageFile put = await client.PutFileAsync(stage.Id, "small.bin", other);

        Assert.True(line.Broken >= 2, $"broken {line.Broken} times");
        Assert.Equal(large.Length, seen[^1]);
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(large)), uploaded.Digests["sha512"]);
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(small)), put.Digests["sha512"]);
        List<StageFile> listed = await client.ListStagedFilesAsync(stage.Id, pageSize: 1).ToListAsync();
        Assert.Equal(["large.bin", "small.bin"], listed.Select(file => file.Path).Order(StringComparer.Ordinal));
        await client.DeleteStageAsync(stage.Id);
        Assert.DoesNotContain(await client.ListStagesAsync().ToListAsync(), each => each.Id == stage.Id);
    }

    private async Task RequireNothingLeftAsync(string stage)
    {
        if (_service.Work is { } work)
        {
            Assert.Empty(await work.ListAsync("stages/" + stage, recursive: true).ToListAsync());
        }
    }

    private static JsonObject Source(string stage) => new() { ["stage"] = stage };

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");

    private sealed class Seen(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
