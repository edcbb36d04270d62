using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>Bags and checksums of other tools as sources, and versions with times of their own.</summary>
public abstract class BagTests(ServiceFixture fixture)
{
    private static readonly Dictionary<string, string> Payload = new()
    {
        ["readme.txt"] = "Read me.",
        ["deep/Grüße 100%.txt"] = "unicode",
        ["line\nend"] = "line",
        ["empty"] = "",
        ["large"] = new string('x', 5 << 20),
    };

    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task A_bag_becomes_a_version_with_its_payload()
    {
        using SourceFolder bag = Write("1.0");
        string objectId = NewId();
        JsonObject source = bag.Source();
        source["bag"] = true;
        source["bagTags"] = "tags";

        await _client.UpdateAsync(objectId, source);

        Dictionary<string, byte[]> files = Payload.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value));
        foreach (string tag in Directory.EnumerateFiles(bag[""]))
        {
            files["tags/" + Path.GetFileName(tag)] = await File.ReadAllBytesAsync(tag);
        }

        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, files);
    }

    [Fact]
    public async Task A_bag_in_a_container_becomes_a_version()
    {
        if (_service.Incoming is null)
        {
            return;
        }

        using SourceFolder bag = Write("0.97");
        await using SourceContainer container = new(_service);
        await container.WriteAsync(bag);
        string objectId = NewId();
        JsonObject source = container.Source();
        source["bag"] = true;

        await _client.UpdateAsync(objectId, source);

        await StoredObject.RequireContentAsync(
            _service, objectId, versions: 1, Payload.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)));
    }

    [Theory]
    [InlineData("sha256", "md5")]
    [InlineData]
    public async Task An_uploaded_bag_becomes_a_version(params string[] algorithms)
    {
        // No path of an upload has a line end.
        Dictionary<string, string> payload = Payload.Where(file => file.Key != "line\nend").ToDictionary();
        using SourceFolder bag = Write("1.0", payload);
        using Uploads uploads = new(_service);
        string stage = await uploads.CreateAsync(algorithms);
        foreach (string file in Directory.EnumerateFiles(bag[""], "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(bag[""], file).Replace('\\', '/');
            Assert.Equal(HttpStatusCode.Created, (await uploads.PutAsync(stage, path, await File.ReadAllBytesAsync(file))).Status);
        }

        JsonObject source = new()
        {
            ["stage"] = stage,
            ["bag"] = true,
            ["bagTags"] = "tags",
            ["exclude"] = new JsonArray("tags/manifest-*"),
        };
        string objectId = NewId();
        byte[] wrong = "READ ME."u8.ToArray();
        await uploads.PutAsync(stage, "data/readme.txt", wrong);
        JsonNode refused = await _client.UpdateAsync(objectId, source, "Failed");
        Assert.Contains("'data/readme.txt' (md5, sha256)", refused["error"]!["message"]!.ToString(), StringComparison.Ordinal);
        await uploads.PutAsync(stage, "data/readme.txt", Encoding.UTF8.GetBytes(payload["readme.txt"]));

        await _client.UpdateAsync(objectId, source);

        Dictionary<string, byte[]> files = payload.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value));
        foreach (string tag in (string[])["bagit.txt", "bag-info.txt"])
        {
            files["tags/" + tag] = await File.ReadAllBytesAsync(bag[tag]);
        }

        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, files);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("api/stages/" + stage)).Status);
    }

    [Fact]
    public async Task A_wrong_bag_is_refused_and_its_files_are_listed_in_pages()
    {
        using SourceFolder bag = Write("1.0").Write("data/readme.txt", "READ ME.").Write("data/empty", "not");
        File.Delete(bag["bag-info.txt"]);
        JsonObject source = bag.Source();
        source["bag"] = true;

        JsonNode update = await _client.UpdateAsync(NewId(), source, "Failed");

        Assert.Equal("ContentMismatch", update["error"]!["type"]!.ToString());
        string id = update["id"]!.ToString();
        List<string> listed = [];
        string? continuation = null;
        do
        {
            Answer page = await _client.GetAsync(
                $"api/updates/{id}/mismatches?top=3" + (continuation is null ? "" : "&continuation=" + continuation));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Equal(2, (long)page.Body!["total"]!);
            listed.AddRange(page.Body["mismatches"]!.AsArray().Select(
                mismatch => $"{mismatch!["kind"]} {mismatch["path"]} {mismatch["algorithm"]}"));
            continuation = page.Text("continuation");
        }
        while (continuation is not null);

        Assert.Equal(
            [
                "WrongDigest data/empty md5", "WrongDigest data/empty sha256",
                "WrongDigest data/readme.txt md5", "WrongDigest data/readme.txt sha256",
            ],
            listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_sha256sum_writes_is_compared()
    {
        using SourceFolder folder = new SourceFolder(_service).Write("a b.txt", "1").Write("line\nend", "2");
        ProcessStartInfo sums = new("bash", ["-c", "find . -type f -print0 | xargs -0 sha256sum > SHA256SUMS.new && mv SHA256SUMS.new sums"])
        {
            WorkingDirectory = folder[""],
        };
        using (Process process = Process.Start(sums)!)
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }

        // The list has a line for itself, since it is in the folder when it is written.
        await File.WriteAllLinesAsync(folder["sums"], (await File.ReadAllLinesAsync(folder["sums"])).Where(
            line => !line.Contains("SUMS", StringComparison.Ordinal)));
        JsonObject source = folder.Source();
        source["digests"] = new JsonObject { ["algorithm"] = "sha256", ["manifest"] = "sums" };
        string objectId = NewId();

        await _client.UpdateAsync(objectId, source);

        await StoredObject.RequireContentAsync(_service, objectId, versions: 1, new Dictionary<string, byte[]>
        {
            ["a b.txt"] = [(byte)'1'],
            ["line\nend"] = [(byte)'2'],
        });
        JsonObject given = folder.Source();
        given["include"] = new JsonArray("a b.txt");
        given["digests"] = new JsonObject
        {
            ["algorithm"] = "md5",
            ["files"] = new JsonObject { ["a b.txt"] = new string('0', 32) },
        };
        JsonNode update = await _client.UpdateAsync(NewId(), given, "Failed");
        Assert.Contains("'a b.txt' (md5)", update["error"]!["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_has_the_time_that_a_migration_gives()
    {
        using SourceFolder folder = new SourceFolder(_service).Write("a.txt", "1");
        string objectId = NewId();
        JsonObject body = ServiceClient.Body(objectId, folder.Source());
        body["created"] = "1999-12-31T23:59:59+01:00";
        Answer answer = await _client.PostAsync("api/updates", body);
        if (answer.Text("type") == "urn:ocfl-functions:problem:not-allowed")
        {
            return;
        }

        await _client.WaitForStatusAsync(answer.Text("id")!, "Completed");
        if (await StoredObject.RequireValidAsync(_service, objectId) is { } found)
        {
            Assert.Equal("1999-12-31T22:59:59Z", found.Inventory.HeadVersion.Created.Text);
        }

        body["created"] = "1999-12-31T23:59:58+01:00";
        body["expectedHead"] = "v1";
        answer = await _client.PostAsync("api/updates", body);
        Assert.Equal((HttpStatusCode.Conflict, "created"), (answer.Status, answer.Text("field")));
    }

    private SourceFolder Write(string version, Dictionary<string, string>? content = null)
    {
        Dictionary<string, string> payload = content ?? Payload;
        SourceFolder bag = new(_service);
        Dictionary<string, string> tags = new()
        {
            ["bagit.txt"] = $"BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n",
            ["bag-info.txt"] = $"Payload-Oxum: {payload.Values.Sum(Encoding.UTF8.GetByteCount)}.{payload.Count}\n",
            ["manifest-md5.txt"] = Manifest(version, payload, Md5),
            ["manifest-sha256.txt"] = Manifest(version, payload, Sha256),
        };
        foreach ((string path, string text) in payload)
        {
            bag.Write("data/" + path, text);
        }

        foreach ((string path, string text) in tags)
        {
            bag.Write(path, text);
        }

        return bag;
    }

    private static string Manifest(
        string version, Dictionary<string, string> payload, Func<string, string> digest) => string.Concat(payload.Select(file =>
    {
        string path = version == "1.0" ? file.Key.Replace("%", "%25", StringComparison.Ordinal) : file.Key;
        return $"{digest(file.Value)}  data/{path.Replace("\n", "%0A", StringComparison.Ordinal)}\n";
    }));

#pragma warning disable CA5351 // Bags have MD5.
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");
}
