using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OcflFunctions.Client;
using OcflFunctions.Contracts;

namespace EndToEnd;

/// <summary>Events and lists, as the client and a browser see them.</summary>
public abstract class WatchTests(ServiceFixture fixture)
{
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Fact]
    public async Task An_update_is_watched_to_its_end()
    {
        using SourceFolder source = new SourceFolder(_service).WriteMany(5);
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        using HttpClient http = new(new DocumentedHandler(_service));
        OcflFunctionsClient client = ClientOf(http);

        string id = await _client.StartAsync(objectId, source.Name);
        List<UpdateEvent> events = await client.WatchAsync(id).ToListAsync().AsTask().WaitAsync(Deadline.Default);

        Assert.Equal((id, UpdateStatus.Completed), (events[^1].End!.Id, events[^1].End!.Status));
        Assert.Equal(events.Count, events.Select(each => each.Id).Distinct().Count());
        Assert.All(
            events.Where(each => each.Step is not null).GroupBy(each => each.Step!.Number),
            step => Assert.True(step.Last().Step!.State is StepState.Done or StepState.AlreadyDone));
        Assert.Empty(await client.WatchAsync(id, events[^1].Id).ToListAsync().AsTask().WaitAsync(Deadline.Default));

        StartedValidation validation = await client.StartValidationAsync(new ValidationRequest { ObjectId = objectId });
        List<ValidationEvent> checks = await client.WatchValidationAsync(validation.Id).ToListAsync().AsTask().WaitAsync(Deadline.Default);
        Assert.Equal((ValidationOutcome.Valid, 5L), (checks[^1].End!.Result!.Outcome, checks[^1].End!.Result!.Files));
        Assert.Equal(
            validation.Id,
            Assert.Single(await client.ListValidationsAsync(new ValidationFilter { ObjectId = objectId }).ToListAsync()).Id);
    }

    [Fact]
    public async Task An_import_is_watched_to_its_end()
    {
        using ImportedRoot source = await ImportedRoot.CreateAsync(_service);
        foreach (int _ in Enumerable.Range(0, 3))
        {
            await source.AddAsync("urn:e2e:" + Guid.NewGuid().ToString("N"));
        }

        using HttpClient http = new(new DocumentedHandler(_service));
        OcflFunctionsClient client = ClientOf(http);
        StartedImport started = await client.StartImportAsync(
            new ImportRequest { Source = new ImportSource { Directory = source.Name } });

        List<ImportEvent> events = await client.WatchImportAsync(started.Id).ToListAsync().AsTask().WaitAsync(Deadline.Default);

        Import end = events[^1].End!;
        Assert.Equal((started.Id, ImportOutcome.Complete, 3L), (end.Id, end.Result!.Outcome, end.Result.Imported));
        Assert.Equal(events.Count, events.Select(each => each.Id).Distinct().Count());
        Assert.Equal(3, events.Last(each => each.Progress is not null).Progress!.Imported);
        Assert.Empty(await client.WatchImportAsync(started.Id, events[^1].Id).ToListAsync().AsTask().WaitAsync(Deadline.Default));
    }

    [Theory]
    [InlineData("api/updates/none/events", HttpStatusCode.NotFound, "update-not-found")]
    [InlineData("api/validations/none/events", HttpStatusCode.NotFound, "validation-not-found")]
    [InlineData("api/purges/none/events", HttpStatusCode.NotFound, "purge-not-found")]
    [InlineData("api/imports/none/events", HttpStatusCode.NotFound, "import-not-found")]
    [InlineData("api/updates?from=today", HttpStatusCode.BadRequest, "invalid-query")]
    [InlineData("api/validations?status=Held", HttpStatusCode.BadRequest, "invalid-query")]
    [InlineData("api/purges?top=0", HttpStatusCode.BadRequest, "invalid-query")]
    [InlineData("api/version?x=1", HttpStatusCode.BadRequest, "invalid-query")]
    public async Task A_question_that_has_no_answer_is_refused(string path, HttpStatusCode status, string type)
    {
        Answer answer = await _client.GetAsync(path);

        Assert.Equal((status, "urn:ocfl-functions:problem:" + type), (answer.Status, answer.Text("type")!));
    }

    [Fact]
    public async Task Versions_and_lists_are_as_documented()
    {
        Answer version = await _client.GetAsync("api/version");
        Answer health = await _client.GetAsync("api/health");
        Answer purges = await _client.GetAsync("api/purges?status=Completed&top=1");
        Answer validations = await _client.GetAsync("api/validations?status=Cancelled,Completed&top=1");

        Assert.All([version, health, purges, validations], answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.True(JsonNode.DeepEquals(version.Body, health.Body!["version"]));
        Assert.Equal("1.1", version.Text("specification"));
    }

    private OcflFunctionsClient ClientOf(HttpClient http) =>
        new(http, new OcflFunctionsClientOptions { Address = _service.Address, FunctionKey = _service.Key });
}

/// <summary>Notifications survive the death of the process.</summary>
public abstract class NotifyTests(ServiceStorage storage)
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    [LocalProcessFact]
    public async Task A_notification_is_sent_although_the_service_was_killed_while_its_receiver_was_away()
    {
        using HttpListener listener = new();
        string prefix = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(prefix);
        await using LocalService service = await LocalService.StartAsync(
            storage,
            $"--Ocfl:Notify:Urls:0={prefix}hook",
            $"--Ocfl:Notify:Secret={Secret}",
            "--Ocfl:Notify:FirstRetryDelay=00:00:00.2",
            "--Ocfl:Notify:MaxRetryDelay=00:00:01",
            "--Ocfl:Notify:Attempts=100");
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).Write("a.txt", "a");
        List<string> ids = [];
        for (int update = 0; update < 3; update++)
        {
            ids.Add((await client.UpdateAsync("urn:e2e:" + Guid.NewGuid().ToString("N"), source.Name))["id"]!.ToString());
        }

        await service.KillAsync();
        ConcurrentDictionary<string, string> received = new(StringComparer.Ordinal);
        listener.Start();
        Task receiving = ReceiveAsync(listener, received);
        await service.RestartAsync();

        await Deadline.ForAsync("the notifications", () => Task.FromResult(received.Count >= ids.Count ? received : null), () => service.Log);
        listener.Stop();
        await receiving;
        Assert.Equal(ids.Order(), received.Values.Order());
        Assert.DoesNotContain(Secret, service.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("hook", service.Log, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task ReceiveAsync(HttpListener listener, ConcurrentDictionary<string, string> received)
    {
        while (listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await listener.GetContextAsync();
                JsonNode body = JsonNode.Parse(context.Request.InputStream)!;
                received[context.Request.Headers["webhook-id"]!] = body["data"]!["id"]!.ToString();
                context.Response.StatusCode = 204;
                context.Response.Close();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
