using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Testing.OpenApi;

namespace EndToEnd;

/// <summary>Each answer of the calls that upload, in tables.</summary>
public abstract class UploadCallTests(ServiceFixture fixture) : CallTests(fixture)
{
    private const int Locked = 423;
    private const int PartLength = 1 << 20;
    private const string PartType = "application/offset+octet-stream";
    private const int ChecksumMismatch = 460;
    private static readonly (string, string) Tus = ("Tus-Resumable", "1.0.0");
    private static readonly (string, string) AtStart = ("Upload-Offset", "0");
    private static readonly (string, string) WrongChecksum = ("Upload-Checksum", "md5 AAAAAAAAAAAAAAAAAAAAAA==");

    [Fact]
    public async Task The_files_of_a_stage_are_listed_described_and_refused()
    {
        string stage = await CreateStageAsync();
        await CreateStageAsync();
        string files = $"api/stages/{stage}/files/";
        await RequireAsync(201, "PUT", files + "a", ApiCaller.Part());
        await RequireAsync(201, "PUT", files + "b", ApiCaller.Part(), Digest("Content-Digest"), Digest("Repr-Digest"), ("If-None-Match", "*"));
        await RequireAsync(412, "PUT", files + "b", ApiCaller.Part(), ("If-None-Match", "*"));
        await RequireAsync(415, "PUT", files + "c", ApiCaller.Part(), ("Content-Encoding", "gzip"));
        await RequireAsync(200, "HEAD", files + "a");
        await RequireAsync(404, "HEAD", files + "none");
        await RequireAsync("stage-file-not-found", 404, "GET", files + "none");
        await RequireAsync("stage-file-not-found", 404, "DELETE", files + "none");

        foreach ((string path, string member) in new[] { ("api/stages", "stages"), ("api/stages/" + stage, "files") })
        {
            JsonNode page = JsonNode.Parse(await RequireAsync(200, "GET", path + "?top=1"))!;
            Assert.Single(page[member]!.AsArray());
            await RequireAsync(200, "GET", $"{path}?top=1&continuation={Uri.EscapeDataString(page["continuation"]!.ToString())}");
        }
    }

    [Fact]
    public async Task An_upload_is_created_appended_described_and_ended()
    {
        string uploads = $"api/stages/{await CreateStageAsync()}/uploads";
        (string, string)[] create = Creation("a", length: 4);
        await RequireAsync(204, "OPTIONS", uploads);
        await RequireAsync("unsupported-protocol", 412, "POST", uploads, content: null, create);
        await RequireAsync("invalid-path", 400, "POST", uploads, content: null, [Tus, .. Creation("../a", length: 4)]);
        await RequireAsync(415, "POST", uploads, ApiCaller.Part(mediaType: "text/plain"), [Tus, .. create]);
        await RequireAsync("body-too-large", 413, "POST", uploads, ApiCaller.Part(5), [Tus, .. create]);
        await RequireAsync("checksum-mismatch", ChecksumMismatch, "POST", uploads, ApiCaller.Part(), [Tus, WrongChecksum, .. create]);

        foreach ((string name, bool isOverride) in new[] { ("a", false), ("b", true) })
        {
            string upload = await CreateAsync(uploads, name, [Checksum(1), ("Repr-Digest", Digest(4))], ApiCaller.Part());
            (string, string) offset = ("Upload-Offset", "1");
            await RequireAsync(204, "OPTIONS", upload);

            (string patch, (string, string)[] more) = By("PATCH", isOverride);
            await RequireAsync("unsupported-protocol", 412, patch, upload, ApiCaller.Part(), [offset, .. more]);
            await RequireAsync("unsupported-media-type", 415, patch, upload, ApiCaller.Part(mediaType: "text/plain"), [Tus, offset, .. more]);
            await RequireAsync("invalid-header", 400, patch, upload, ApiCaller.Part(), [Tus, ("Upload-Offset", "x"), .. more]);
            await RequireAsync("offset-mismatch", 409, patch, upload, ApiCaller.Part(), [Tus, AtStart, .. more]);
            await RequireAsync("body-too-large", 413, patch, upload, ApiCaller.Part(9), [Tus, offset, .. more]);
            await RequireAsync(
                "checksum-mismatch", ChecksumMismatch, patch, upload, ApiCaller.Part(), [Tus, offset, WrongChecksum, .. more]);
            await RequireAsync(204, patch, upload, ApiCaller.Part(2), [Tus, offset, Checksum(2), .. more]);

            (string head, (string, string)[] toHead) = By("HEAD", isOverride);
            await RequireAsync(412, head, upload, content: null, toHead);
            await RequireAsync(200, head, upload, content: null, [Tus, .. toHead]);
            (string delete, (string, string)[] toDelete) = By("DELETE", isOverride);
            await RequireAsync("unsupported-protocol", 412, delete, upload, content: null, toDelete);
            await RequireAsync(204, delete, upload, content: null, [Tus, .. toDelete]);
            await RequireAsync("upload-not-found", 404, patch, upload, ApiCaller.Part(), [Tus, offset, .. more]);
        }

        await RequireAsync("method-not-allowed", 405, "POST", uploads + "/none", content: null, Tus, ("X-HTTP-Method-Override", "PUT"));
    }

