using System.Net;
using System.Text;
using System.Text.Json;
using OcflFunctions.Local.Tests.Hosting;

namespace OcflFunctions.Local.Tests.Http;

public class FunctionEndpointsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private HttpClient Client => shared.Host.Client;

    [Theory]
    [InlineData("/api/hello/world", "Hello world, GET")]
    [InlineData("/API/Hello/w%C3%B6rld%2Fwide", "Hello wörld%2Fwide, GET")]
    [InlineData("/api/DefaultRoute", "GET")]
    [InlineData("/api/DefaultLevel", "GET")]
    [InlineData("/api/Direct", "direct")]
    [InlineData("/api/files/a/b/c.txt", "GET a/b/c.txt")]
    [InlineData("/api/files", "GET nothing")]
    [InlineData(
        "/api/typed/-7/1b6ed15c-9e5e-4b3c-a6d6-0d3a1ab2f0cd/friday/true", "GET -7 1b6ed15c-9e5e-4b3c-a6d6-0d3a1ab2f0cd Friday True")]
    [InlineData("/api/typed/7/1b6ed15c-9e5e-4b3c-a6d6-0d3a1ab2f0cd/Friday", "GET 7 1b6ed15c-9e5e-4b3c-a6d6-0d3a1ab2f0cd Friday none")]
    public async Task A_function_answers_on_its_route(string path, string expected)
    {
        Assert.Equal(expected, await Client.GetStringAsync(path));
    }

    [Theory]
    [InlineData("/api/typed/seven/1b6ed15c-9e5e-4b3c-a6d6-0d3a1ab2f0cd/Friday", "number")]
    [InlineData("/api/typed/99999999999/1b6ed15c-9e5e-4b3c-a6d6-0d3a1ab2f0cd/Friday", "number")]
    [InlineData("/api/typed/7/id/Friday", "id")]
    [InlineData("/api/typed/7/1b6ed15c-9e5e-4b3c-a6d6-0d3a1ab2f0cd/Someday", "day")]
    [InlineData("/api/typed/7/1b6ed15c-9e5e-4b3c-a6d6-0d3a1ab2f0cd/Friday/maybe", "flag")]
    public async Task A_route_value_of_another_type_is_a_bad_request(string path, string parameter)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(parameter, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task An_action_result_is_executed_too()
    {
        using HttpResponseMessage response = await Client.GetAsync("/api/Mvc");

        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("""{"method":"GET"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/Switched")]
    [InlineData("GET", "/runtime/webhooks/durabletask/nothing")]
    public async Task What_is_not_there_is_a_problem(string method, string path)
    {
        using HttpResponseMessage response = await Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_method_is_a_problem_that_says_which_are_allowed()
    {
        using HttpResponseMessage response = await Client.DeleteAsync("/api/echo");

        await ProblemAssert.IsAsync(response, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["POST", "PUT"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task An_unhandled_exception_is_a_problem_without_its_words()
    {
        using HttpResponseMessage response = await Client.GetAsync("/api/Broken");

        await ProblemAssert.IsAsync(response, HttpStatusCode.InternalServerError);
        string body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_after_the_answer_has_begun_breaks_the_connection()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.GetStringAsync("/api/BrokenLate"));
    }

    [Fact]
    public async Task A_bare_error_gets_a_problem_and_a_function_keeps_its_own()
    {
        using HttpResponseMessage bare = await Client.GetAsync("/api/Refuse");
        using HttpResponseMessage own = await Client.GetAsync("/api/Refuse?body");

        await ProblemAssert.IsAsync(bare, HttpStatusCode.Conflict);
        JsonElement problem = await ProblemAssert.IsAsync(own, HttpStatusCode.Conflict);
        Assert.Equal("my own", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Each_run_has_an_instance_and_a_scope_of_its_own_and_both_are_disposed()
    {
        string[] first = (await Client.GetStringAsync("/api/Injected")).Split(' ');
        string[] second = (await Client.GetStringAsync("/api/Injected")).Split(' ');

        Assert.NotEqual(first[0], second[0]);
        Assert.NotEqual(first[1], second[1]);
        Assert.Equal(first[0], await shared.Host.NextNoteAsync("instance disposed"));
        Assert.Equal(second[0], await shared.Host.NextNoteAsync("instance disposed"));
    }

    [Fact]
    public async Task A_body_is_passed_on()
    {
        using HttpResponseMessage response = await Client.PutAsync("/api/echo", new StringContent("übung", Encoding.UTF8));

        Assert.Equal("übung", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_function_starts_an_orchestration()
    {
        using HttpResponseMessage response = await Client.PostAsync("/api/start/cities", content: null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        string id = await response.Content.ReadAsStringAsync();

        JsonElement status = await shared.Host.StatusAsync(id.Trim('"'), "Completed");

        Assert.Equal("""["Hello Tokyo","Hello London"]""", status.GetProperty("output").GetRawText());
    }
}
