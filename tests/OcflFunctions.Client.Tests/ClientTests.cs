using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client.Tests;

/// <summary>The client against made-up answers.</summary>
public sealed class ClientTests
{
    private const string Links = """{"self":"/api/updates/1","suspend":"s","resume":"r","cancel":"c","retry":"t"}""";
    private const string Started = $$"""{"id":"1","objectId":"urn:x","status":"Queued","links":{{Links}}}""";
    private static readonly UpdateRequest Request = new() { ObjectId = "urn:x", Source = new UpdateSource { Directory = "folder" } };
    private readonly InstantTime _time = new();

    public static TheoryData<int> PassingStatuses => [408, 429, 500, 502, 503, 504];

    [Theory]
    [MemberData(nameof(PassingStatuses))]
    public async Task A_start_is_tried_again_with_the_same_key_and_body(int status)
    {
        ScriptedHandler handler = new(
            ScriptedHandler.Json((HttpStatusCode)status, "busy", "text/plain"),
            ScriptedHandler.Fail(HttpRequestError.ResponseEnded),
            ScriptedHandler.Json(HttpStatusCode.Accepted, Started));

        StartedUpdate started = await Client(handler).StartAsync(Request);

        Assert.Equal("1", started.Id);
        Assert.Equal(3, handler.Requests.Count);
        string key = Assert.Single(handler.Requests.Select(request => request.Headers.GetValues("Idempotency-Key").Single()).Distinct());
        Assert.Equal(32, key.Length);
        Assert.Equal(
            """{"objectId":"urn:x","source":{"directory":"folder"},"mode":"replace","onFailure":"hold"}""",
            Assert.Single(handler.Bodies.Distinct()));
        Assert.All(_time.Waits, (wait, index) => Assert.InRange(wait.TotalSeconds, 0.5 * (index + 1), 1 << index));
    }