    [Fact]
    public async Task A_stage_that_an_update_has_taken_does_not_change_and_a_part_ends_before_the_next()
    {
        string stage = "";
        string upload = "";
        SlowContent? part = null;
        Task<HttpResponseMessage>? appending = null;
        string update = await Deadline.ForAsync("an update that is suspended while it has its stage", async () =>
        {
            string suspended = await StartSuspendedAsync();
            using HttpResponseMessage seen = await Caller.SendAsync("GET", "api/stages/" + stage, content: null);
            if (seen.IsSuccessStatusCode)
            {
                return suspended;
            }

            await RequireAsync(202, "POST", $"api/updates/{suspended}/resume");
            return null;
        });
        Task<string> StartSuspendedAsync() => Client.StartSuspendedAsync(async () =>
        {
            part?.Release();
            await (appending ?? Task.CompletedTask);
            stage = await CreateStageAsync();
            await RequireAsync(201, "PUT", $"api/stages/{stage}/files/a", ApiCaller.Part());
            upload = await CreateAsync($"api/stages/{stage}/uploads", "b", [], length: PartLength);
            part = new SlowContent(PartLength) { Headers = { ContentType = new MediaTypeHeaderValue(PartType) } };
            appending = Caller.SendAsync("PATCH", upload, part, Tus, AtStart);
            await Deadline.ForAsync("refusals while the part arrives", async () =>
            {
                // At an offset that the upload does not have: no request changes it before the part has begun to arrive.
                (string, string)[] elsewhere = [Tus, ("Upload-Offset", "1")];
                HttpResponseMessage[] refusals = await Task.WhenAll(
                    Caller.SendAsync("PATCH", upload, ApiCaller.Part(), elsewhere),
                    Caller.SendAsync("POST", upload, ApiCaller.Part(), [("X-HTTP-Method-Override", "PATCH"), .. elsewhere]));
                return Array.TrueForAll(refusals, refusal => (int)refusal.StatusCode == Locked) ? upload : null;
            });
            await RequireAsync("upload-locked", Locked, "DELETE", upload, content: null, Tus);
            return ServiceClient.Body(NewId(), new JsonObject { ["stage"] = stage });
        });

        const string Taken = "stage-taken";
        await RequireAsync(Taken, 409, "DELETE", "api/stages/" + stage);
        await RequireAsync(Taken, 409, "PUT", $"api/stages/{stage}/files/c", ApiCaller.Part());
        await RequireAsync(Taken, 409, "DELETE", $"api/stages/{stage}/files/a");
        await RequireAsync(Taken, 409, "POST", $"api/stages/{stage}/uploads", content: null, [Tus, .. Creation("d", length: 4)]);
        await RequireAsync(Taken, 409, "PATCH", upload, ApiCaller.Part(), Tus, AtStart);
        await RequireAsync(Taken, 409, "DELETE", upload, content: null, Tus);
        await RequireAsync(Taken, 409, "POST", upload, ApiCaller.Part(), Tus, AtStart, ("X-HTTP-Method-Override", "PATCH"));
        await RequireAsync(
            Taken,
            409,
            "POST",
            "api/updates",
            ApiCaller.Json(ServiceClient.Body(NewId(), new JsonObject { ["stage"] = stage })));

        // The part is whole, and its file cannot be added to the stage any more: neither now nor when its state is requested.
        part!.Release();
        using (HttpResponseMessage refused = await appending!)
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }

