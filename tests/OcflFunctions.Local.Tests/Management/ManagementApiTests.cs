using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OcflFunctions.Local.Tests.Functions;
using OcflFunctions.Local.Tests.Hosting;
using OcflFunctions.Local.Tests.Http;

namespace OcflFunctions.Local.Tests.Management;

public class ManagementApiTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Base = RunningHost.ManagementPath;

    private RunningHost Host => shared.Host;

    private HttpClient Client => shared.Host.Client;

    [Fact]
    public async Task A_start_answers_with_the_links_of_the_instance()
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync($"{Base}/orchestrators/Approval/link%20me", "input");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement links = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("link me", links.GetProperty("id").GetString());
        string instance = $"{Client.BaseAddress}{Base[1..]}/instances/link%20me";
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["statusQueryGetUri"] = instance,
                ["sendEventPostUri"] = $"{instance}/raiseEvent/{{eventName}}",
                ["terminatePostUri"] = $"{instance}/terminate?reason={{text}}",
                ["rewindPostUri"] = $"{instance}/rewind?reason={{text}}",
                ["purgeHistoryDeleteUri"] = instance,
                ["restartPostUri"] = $"{instance}/restart",
                ["suspendPostUri"] = $"{instance}/suspend?reason={{text}}",
                ["resumePostUri"] = $"{instance}/resume?reason={{text}}",
            },
            links.EnumerateObject().Where(link => link.Name != "id").ToDictionary(link => link.Name, link => link.Value.GetString()!));
        Assert.Equal(instance, response.Headers.Location?.AbsoluteUri);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter?.Delta);

        using HttpResponseMessage again = await Client.PostAsJsonAsync($"{Base}/orchestrators/Approval/link%20me", "input");
        await ProblemAssert.IsAsync(again, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_running_instance_says_where_and_when_to_ask_again()
    {
        string id = await Host.StartOrchestrationAsync("Approval", new { why = "because" });
        await Host.StatusAsync(id, "Running");

        using HttpResponseMessage response = await Client.GetAsync($"{Base}/instances/{id}?showInput=true");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"{Client.BaseAddress}{Base[1..]}/instances/{id}?showInput=true", response.Headers.Location?.AbsoluteUri);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        JsonElement status = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            ["name", "version", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime"],
            status.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Approval", status.GetProperty("name").GetString());
        Assert.Equal("2", status.GetProperty("version").GetString());
        JsonElement list = await Client.GetFromJsonAsync<JsonElement>($"{Base}/instances?instanceIdPrefix={id}");
        Assert.Equal("2", Assert.Single(list.EnumerateArray()).GetProperty("version").GetString());
        Assert.Equal("""{"why":"because"}""", status.GetProperty("input").GetRawText());
        Assert.Equal("waiting", status.GetProperty("customStatus").GetString());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("output").ValueKind);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", status.GetProperty("createdTime").GetString());
    }

    [Fact]
    public async Task A_message_of_more_than_4_MiB_is_413()
    {
        string id = await Host.StartOrchestrationAsync("Approval");
        string large = new('x', 4 * 1024 * 1024);

        using HttpResponseMessage start = await Client.PostAsJsonAsync($"{Base}/orchestrators/Approval", large);
        using HttpResponseMessage raise = await Client.PostAsJsonAsync($"{Base}/instances/{id}/raiseEvent/approved", large);

        await ProblemAssert.IsAsync(start, HttpStatusCode.RequestEntityTooLarge);
        await ProblemAssert.IsAsync(raise, HttpStatusCode.RequestEntityTooLarge);
        await Host.StatusAsync(id, "Running");
    }

    [Fact]
    public async Task A_second_suspend_changes_nothing()
    {
        string id = await Host.StartOrchestrationAsync("Approval");
        using HttpResponseMessage first = await Client.PostAsync($"{Base}/instances/{id}/suspend", null);
        await Host.StatusAsync(id, "Suspended");

        using HttpResponseMessage second = await Client.PostAsync($"{Base}/instances/{id}/suspend", null);

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
    }

    [Fact]
    public async Task An_event_moves_an_instance_to_its_end()
    {
        string id = await Host.StartOrchestrationAsync("Approval");

        using HttpResponseMessage raised = await Client.PostAsJsonAsync($"{Base}/instances/{id}/raiseEvent/approved", "yes");
        JsonElement status = await Host.StatusAsync(id, "Completed");
        using HttpResponseMessage finished = await Client.GetAsync($"{Base}/instances/{id}");
        using HttpResponseMessage late = await Client.PostAsJsonAsync($"{Base}/instances/{id}/raiseEvent/Approved", "late");

        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        Assert.Equal("yes", status.GetProperty("output").GetString());
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        Assert.Null(finished.Headers.Location);
        await ProblemAssert.IsAsync(late, HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("text/plain", "\"yes\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{not json", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"\\ud800\":1}", HttpStatusCode.BadRequest)]
    public async Task An_event_that_is_not_JSON_is_refused(string type, string body, HttpStatusCode status)
    {
        string id = await Host.StartOrchestrationAsync("Approval");

        using HttpResponseMessage response = await Client.PostAsync(
            $"{Base}/instances/{id}/raiseEvent/Approved", new StringContent(body, Encoding.UTF8, type));

        await ProblemAssert.IsAsync(response, status);
    }

    [Fact]
    public async Task A_failed_instance_tells_its_failure_and_is_an_error_only_where_asked()
    {
        string id = await Host.StartOrchestrationAsync("Faulty");
        JsonElement status = await Host.StatusAsync(id, "Failed");

        using HttpResponseMessage quiet = await Client.GetAsync($"{Base}/instances/{id}");
        using HttpResponseMessage loud = await Client.GetAsync($"{Base}/instances/{id}?returnInternalServerErrorOnFailure=true");

        Assert.Contains("failed because of a reason", status.GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, quiet.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, loud.StatusCode);
        Assert.Equal("Failed", (await loud.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runtimeStatus").GetString());
    }

    [Fact]
    public async Task The_history_is_that_of_the_extension()
    {
        string id = await Host.StartOrchestrationAsync("Cities", new Trip(["Tokyo"]));

        JsonElement status = await Host.StatusAsync(id, "Completed", "showHistory=true&showHistoryOutput=true");

        JsonElement[] events = [.. status.GetProperty("historyEvents").EnumerateArray()];
        Assert.Equal(["ExecutionStarted", "TaskCompleted", "ExecutionCompleted"], events.Select(Type));
        Assert.Equal("Cities", events[0].GetProperty("FunctionName").GetString());
        Assert.Equal("""{"cities":["Tokyo"]}""", events[0].GetProperty("Input").GetString());
        Assert.Equal("Greet", events[1].GetProperty("FunctionName").GetString());
        Assert.Equal("\"Tokyo\"", events[1].GetProperty("Input").GetString());
        Assert.Equal("Hello Tokyo", events[1].GetProperty("Result").GetString());
        Assert.True(events[1].GetProperty("ScheduledTime").GetDateTime() <= events[1].GetProperty("Timestamp").GetDateTime());
        Assert.Equal("Completed", events[2].GetProperty("OrchestrationStatus").GetString());
        Assert.Equal("""["Hello Tokyo"]""", events[2].GetProperty("Result").GetRawText());
        Assert.EndsWith("Z", events[2].GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_leaves_out_what_was_not_asked_for()
    {
        string id = await Host.StartOrchestrationAsync("Cities", new Trip(["Tokyo"]));

        JsonElement status = await Host.StatusAsync(id, "Completed", "showHistory=true&showInput=false");

        Assert.Equal(JsonValueKind.Null, status.GetProperty("input").ValueKind);
        Assert.All(status.GetProperty("historyEvents").EnumerateArray(), happened =>
        {
            Assert.False(happened.TryGetProperty("Input", out _));
            Assert.False(happened.TryGetProperty("Result", out _));
        });
    }

    [Fact]
    public async Task The_history_tells_of_failures_and_of_calls_that_are_not_done()
    {
        string failed = await Host.StartOrchestrationAsync("Faulty");
        string running = await Host.StartOrchestrationAsync("Endless");
        Assert.Equal(running, await Host.NextNoteAsync("endless began"));

        JsonElement failure = await Host.StatusAsync(failed, "Failed", "showHistory=true");
        JsonElement waiting = await Host.StatusAsync(running, "Running", "showHistory=true");

        JsonElement[] events = [.. failure.GetProperty("historyEvents").EnumerateArray()];
        Assert.Equal(["ExecutionStarted", "TaskFailed", "ExecutionCompleted"], events.Select(Type));
        Assert.Equal("failed because of a reason", events[1].GetProperty("Reason").GetString());
        Assert.Equal("System.NotSupportedException", events[1].GetProperty("FailureDetails").GetProperty("ErrorType").GetString());
        Assert.Equal("Failed", events[2].GetProperty("OrchestrationStatus").GetString());
        JsonElement call = waiting.GetProperty("historyEvents").EnumerateArray().Last();
        Assert.Equal("TaskScheduled", Type(call));
        Assert.Equal("UntilCancelled", call.GetProperty("Name").GetString());
    }

    [Fact]
    public async Task Suspend_and_resume()
    {
        string id = await Host.StartOrchestrationAsync("Approval");

        await PostAsync($"instances/{id}/suspend?reason=a%20rest", HttpStatusCode.Accepted);
        await Host.StatusAsync(id, "Suspended");
        await PostAsync($"instances/{id}/raiseEvent/Approved", HttpStatusCode.Accepted, JsonContent.Create("later"));
        await PostAsync($"instances/{id}/resume", HttpStatusCode.Accepted);
        JsonElement status = await Host.StatusAsync(id, "Completed");

        Assert.Equal("later", status.GetProperty("output").GetString());
        await PostAsync($"instances/{id}/suspend", HttpStatusCode.Gone);
        await PostAsync($"instances/{id}/resume", HttpStatusCode.Gone);
        await PostAsync($"instances/{id}/terminate", HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Terminate_and_restart_and_purge()
    {
        string id = await Host.StartOrchestrationAsync("Approval", "again");

        await DeleteAsync($"instances/{id}", HttpStatusCode.PreconditionFailed);
        await PostAsync($"instances/{id}/restart?restartWithNewInstanceId=false", HttpStatusCode.Conflict);
        await PostAsync($"instances/{id}/terminate?reason=enough", HttpStatusCode.Accepted);
        JsonElement status = await Host.StatusAsync(id, "Terminated");
        Assert.Equal("enough", status.GetProperty("output").GetString());

        JsonElement other = await PostAsync($"instances/{id}/restart", HttpStatusCode.Accepted);
        JsonElement same = await PostAsync($"instances/{id}/restart?restartWithNewInstanceId=false", HttpStatusCode.Accepted);
        Assert.Equal(id, same.GetProperty("id").GetString());
        string otherId = other.GetProperty("id").GetString()!;
        Assert.NotEqual(id, otherId);
        Assert.Equal("again", (await Host.StatusAsync(otherId, "Running")).GetProperty("input").GetString());

        await PostAsync($"instances/{otherId}/terminate", HttpStatusCode.Accepted);
        await Host.StatusAsync(otherId, "Terminated");
        JsonElement purged = await DeleteAsync($"instances/{otherId}", HttpStatusCode.OK);
        Assert.Equal("""{"instancesDeleted":1}""", purged.GetRawText());
        await DeleteAsync($"instances/{otherId}", HttpStatusCode.NotFound);
        using HttpResponseMessage gone = await Client.GetAsync($"{Base}/instances/{otherId}");
        await ProblemAssert.IsAsync(gone, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Rewind_takes_a_failed_instance_back_and_no_other()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        string failed = await host.StartOrchestrationAsync("Fixed");
        string running = await host.StartOrchestrationAsync("Approval");
        await host.StatusAsync(failed, "Failed");
        host.Recorder.Gate.SetResult();

        using HttpResponseMessage rewound = await host.Client.PostAsync($"{Base}/instances/{failed}/rewind?reason=fixed", content: null);
        using HttpResponseMessage refused = await host.Client.PostAsync($"{Base}/instances/{running}/rewind", content: null);

        await ProblemAssert.IsAsync(refused, HttpStatusCode.PreconditionFailed);
        Assert.Equal(HttpStatusCode.Accepted, rewound.StatusCode);
        JsonElement status = await host.StatusAsync(failed, "Completed", "showHistory=true");
        Assert.Equal("fixed", status.GetProperty("output").GetString());
        Assert.Contains("ExecutionRewound", status.GetProperty("historyEvents").EnumerateArray().Select(Type));
    }

    [Theory]
    [InlineData("GET", "instances/nobody")]
    [InlineData("DELETE", "instances/nobody")]
    [InlineData("POST", "instances/nobody/terminate")]
    [InlineData("POST", "instances/nobody/suspend")]
    [InlineData("POST", "instances/nobody/resume")]
    [InlineData("POST", "instances/nobody/rewind")]
    [InlineData("POST", "instances/nobody/restart")]
    [InlineData("POST", "instances/nobody/raiseEvent/Approved")]
    [InlineData("DELETE", "instances?createdTimeFrom=2126-01-01T00:00:00Z")]
    public async Task An_instance_that_is_not_there_is_a_problem(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Base}/{path}");

        using HttpResponseMessage response = await Client.SendAsync(request);

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "instances/any?showHistory=perhaps", "'showHistory'")]
    [InlineData("GET", "instances/any?showInput=1", "'showInput'")]
    [InlineData("GET", "instances?top=0", "'top'")]
    [InlineData("GET", "instances?top=many", "'top'")]
    [InlineData("GET", "instances?createdTimeFrom=yesterday", "'createdTimeFrom'")]
    [InlineData("GET", "instances?runtimeStatus=Running,Done", "'runtimeStatus'")]
    [InlineData("GET", "instances?runtimeStatus=3", "'runtimeStatus'")]
    [InlineData("DELETE", "instances", "'createdTimeFrom'")]
    [InlineData("DELETE", "instances?createdTimeFrom=2026-01-01&createdTimeTo=soon", "'createdTimeTo'")]
    [InlineData("DELETE", "instances?createdTimeFrom=2026-01-01&runtimeStatus=Complete", "'runtimeStatus'")]
    [InlineData("POST", "instances/any/restart?restartWithNewInstanceId=no", "'restartWithNewInstanceId'")]
    [InlineData("POST", "orchestrators/NoSuchThing", "'NoSuchThing'")]
    [InlineData("POST", "orchestrators/Greet", "'Greet'")]
    public async Task A_bad_parameter_is_named(string method, string path, string name)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Base}/{path}");

        using HttpResponseMessage response = await Client.SendAsync(request);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains(name, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_none_is_a_bad_request()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Base}/instances");
        request.Headers.Add("x-ms-continuation-token", "no token");

        using HttpResponseMessage response = await Client.SendAsync(request);

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Instances_are_listed_by_page_and_filter()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        string[] done = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(number =>
            host.StartOrchestrationAsync("Cities", new Trip([]), string.Create(CultureInfo.InvariantCulture, $"done-{number}"))))];
        foreach (string id in done)
        {
            await host.StatusAsync(id, "Completed");
        }

        await host.StartOrchestrationAsync("Approval", instanceId: "waits");
        await host.StatusAsync("waits", "Running");

        Assert.Equal([.. done, "waits"], await ListAsync(host, "top=4", expectedPages: 2));
        Assert.Equal(done, await ListAsync(host, "instanceIdPrefix=done-&top=2", expectedPages: 3));
        Assert.Equal(["waits"], await ListAsync(host, "runtimeStatus=Running,Suspended"));
        Assert.Equal(done, await ListAsync(host, "runtimeStatus=Completed&runtimeStatus=Failed"));
        Assert.Empty(await ListAsync(host, "createdTimeFrom=2126-01-01"));
        Assert.Empty(await ListAsync(host, "createdTimeTo=2026-01-01T00:00:00Z"));
        Assert.Equal(6, (await ListAsync(host, "createdTimeFrom=2026-01-01T00:00:00%2B01:00&createdTimeTo=2126-01-01")).Count);

        JsonElement all = await host.Client.GetFromJsonAsync<JsonElement>($"{Base}/instances?showInput=false&runtimeStatus=Completed");
        Assert.All(all.EnumerateArray(), instance =>
        {
            Assert.Equal(JsonValueKind.Null, instance.GetProperty("input").ValueKind);
            Assert.Equal("[]", instance.GetProperty("output").GetRawText());
        });

        using HttpResponseMessage unfinished = await host.Client.DeleteAsync(
            $"{Base}/instances?createdTimeFrom=2026-01-01&runtimeStatus=Running");
        await ProblemAssert.IsAsync(unfinished, HttpStatusCode.NotFound);
        Assert.Equal(6, (await ListAsync(host, "")).Count);

        JsonElement purged = await (await host.Client.DeleteAsync(
            $"{Base}/instances?createdTimeFrom=2026-01-01&runtimeStatus=Completed")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(5, purged.GetProperty("instancesDeleted").GetInt32());
        Assert.Equal(["waits"], await ListAsync(host, ""));
    }

    private static async Task<List<string>> ListAsync(RunningHost host, string query, int expectedPages = 1)
    {
        var ids = new List<string>();
        string? token = null;
        int pages = 0;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Base}/instances?{query}");
            request.Headers.Add("x-ms-continuation-token", token);
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            JsonElement page = await response.Content.ReadFromJsonAsync<JsonElement>();
            ids.AddRange(page.EnumerateArray().Select(instance => instance.GetProperty("instanceId").GetString()!));
            token = response.Headers.TryGetValues("x-ms-continuation-token", out var values) ? values.Single() : null;
            pages++;
        }
        while (token is not null && pages < 100);

        Assert.Equal(expectedPages, pages);
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    private async Task<JsonElement> PostAsync(string path, HttpStatusCode expected, HttpContent? content = null)
    {
        using HttpResponseMessage response = await Client.PostAsync($"{Base}/{path}", content);
        return await ExpectAsync(response, expected);
    }

    private async Task<JsonElement> DeleteAsync(string path, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await Client.DeleteAsync($"{Base}/{path}");
        return await ExpectAsync(response, expected);
    }

    private static async Task<JsonElement> ExpectAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{(int)response.StatusCode}: {body}");
        return body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
    }

    private static string? Type(JsonElement happened) => happened.GetProperty("EventType").GetString();
}