    [Fact]
    public async Task Each_start_has_a_key_of_its_own_and_one_that_is_given_is_used()
    {
        ScriptedHandler handler = new([.. Enumerable.Repeat(ScriptedHandler.Json(HttpStatusCode.Accepted, Started), 3)]);
        OcflFunctionsClient client = Client(handler);

        await client.StartAsync(Request);
        await client.StartAsync(Request);
        await client.StartAsync(Request, "mine");

        string[] keys = [.. handler.Requests.Select(request => request.Headers.GetValues("Idempotency-Key").Single())];
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal("mine", keys[2]);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sat, 01 Aug 2026 00:00:09 GMT", 9)]
    [InlineData("Fri, 31 Jul 2026 00:00:00 GMT", 0)]
    [InlineData("86400", 30)]
    public async Task The_service_says_when_to_try_again(string retryAfter, int seconds)
    {
        ScriptedHandler handler = new(
            ScriptedHandler.Json(HttpStatusCode.TooManyRequests, "", "text/plain", retryAfter),
            ScriptedHandler.Json(HttpStatusCode.Accepted, Started));

        await Client(handler).StartAsync(Request);

        Assert.Equal(seconds, _time.Waits.Sum(wait => wait.TotalSeconds));
        Assert.Equal(0, handler.Left);
    }

    [Fact]
    public async Task Tries_run_out()
    {
        ScriptedHandler handler = new([.. Enumerable.Repeat(ScriptedHandler.Fail(HttpRequestError.ConnectionError), 5)]);

        await Assert.ThrowsAsync<HttpRequestException>(() => Client(handler).GetAsync("1"));

        Assert.Equal(0, handler.Left);
        Assert.Equal(4, _time.Waits.Count);
    }

    [Fact]
    public async Task A_problem_is_an_exception_with_all_that_it_says()
    {
        const string Problem = """
            {"type":"urn:ocfl-functions:problem:missing-field","title":"A field is missing.","status":400,"detail":"The field 'source' is required.","field":"source","pointer":"/source",
             "errors":[{"type":"urn:ocfl-functions:problem:missing-field","field":"source","pointer":"/source","detail":"The field 'source' is required."},
                       {"type":"urn:ocfl-functions:problem:invalid-mode","field":"mode","pointer":"/mode","detail":"No."}]}
            """;
        ScriptedHandler handler = new(ScriptedHandler.Json(HttpStatusCode.BadRequest, Problem, "application/problem+json"));

        OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(() => Client(handler).StartAsync(Request));

        Assert.Equal(HttpStatusCode.BadRequest, refusal.Status);
        Assert.Equal("urn:ocfl-functions:problem:missing-field", refusal.Type);
        Assert.Equal("missing-field", refusal.Kind);
        Assert.Equal("source", refusal.Field);
        Assert.Equal("/source", refusal.JsonPointer);
        Assert.Equal("The field 'source' is required.", refusal.Detail);
        Assert.Equal(["source", "mode"], refusal.Errors.Select(error => error.Field));
        Assert.Contains(
            "POST /api/updates was answered with 400: The field 'source' is required.", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData("<html>Unauthorized</html>", "text/html")]
    [InlineData("{ broken", "application/problem+json")]
    [InlineData("null", "application/problem+json")]
    public async Task An_answer_that_is_no_problem_document_still_tells_its_status(string body, string mediaType)
    {
        ScriptedHandler handler = new(ScriptedHandler.Json(HttpStatusCode.Unauthorized, body, mediaType));

        OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(() => Client(handler).GetAsync("1"));

        Assert.Equal(HttpStatusCode.Unauthorized, refusal.Status);
        Assert.Null(refusal.Type);
        Assert.Null(refusal.Kind);
        Assert.Empty(refusal.Errors);
    }

    [Theory]
    [InlineData("{ broken")]
    [InlineData("null")]
    [InlineData("{\"id\":\"1\"}")]
    public async Task An_answer_that_is_no_update_is_named(string body)
    {
        ScriptedHandler handler = new(ScriptedHandler.Json(HttpStatusCode.OK, body));

        OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(() => Client(handler).GetAsync("1"));

        Assert.Contains("Update", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_is_not_sent_again_where_it_may_have_been_carried_out()
    {
        ScriptedHandler lost = new(ScriptedHandler.Fail(HttpRequestError.ResponseEnded));
        await Assert.ThrowsAsync<HttpRequestException>(() => Client(lost).SuspendAsync("1"));

        ScriptedHandler broken = new(ScriptedHandler.Json(HttpStatusCode.InternalServerError, "", "text/plain"));
        await Assert.ThrowsAsync<OcflFunctionsException>(() => Client(broken).SuspendAsync("1"));

        ScriptedHandler busy = new(
            ScriptedHandler.Json(HttpStatusCode.ServiceUnavailable, "", "text/plain"),
            ScriptedHandler.Fail(HttpRequestError.ConnectionError),
            ScriptedHandler.Json(HttpStatusCode.Accepted, ""));
        await Client(busy).SuspendAsync("1");
        Assert.Equal(0, busy.Left);
    }

    [Fact]
    public async Task Commands_go_where_they_belong_with_the_key()
    {
        ScriptedHandler handler = new([.. Enumerable.Repeat(ScriptedHandler.Json(HttpStatusCode.Accepted, ""), 4)]);
        OcflFunctionsClient client = Client(handler, options =>
        {
            options.Address = new Uri("https://example.org/behind/a/proxy");
            options.FunctionKey = "secret";
        });

        await client.SuspendAsync("a/b ä");
        await client.ResumeAsync("1");
        await client.CancelAsync("1");
        await client.RetryAsync("1");

        Assert.Equal(
            ["https://example.org/behind/a/proxy/api/updates/a%2Fb%20%C3%A4/suspend", .. new[] { "resume", "cancel", "retry" }.Select(
                command => $"https://example.org/behind/a/proxy/api/updates/1/{command}")],
            handler.Requests.Select(request => request.RequestUri!.AbsoluteUri));
        Assert.All(handler.Requests, request => Assert.Equal(
            (HttpMethod.Post, "secret"), (request.Method, request.Headers.GetValues("x-functions-key").Single())));
    }

    [Fact]
    public async Task Pages_are_fetched_as_they_are_asked_for()
    {
        ScriptedHandler handler = new(Page("next one+", "1", "2"), Page(null, "3"));
        UpdateFilter filter = new() { ObjectId = "urn:a&b", Statuses = [UpdateStatus.Held, UpdateStatus.Failed], PageSize = 2 };
        List<string> ids = [];

        await foreach (Update update in Client(handler).ListAsync(filter))
        {
            ids.Add(update.Id);
            Assert.Equal(ids.Count <= 2 ? 1 : 2, handler.Requests.Count);
        }

        Assert.Equal(["1", "2", "3"], ids);
        Assert.Equal(
            [
                "?objectId=urn%3Aa%26b&status=Held%2CFailed&top=2",
                "?objectId=urn%3Aa%26b&status=Held%2CFailed&top=2&continuation=next%20one%2B",
            ],
            handler.Requests.Select(request => request.RequestUri!.Query));
    }

    [Fact]
    public async Task A_wait_looks_as_often_as_the_service_asks_and_tells_what_it_sees()
    {
        ScriptedHandler handler = new(Poll("Running", "3"), Poll("Held", "2"), Poll("Suspended", null), Poll("Completed", null));
        List<UpdateStatus> seen = [];

        Update update = await Client(handler).WaitAsync("1", new Reported(update => seen.Add(update.Status)));

        Assert.Equal(UpdateStatus.Completed, update.Status);
        Assert.Equal([UpdateStatus.Running, UpdateStatus.Held, UpdateStatus.Suspended, UpdateStatus.Completed], seen);
        Assert.Equal([3.0, 2.0, 1.0], _time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        ScriptedHandler handler = new(Poll("Running", "1"));
        using CancellationTokenSource enough = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Client(handler).WaitAsync("1", new Reported(_ => enough.Cancel()), enough.Token));

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Health_is_told_also_when_it_is_bad()
    {
        ScriptedHandler handler = new(ScriptedHandler.Json(
            HttpStatusCode.ServiceUnavailable, """{"status":"unavailable","checks":{"workArea":"The work area cannot be used."}}"""));

        HealthReport report = await Client(handler).GetHealthAsync();

        Assert.Equal("unavailable", report.Status);
        Assert.Equal("The work area cannot be used.", report.Checks["workArea"]);
        ScriptedHandler proxy = new(ScriptedHandler.Json(HttpStatusCode.ServiceUnavailable, "starting", "text/plain"));
        await Assert.ThrowsAsync<OcflFunctionsException>(() => Client(proxy).GetHealthAsync());
    }

    [Fact]
    public async Task The_client_comes_from_the_services_of_a_host()
    {
        ScriptedHandler handler = new(ScriptedHandler.Json(HttpStatusCode.Accepted, Started));
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_time);
        services.AddOcflFunctionsClient(options => options.Address = new Uri("https://example.org")).ConfigurePrimaryHttpMessageHandler(
            () => handler);
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<OcflFunctionsClient>().StartAsync(Request);

        Assert.Equal("https://example.org/api/updates", Assert.Single(handler.Requests).RequestUri!.AbsoluteUri);
    }

    [Fact]
    public void A_wrong_option_is_named()
    {
        AssertNamed("Address", options => options.Address = null);
        AssertNamed("Address", options => options.Address = new Uri("/api", UriKind.Relative));
        AssertNamed("FunctionKey", options => options.FunctionKey = "line\n");
        AssertNamed("Attempts", options => options.Attempts = 0);
        AssertNamed("FirstRetryDelay", options => options.FirstRetryDelay = -TimeSpan.FromSeconds(1));
        AssertNamed("MaxRetryDelay", options => options.MaxRetryDelay = TimeSpan.Zero);
        AssertNamed("PollInterval", options => options.PollInterval = -TimeSpan.FromSeconds(1));

        void AssertNamed(string option, Action<OcflFunctionsClientOptions> change) =>
            Assert.Contains(
                option, Assert.ThrowsAny<ArgumentException>(() => Client(new ScriptedHandler(), change)).Message, StringComparison.Ordinal);
    }

    private OcflFunctionsClient Client(HttpMessageHandler handler, Action<OcflFunctionsClientOptions>? change = null)
    {
        OcflFunctionsClientOptions options = new() { Address = new Uri("http://service.example") };
        change?.Invoke(options);
        return new OcflFunctionsClient(new HttpClient(handler), options, _time);
    }

    private static string UpdateJson(string id, string status) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{id}}","objectId":"urn:x","status":"{{status}}","createdAt":"2026-08-01T00:00:00Z","lastUpdatedAt":"2026-08-01T00:00:00Z","links":{{Links}}}""");

    private static Func<HttpResponseMessage> Poll(string status, string? retryAfter) =>
        ScriptedHandler.Json(HttpStatusCode.OK, UpdateJson("1", status), retryAfter: retryAfter);

    private static Func<HttpResponseMessage> Page(string? continuation, params string[] ids) => ScriptedHandler.Json(
        HttpStatusCode.OK,
        $$"""{"updates":[{{string.Join(',', ids.Select(id => UpdateJson(id, "Failed")))}}]{{(continuation is null
            ? ""
            : $",\"continuation\":\"{continuation}\"")}}}""");

    private sealed class Reported(Action<Update> report) : IProgress<Update>
    {
        public void Report(Update value) => report(value);
    }
}