        await RequireAsync(409, "HEAD", upload, content: null, Tus);
        await RequireAsync(202, "POST", $"api/updates/{update}/cancel");
        await Client.WaitForEndAsync(update);
    }

    /// <summary>A body that does not arrive is given up after seconds, on all connections at the same time.</summary>
    [Fact]
    public async Task A_body_that_stops_is_refused_after_a_time()
    {
        ApiDocument document = await Caller.ReadDocumentAsync();
        string stage = await CreateStageAsync();
        string uploads = $"api/stages/{stage}/uploads";
        string[] upload = [await CreateAsync(uploads, "b", [], length: 10), await CreateAsync(uploads, "c", [], length: 10)];

        await Task.WhenAll(
        [
            .. RunTests.JsonCalls.Select(call => Caller.RequireTimeoutAsync(
                document, (string)call[0], (string)call[1], "application/json")),
            Caller.RequireTimeoutAsync(document, "PUT", $"api/stages/{stage}/files/a", PartType),
            Caller.RequireTimeoutAsync(document, "POST", uploads, PartType, [Tus, .. Creation("d", length: 10)]),
            Caller.RequireTimeoutAsync(document, "PATCH", upload[0], PartType, Tus, AtStart),
            Caller.RequireTimeoutAsync(document, "POST", upload[1], PartType, Tus, AtStart, ("X-HTTP-Method-Override", "PATCH")),
        ]);
    }

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");

    private static string Digest(int length) =>
        $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(new string('x', length))))}:";

    private static (string, string) Digest(string header) => (header, Digest(length: 1));

    private static (string, string) Checksum(int length) => (
        "Upload-Checksum", "sha256 " + Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(new string('x', length)))));

    private static (string, string)[] Creation(string path, int length) =>
    [
        ("Upload-Length", $"{length}"), ("Upload-Metadata", "path " + Convert.ToBase64String(Encoding.UTF8.GetBytes(path))),
    ];

    private static (string Method, (string, string)[] Headers) By(string method, bool isOverride) =>
        isOverride ? ("POST", [("X-HTTP-Method-Override", method)]) : (method, []);

    private async Task<string> CreateStageAsync() =>
        JsonNode.Parse(await RequireAsync(201, "POST", "api/stages", ApiCaller.Json(new JsonObject())))!["id"]!.ToString();

    private async Task<string> CreateAsync(
        string uploads, string path, (string, string)[] headers, HttpContent? content = null, int length = 4)
    {
        using HttpResponseMessage created = await Caller.SendAsync("POST", uploads, content, [Tus, .. headers, .. Creation(path, length)]);
        Assert.True(created.StatusCode == HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        return new Uri(Service.Address, created.Headers.Location!).AbsolutePath.TrimStart('/');
    }

    private Task<string> RequireAsync(
        int status, string method, string path, HttpContent? content = null, params (string, string)[] headers) =>
        Caller.RequireAsync((HttpStatusCode)status, problem: null, method, path, content, headers);

    private Task<string> RequireAsync(
        string problem, int status, string method, string path, HttpContent? content = null, params (string, string)[] headers) =>
        Caller.RequireAsync((HttpStatusCode)status, problem, method, path, content, headers);
}
