using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>Content from containers of blobs, and of a part of a source.</summary>
public abstract class SourceTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task A_container_is_a_source_and_is_only_read()
    {
        if (_service.Incoming is null)
        {
            return;
        }

        await using SourceContainer source = new(_service);
        Dictionary<string, string> files = new()
        {
            ["readme.txt"] = "Read me.",
            ["data/a.bin"] = "same",
            ["data/deep/b.bin"] = "same",
            ["empty"] = "",
            [".hidden"] = "hidden",
            ["Grüße/日本語.txt"] = "unicode",
            ["100%/a+b&c#d?.txt"] = "signs",
            ["large"] = new string('x', 9 << 20),
        };
        await WriteAsync(source, files);

        // What tells of folders: in accounts with a hierarchical namespace, and by other tools.
        await source.WriteAsync("data", "", new Dictionary<string, string> { ["hdi_isfolder"] = "true" });
        await source.WriteAsync("data/deep/", "");
        List<string> before = await source.StatesAsync();
        string objectId = NewId();

        await _client.UpdateAsync(objectId, source.Source());

        await RequireAsync(objectId, versions: 1, files);
        Assert.Equal(before, await source.StatesAsync());
    }

    [Fact]
    public async Task A_second_version_comes_from_a_changed_container()
    {
        if (_service.Incoming is null)
        {
            return;
        }

        await using SourceContainer source = new(_service);
        Dictionary<string, string> files = new() { ["kept.txt"] = "kept", ["changed.txt"] = "old" };
        await WriteAsync(source, files);
        string objectId = NewId();
        await _client.UpdateAsync(objectId, source.Source());
        files["changed.txt"] = "new";
        await source.WriteAsync("changed.txt", "new");

        JsonNode update = await _client.UpdateAsync(objectId, source.Source());

        Assert.Equal(["copy v2/content/changed.txt"], update["steps"]!.AsArray()
            .Select(step => step!["name"]!.ToString())
            .Where(name => name.StartsWith("copy ", StringComparison.Ordinal)));
        await RequireAsync(objectId, versions: 2, files);
        Assert.Equal("Unchanged", (await _client.UpdateAsync(objectId, source.Source(), status: "Unchanged"))["status"]!.ToString());
    }

    [Fact]
    public async Task A_prefix_is_a_folder_and_no_beginning_of_a_name()
    {
        if (_service.Incoming is null)
        {
            return;
        }

        await using SourceContainer source = new(_service);
        await WriteAsync(source, new() { ["in/a.txt"] = "a", ["inbox/b.txt"] = "b", ["in.txt"] = "c" });
        JsonObject named = source.Source();
        named["prefix"] = source.Prefix + "/in/";
        string objectId = NewId();

        await _client.UpdateAsync(objectId, named);

        await RequireAsync(objectId, versions: 1, new() { ["a.txt"] = "a" });
    }

    [Fact]
    public async Task An_empty_folder_empties_no_object_unless_that_is_asked_for()
    {
        using SourceFolder full = new SourceFolder(_service).Write("a.txt", "a").Write("b.txt", "b");
        using SourceFolder empty = new(_service);
        string objectId = NewId();
        JsonNode first = await _client.UpdateAsync(objectId, full.Source());

        JsonNode refused = await _client.UpdateAsync(objectId, empty.Source(), status: "Failed");
        JsonObject body = ServiceClient.Body(objectId, empty.Source());
        body["allowEmpty"] = true;
        JsonNode emptied = await _client.WaitForStatusAsync(await _client.StartAsync(body), "Completed");

        Assert.Equal("""{"added":2,"changed":0,"removed":0,"renamed":0}""", first["result"]!["files"]!.ToJsonString());
        Assert.Equal("InvalidUpdate", refused["error"]!["type"]!.ToString());
        Assert.Contains("'allowEmpty'", refused["error"]!["message"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("""{"added":0,"changed":0,"removed":2,"renamed":0}""", emptied["result"]!["files"]!.ToJsonString());
        Assert.Equal("v2", emptied["result"]!["version"]!.ToString());
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("container")]
    public async Task Patterns_say_which_files_are_taken(string kind)
    {
        if (kind == "container" && _service.Incoming is null)
        {
            return;
        }

        using SourceFolder folder = new SourceFolder(_service)
            .Write("top.csv", "1").Write("data/a.csv", "2").Write("data/a.txt", "3").Write("data/old/b.csv", "4").Write(
                "drafts/c.csv", "5").Write("readme.md", "6");
        await using SourceContainer? container = kind == "container" ? new(_service) : null;
        if (container is null)
        {
            // Left out, so that it may be a link.
            Directory.CreateSymbolicLink(folder["drafts/link"], folder["data"]);
        }
        else
        {
            await container.WriteAsync(folder);
        }

        JsonObject source = container?.Source() ?? folder.Source();
        source["include"] = new JsonArray("**/*.csv", "readme.*");
        source["exclude"] = new JsonArray("drafts/**", "**/old/*");
        string objectId = NewId();

        await _client.UpdateAsync(objectId, source);

        await RequireAsync(objectId, versions: 1, new() { ["top.csv"] = "1", ["data/a.csv"] = "2", ["readme.md"] = "6" });
    }

    [Fact]
    public async Task Patterns_that_leave_nothing_fail_the_update_and_the_object_stays_as_it_is()
    {
        using SourceFolder folder = new SourceFolder(_service).Write("a.txt", "a");
        string objectId = NewId();
        await _client.UpdateAsync(objectId, folder.Name);
        JsonObject source = folder.Source();
        source["include"] = new JsonArray("*.csv");

        JsonNode update = await _client.UpdateAsync(objectId, source, status: "Failed");

        Assert.Equal("InvalidUpdate", update["error"]!["type"]!.ToString());
        await RequireAsync(objectId, versions: 1, new() { ["a.txt"] = "a" });
    }

    [Fact]
    public async Task A_link_that_is_asked_for_fails_the_update()
    {
        using SourceFolder folder = new SourceFolder(_service).Write("a.txt", "a").Write("other/b.txt", "b");
        Directory.CreateSymbolicLink(folder["link"], folder["other"]);
        JsonObject source = folder.Source();
        source["include"] = new JsonArray("link/**");

        JsonNode update = await _client.UpdateAsync(NewId(), source, status: "Failed");

        Assert.Equal("InvalidUpdate", update["error"]!["type"]!.ToString());
        Assert.Contains("'link'", update["error"]!["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blob_whose_name_is_no_path_fails_the_update()
    {
        if (_service.Incoming is null)
        {
            return;
        }

        await using SourceContainer source = new(_service);
        await WriteAsync(source, new() { ["a.txt"] = "a", ["b//c.txt"] = "c" });

        JsonNode update = await _client.UpdateAsync(NewId(), source.Source(), status: "Failed");

        Assert.Equal("InvalidUpdate", update["error"]!["type"]!.ToString());
        Assert.Contains("'b//c.txt'", update["error"]!["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_storage_root_is_no_source()
    {
        if (_service is not LocalService { Root.PendingArea: null })
        {
            return;
        }

        JsonObject body = ServiceClient.Body(
            NewId(), new JsonObject { ["container"] = _service.Incoming!.Name.Replace("incoming", "root", StringComparison.Ordinal) });

        Answer answer = await _client.PostAsync("api/updates", body);

        Assert.Equal("urn:ocfl-functions:problem:source-not-allowed", answer.Text("type"));
        Assert.Contains("storage root", answer.Text("detail"), StringComparison.Ordinal);
    }

    private static Task WriteAsync(SourceContainer source, Dictionary<string, string> files) =>
        Task.WhenAll(files.Select(file => source.WriteAsync(file.Key, file.Value)));

    private Task RequireAsync(string objectId, int versions, Dictionary<string, string> files) =>
        StoredObject.RequireContentAsync(
            _service, objectId, versions, files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)));

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");
}
