using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Local.Tests.Hosting;
using OcflFunctions.Local.Tests.Http;
using OcflFunctions.Local.Tests.Telemetry;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Tests.Management;

/// <summary>What the engine's own API does with updates and validations of this app.</summary>
public sealed class ManagedUpdateTests : IAsyncLifetime, IDisposable
{
    private const string Base = RunningHost.ManagementPath;

    private readonly TemporaryFolder _folder = new();
    private ProductHost? _host;

    private HttpClient Http => _host!.Http;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "incoming", "source"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "incoming", "source", "a.txt"), "a");
        _host = await ProductHost.StartAsync(_folder, "--Ocfl:Updates:MaxQueued=5");
    }

    public Task DisposeAsync() => _host!.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("UpdateObject", """{"objectId":""}""", "request.objectId", "empty-value")]
    [InlineData("UpdateObject", """{"objectId":"a\u0000b","source":{"directory":"source"}}""", "request.objectId", "control-character")]
    [InlineData(
        "UpdateObject", """{"objectId":"a","source":{"directory":"source"},"digestAlgorithm":"md5"}""", "request.digestAlgorithm", "unknown-digest-algorithm")]
    [InlineData(
        "UpdateObject", """{"objectId":"a","changes":[{"op":"remove","path":"../x"}]}""", "request.changes[0].path", "invalid-change")]
    [InlineData("ValidateObjects", """{"objectId":"a\u0000b"}""", "request.objectId", "control-character")]
    [InlineData("ValidateObjects", """{"objectId":"a","contents":true}""", "request.contents", "unknown-field")]
    public async Task A_start_is_held_to_the_rules_of_the_API(string orchestrator, string request, string field, string type)
    {
        using HttpResponseMessage response = await StartAsync(orchestrator, $$$"""{"request":{{{request}}},"settings":{}}""");

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal("urn:ocfl-functions:problem:" + type, problem.GetProperty("type").GetString());
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("UpdateObject", "{}", "'request' and 'settings'")]
    [InlineData("UpdateObject", "[]", "UpdateObject")]
    [InlineData("UpdateObject", """{"Request":{"objectId":"a"},"settings":{}}""", "$.Request")]
    [InlineData("UpdateObject", """{"request":{"objectId":"a","source":{"directory":"source"}},"REQUEST":{"objectId":""},"settings":{}}""", "$.REQUEST")]
    [InlineData("ValidateObjects", """{"Request":{},"settings":{}}""", "$.Request")]
    [InlineData("updateobject", """{"request":{"objectId":"a"},"settings":{"window":0}}""", "settings.window")]
    [InlineData("ValidateObjects", """{"request":{"objectId":7},"settings":{}}""", "$.request.objectId")]
    public async Task An_input_that_is_none_is_refused(string orchestrator, string input, string detail)
    {
        using HttpResponseMessage response = await StartAsync(orchestrator, input);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal("urn:ocfl-functions:problem:invalid-input", problem.GetProperty("type").GetString());
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orchestrators/UpdateObject")]
    [InlineData("orchestrators/ValidateObjects")]
    public async Task An_input_that_is_too_large_is_refused_before_it_is_read_whole(string path)
    {
        using HttpResponseMessage response = await Http.PostAsync(
            $"{Base}/{path}",
            new StringContent($$$"""{"request":{"objectId":"{{{new string('x', 2_000_000)}}}"}}""", Encoding.UTF8, "application/json"));

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("urn:ocfl-functions:problem:body-too-large", problem.GetProperty("type").GetString());
    }

    /// <summary>What the service has started can be started again with the input that the status shows.</summary>
    [Theory]
    [InlineData("""{"objectId":"urn:again","source":{"directory":"source"}}""")]
    [InlineData(
        """{"objectId":"urn:again","source":{"directory":"source"},"mode":"merge","fixity":["md5"],"expectedHead":"v0","onFailure":"revert"}""")]
    [InlineData("""{"objectId":"urn:changes","changes":[{"op":"remove","path":"a.txt"}]}""")]
    public async Task An_input_of_the_service_itself_is_taken(string request)
    {
        var asked = JsonSerializer.Deserialize<JsonObject>(request)!;
        asked["mode"] ??= asked["source"] is null ? "select" : "replace";
        UpdateInput input = new(asked.Deserialize(ContractsJson.Relaxed.UpdateRequest)!, new UpdateSettings());

        using HttpResponseMessage response = await StartAsync("UpdateObject", EngineJson.Converter.Serialize(input)!);

        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_start_takes_its_place_before_the_answer()
    {
        ClaimStore claims = _host!.Services.GetRequiredService<ClaimStore>();
        await claims.TryReserveAsync("urn:queue", "before", most: 10, CancellationToken.None);

        string[] ids = [await StartUpdateAsync("urn:queue"), await StartUpdateAsync("urn:queue")];

        Assert.Equal(["before", .. ids], await claims.GetAsync("urn:queue", CancellationToken.None));
        await claims.ReleaseAsync("urn:queue", "before", _host.Engine.GetLifeAsync, CancellationToken.None);
        await _host.UntilAsync(ids[0], "Completed");
        await _host.UntilAsync(ids[1], "Unchanged");
    }

    [Fact]
    public async Task A_start_that_is_refused_leaves_no_place_and_a_full_queue_refuses_it()
    {
        ClaimStore claims = _host!.Services.GetRequiredService<ClaimStore>();
        await claims.TryReserveAsync("urn:queue", "before", most: 10, CancellationToken.None);
        string id = await StartUpdateAsync("urn:queue");

        using HttpResponseMessage again = await StartAsync("UpdateObject/" + id, InputFor("urn:other"));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Empty(await claims.GetAsync("urn:other", CancellationToken.None));

        OcflOptions options = _host.Services.GetRequiredService<IOptions<OcflOptions>>().Value;
        for (int number = 2; number < options.Updates.MaxQueued; number++)
        {
            await claims.TryReserveAsync("urn:queue", $"more {number}", options.Updates.MaxQueued, CancellationToken.None);
        }

        using HttpResponseMessage refused = await StartAsync("UpdateObject", InputFor("urn:queue"));
        JsonElement problem = await ProblemAssert.IsAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.Equal("urn:ocfl-functions:problem:queue-full", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_start_that_loses_its_id_to_another_objects_update_leaves_no_place()
    {
        ClaimStore claims = _host!.Services.GetRequiredService<ClaimStore>();
        await claims.TryReserveAsync("urn:queue", "before", most: 10, CancellationToken.None);
        string id = await StartUpdateAsync("urn:queue");
        UpdateRequest other = new() { ObjectId = "urn:other", Source = new UpdateSource { Directory = "source" } };

        await Assert.ThrowsAsync<InvalidOperationException>(() => _host.Services.GetRequiredService<UpdateStarter>().StartReservedAsync(
            _host.Engine, other, id, () => throw new InvalidOperationException("The id is in use."), CancellationToken.None));

        Assert.Empty(await claims.GetAsync("urn:other", CancellationToken.None));
        Assert.Equal(["before", id], await claims.GetAsync("urn:queue", CancellationToken.None));
    }

    [Fact]
    public async Task An_update_that_failed_cannot_be_rewound()
    {
        string id = await _host!.UpdateAsync("urn:first");
        await _host.UntilAsync(id, "Completed");
        UpdateInput input = new(
            new UpdateRequest { ObjectId = "urn:first", Source = new UpdateSource { Directory = "source" }, ExpectedHead = "v7" },
            new UpdateSettings());
        using HttpResponseMessage started = await StartAsync("UpdateObject", EngineJson.Converter.Serialize(input)!);
        string failed = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        await _host.UntilAsync(failed, "Failed");

        using HttpResponseMessage response = await Http.PostAsync($"{Base}/instances/{failed}/rewind?reason=again", content: null);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.PreconditionFailed);
        Assert.Equal("urn:ocfl-functions:problem:cannot-rewind", problem.GetProperty("type").GetString());
        Assert.Contains("Start a new update", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await _host.UntilAsync(failed, "Failed");
    }

    [Fact]
    public async Task A_list_shows_long_payloads_by_their_length_and_the_instance_shows_them_whole()
    {
        string message = new('m', 12_000);
        string changes = string.Join(',', Enumerable.Repeat("""{"op":"remove","path":"a-path-of-some-length"}""", 200));
        UpdateInput input = new(
            JsonSerializer.Deserialize(
                $$"""{"objectId":"urn:long","message":"{{message}}","mode":"select","changes":[{{changes}}]}""",
                ContractsJson.Relaxed.UpdateRequest)!,
            new UpdateSettings());
        using HttpResponseMessage started = await StartAsync("UpdateObject", EngineJson.Converter.Serialize(input)!);
        string id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        JsonElement listed = (await Http.GetFromJsonAsync<JsonElement>($"{Base}/instances?instanceIdPrefix={id}"))[0];
        JsonElement whole = await Http.GetFromJsonAsync<JsonElement>($"{Base}/instances/{id}");

        Assert.Matches(@"^\([0-9]+ characters;", listed.GetProperty("input").GetString());
        Assert.Equal(message, whole.GetProperty("input").GetProperty("request").GetProperty("message").GetString());
    }

    private async Task<string> StartUpdateAsync(string objectId)
    {
        using HttpResponseMessage started = await StartAsync("UpdateObject", InputFor(objectId));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        return (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static string InputFor(string objectId) => EngineJson.Converter.Serialize(new UpdateInput(
        new UpdateRequest { ObjectId = objectId, Source = new UpdateSource { Directory = "source" } },
        new UpdateSettings { ClaimPollInterval = TimeSpan.FromSeconds(1) }))!;

    private Task<HttpResponseMessage> StartAsync(string orchestrator, string input) =>
        Http.PostAsync($"{Base}/orchestrators/{orchestrator}", new StringContent(input, Encoding.UTF8, "application/json"));
}
