using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing.OpenApi;

namespace EndToEnd;

/// <summary>What a service refuses by its settings, by its keys, and for damaged objects: a service of its own for all of it.</summary>
public abstract partial class LimitTests(ServiceStorage storage)
{
    private const string ReaderKey = "the-key-of-a-reader";
    private const long MostFileBytes = 1_125_899_906_842_624;
    private const int MostInventoryBytes = 1 << 20;
    private static readonly string NoId = new('0', 32);

    [LocalProcessFact]
    public async Task What_the_settings_forbid_is_refused()
    {
        using ScratchFolder folder = new();
        string keys = Path.Combine(folder.Path, "keys.json");
        await File.WriteAllTextAsync(keys, KeysOfAReader());
        await using LocalService service = await LocalService.StartAsync(
            storage,
            "--Ocfl:Http:ApiKey=the-key-of-this-test",
            "--Ocfl:Http:KeyFile=" + keys,
            "--Ocfl:Http:Events:MaxStreams=0",
            "--Ocfl:Maintenance:KeepReports=00:00:01",
            $"--Ocfl:Stages:MaxFileBytes={MostFileBytes}",
            "--Ocfl:Stages:MaxBytes=1000",
            "--Ocfl:Stages:MaxStagesPerClient=3",
            $"--Ocfl:Storage:MaxInventoryBytes={MostInventoryBytes}",
            "--Ocfl:Updates:AllowCreated=false",
            "--Ocfl:Updates:Attempts=1",
            "--Ocfl:Updates:HoldTime=01:00:00",
            "--Ocfl:Updates:MaxAddedPaths=0",
            "--Ocfl:Updates:MaxQueued=1");
        Run run = new(service);
        try
        {
            await run.RequireKeysAsync();
            await run.RequireUpdateLimitsAsync();
            await run.RequireStageLimitsAsync();
            await run.RequireOneMaintenanceAsync();
            await run.RequireHoldAsync();
            await run.RequireWholeObjectsAsync();
        }
        finally
        {
            run.Dispose();
        }
    }

    private static string KeysOfAReader() => new JsonObject
    {
        ["keys"] = new JsonArray(new JsonObject
        {
            ["name"] = "reading-room",
            ["role"] = "Reader",
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ReaderKey))),
            ["createdAt"] = "2026-01-01T00:00:00Z",
        }),
    }.ToJsonString();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 1_000)]
    private static partial Regex Placeholder();

    /// <summary>The parts of the test, on its service.</summary>
    private sealed class Run(LocalService service) : IDisposable
    {
        private readonly ServiceClient _client = new(service);
        private readonly ApiCaller _caller = new(service);
        private readonly SourceFolder _source = new SourceFolder(service).Write("a.txt", "a");

        public async Task RequireKeysAsync()
        {
            using ApiCaller nobody = new(service, key: "");
            using ApiCaller reader = new(service, ReaderKey);
            foreach (ApiOperation operation in (await _caller.ReadDocumentAsync()).Operations)
            {
                using HttpResponseMessage answer = await nobody.SendAsync(operation.Method, PathOf(operation));
                Assert.True(
                    (answer.StatusCode == HttpStatusCode.Unauthorized) == (operation.Definition["responses"]!["401"] is not null),
                    $"{operation.Id}: {answer.StatusCode}");
            }

            await reader.RequireAsync(HttpStatusCode.Forbidden, "role-missing", "POST", "api/updates", ApiCaller.Json(new JsonObject()));
            await reader.RequireAsync(HttpStatusCode.OK, problem: null, "GET", "api/updates");
        }

        public async Task RequireUpdateLimitsAsync()
        {
            string objectId = await CreateAsync();
            JsonObject body = ServiceClient.Body(objectId, _source.Name);
            body["created"] = "1999-12-31T23:59:59Z";
            await RequireAsync(403, "not-allowed", "POST", "api/updates", body);
            await RequireAsync(400, "too-many-paths", "POST", "api/updates", Changing(objectId, "copy"));

            string validation = (await _client.PostAsync("api/validations", new JsonObject { ["objectId"] = objectId })).Text("id")!;
            string purged = await CreateAsync();
            string purge = JsonNode.Parse(await RequireAsync(202, null, "DELETE", "api/objects?id=" + purged, Purge(purged)))!["id"]!.ToString();
            // Many files: one that is suspended after its last step has left the queue already.
            using SourceFolder many = new SourceFolder(service).WriteMany(200);
            string update = await _client.StartSuspendedAsync(() => Task.FromResult(ServiceClient.Body(objectId, many.Name)));
            JsonObject nothing = new() { ["source"] = _source.Source() };
            string import = (await _client.PostAsync("api/imports", nothing)).Text("id")!;
            foreach (string events in (string[])[
                $"updates/{update}", $"validations/{validation}", $"purges/{purge}", $"imports/{import}"])
            {
                await RequireAsync(429, "too-many-streams", "GET", $"api/{events}/events");
            }

            await RequireAsync(429, "queue-full", "POST", "api/updates", ServiceClient.Body(objectId, _source.Name));
            await RequireAsync(429, "queue-full", "DELETE", "api/objects?id=" + objectId, Purge(objectId));
            await RequireAsync(202, null, "POST", $"api/updates/{update}/cancel");
            await _client.WaitForEndAsync(update);

            // Its report is kept for a second, and its run longer.
            await Deadline.ForAsync("the report to be removed", async () =>
            {
                await _client.PostAsync("api/maintenance", new JsonObject());
                Answer findings = await _client.GetAsync($"api/validations/{validation}/findings");
                return findings.Text("type") == "urn:ocfl-functions:problem:report-removed" ? findings : null;
            });
        }

        public async Task RequireStageLimitsAsync()
        {
            (string, string) key = ("Idempotency-Key", "a-key");
            string stage = JsonNode.Parse(await RequireAsync(201, null, "POST", "api/stages", body: null, key))!["id"]!.ToString();
            string file = $"api/stages/{stage}/files/a";
            string uploads = $"api/stages/{stage}/uploads";
            (string, string)[] create = [("Tus-Resumable", "1.0.0"), ("Upload-Metadata", "path YQ==")];
            (string, string) wait = ("Expect", "100-continue");
            await _caller.RequireAsync(HttpStatusCode.RequestEntityTooLarge, "stage-full", "PUT", file, new AnnouncedContent(2000), wait);
            await RequireAsync(413, "stage-full", "POST", uploads, body: null, [("Upload-Length", "2000"), .. create]);
            await _caller.RequireAsync(
                HttpStatusCode.RequestEntityTooLarge, "body-too-large", "PUT", file, new AnnouncedContent(MostFileBytes + 1), wait);

            // No volume has so much room, and a container has no volume.
            (HttpStatusCode status, string problem) = service.Work is LocalStorage
                ? (HttpStatusCode.InsufficientStorage, "storage-full")
                : (HttpStatusCode.RequestEntityTooLarge, "stage-full");
            await _caller.RequireAsync(status, problem, "PUT", file, new AnnouncedContent(MostFileBytes), wait);
            await RequireAsync((int)status, problem, "POST", uploads, body: null, [("Upload-Length", $"{MostFileBytes}"), .. create]);

            // As if the service had been killed while it removed the stage.
            string record = StoragePath.Combine("stages", stage, "stage.json");
            JsonObject removing = JsonNode.Parse(await ReadAsync(service.Work, record))!.AsObject();
            removing["removingSince"] = DateTimeOffset.UtcNow.ToString("O");
            await WriteAsync(service.Work, record, removing.ToJsonString());
            await RequireAsync(409, "stage-changed", "POST", "api/stages", body: null, key);

            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RequireAsync(201, null, "POST", "api/stages")));
            await RequireAsync(429, "too-many-stages", "POST", "api/stages");
        }

        public async Task RequireOneMaintenanceAsync() => await Deadline.ForAsync("two runs of maintenance at once", async () =>
        {
            Answer[] answers = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => _client.PostAsync("api/maintenance", new JsonObject { ["dryRun"] = true })));
            return Array.Find(answers, answer => answer.Text("type") == "urn:ocfl-functions:problem:maintenance-running");
        });

        /// <summary>Another client's lease on the inventory holds an update. In folders, <see cref="HoldTests"/> has a fault like this.</summary>
        public async Task RequireHoldAsync()
        {
            if (service.RootContainer is not { } container)
            {
                return;
            }

            string objectId = await CreateAsync();
            BlobLeaseClient lease = container.GetBlobClient(await PathOfAsync(objectId) + "/inventory.json").GetBlobLeaseClient();
            BlobLease held = await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
            string update = await _client.StartAsync(objectId, _source.Write("a.txt", "b").Name);
            await _client.WaitForAsync(update, "the hold", state => state["status"]!.ToString() == "Held");
            await lease.ReleaseAsync();
            Assert.NotNull(held.LeaseId);
            await RequireAsync(202, null, "POST", $"api/updates/{update}/retry");
            await _client.WaitForStatusAsync(update, "Completed");
        }

        public async Task RequireWholeObjectsAsync()
        {
            string unsafeId = NewId();
            using SourceFolder lines = new SourceFolder(service).Write("line\nend", "a");
            await _client.UpdateAsync(unsafeId, lines.Name);
            foreach (string method in (string[])["GET", "HEAD"])
            {
                await RequireAsync(409, "unsafe-path", method, $"api/objects/export?format=zip&id={unsafeId}");
            }

            string objectId = await CreateAsync();
            string inventory = await PathOfAsync(objectId) + "/inventory.json";
            string[] reads = [.. (await _caller.ReadDocumentAsync()).Operations
                .Where(operation => operation.Method == "GET" && operation.Path.StartsWith("/objects/", StringComparison.Ordinal))
                .Select(operation => $"api{operation.Path}?id={objectId}{RestOf(operation)}")];
            JsonObject update = ServiceClient.Body(objectId, _source.Name);
            await WriteAsync(service.Root, inventory, "{}");
            foreach (string path in reads)
            {
                await RequireAsync(500, "damaged-object", "GET", path);
            }

            await RequireAsync(400, "invalid-object", "POST", "api/updates", update);
            await WriteAsync(service.Root, inventory, new string(' ', MostInventoryBytes + 1));
            foreach (string path in reads)
            {
                await RequireAsync(400, "too-large", "GET", path);
            }

            await RequireAsync(400, "too-large", "POST", "api/updates", update);
        }

        public void Dispose()
        {
            _client.Dispose();
            _caller.Dispose();
            _source.Dispose();
        }

        private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");

        private static string PathOf(ApiOperation operation) => "api" + Placeholder().Replace(operation.Path, NoId);

        private static string RestOf(ApiOperation operation) => operation.Path switch
        {
            "/objects/content" or "/objects/history" => "&path=a.txt",
            "/objects/export" => "&format=tar",
            _ => "",
        };

        private static JsonObject Changing(string objectId, string change) => new()
        {
            ["objectId"] = objectId,
            ["expectedHead"] = "v1",
            ["changes"] = new JsonArray(new JsonObject { ["op"] = change, ["from"] = "a.txt", ["to"] = "b.txt" }),
        };

        private static JsonObject Purge(string objectId) => new()
        {
            ["confirm"] = objectId,
            ["reason"] = "A test.",
            ["user"] = new JsonObject { ["name"] = "Ada" },
        };

        private static async Task<string> ReadAsync(IStorage storage, string path)
        {
            await using StorageReader reader = await storage.OpenReadAsync(path);
            using StreamReader text = new(reader.Content);
            return await text.ReadToEndAsync();
        }

        private static async Task WriteAsync(IStorage storage, string path, string text)
        {
            using MemoryStream content = new(Encoding.UTF8.GetBytes(text));
            await storage.WriteAsync(path, content, new StorageWriteOptions());
        }

        private async Task<string> CreateAsync()
        {
            string objectId = NewId();
            await _client.UpdateAsync(objectId, _source.Name);
            return objectId;
        }

        private async Task<string> PathOfAsync(string objectId) => (await StorageRoot.OpenAsync(service.Root)).GetObjectRoot(objectId);

        private Task<string> RequireAsync(
            int status, string? problem, string method, string path, JsonObject? body = null, params (string, string)[] headers) =>
            _caller.RequireAsync((HttpStatusCode)status, problem, method, path, body is null ? null : ApiCaller.Json(body), headers);
    }
}
