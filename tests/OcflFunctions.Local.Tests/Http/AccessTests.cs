using System.Net;
using System.Text;
using Ocfl.Testing;
using OcflFunctions.Local.Tests.Hosting;

namespace OcflFunctions.Local.Tests.Http;

public class AccessTests
{
    private const string Key = "a-Key/with+odd=signs&more";

    [Fact]
    public async Task With_a_key_configured_only_who_shows_it_comes_in()
    {
        await using RunningHost host = await RunningHost.StartAsync(settings: [$"Ocfl:Http:ApiKey={Key}"]);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/api/hello/world", header: null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/api/DefaultRoute", header: null));
        foreach (string path in (string[])["/api/DefaultLevel", "/runtime/webhooks/durabletask/instances"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, path, header: null));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, path, header: ""));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, path, header: Key[..^1]));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, path, header: Key + "x"));
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                await StatusAsync(host, $"{path}?code={Uri.EscapeDataString(Key.ToUpperInvariant())}", header: null));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, path, header: Key));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, $"{path}?code={Uri.EscapeDataString(Key)}", header: null));
        }
    }

    [Fact]
    public async Task A_missing_key_is_a_problem()
    {
        await using RunningHost host = await RunningHost.StartAsync(settings: [$"Ocfl:Http:ApiKey={Key}"]);

        using HttpResponseMessage response = await host.Client.PostAsync("/api/echo", new StringContent("body"));

        await ProblemAssert.IsAsync(response, HttpStatusCode.Unauthorized);
        Assert.DoesNotContain(Key, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "evil.example", false)]
    [InlineData("Host", "127.0.0.1.evil.example:7071", false)]
    [InlineData("Origin", "https://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Host", "localhost:7071", true)]
    [InlineData("Host", "[::1]:7071", true)]
    [InlineData("Origin", "http://localhost:PORT", true)]
    [InlineData("Origin", "https://127.0.0.1:PORT", true)]
    [InlineData("Origin", "http://[::1]:PORT", true)]
    [InlineData("Origin", "http://localhost:3000", false)]
    [InlineData("Origin", "http://localhost", false)]
    [InlineData("Origin", "http://evil.example:PORT", false)]
    [InlineData("Origin", "file:///home/ann/page.html", false)]
    [InlineData("Origin", "file://localhost:PORT", false)]
    [InlineData("Origin", "chrome-extension://127.0.0.1:PORT", false)]
    public async Task Without_a_key_a_web_page_of_another_site_does_not_come_in(string header, string value, bool welcome)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/echo") { Content = new StringContent("body") };
        request.Headers.TryAddWithoutValidation(
            header, value.Replace("PORT", $"{host.Application.Address.Port}", StringComparison.Ordinal));

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        if (welcome)
        {
            Assert.Equal("body", await response.Content.ReadAsStringAsync());
        }
        else
        {
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task With_a_key_any_name_of_the_host_is_answered()
    {
        await using RunningHost host = await RunningHost.StartAsync(settings: [$"Ocfl:Http:ApiKey={Key}"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/DefaultLevel");
        request.Headers.Add("x-functions-key", Key);
        request.Headers.Host = "ocfl.example";

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("urls=http://0.0.0.0:0", "http://0.0.0.0:0")]
    [InlineData("urls=http://127.0.0.1:0;http://*:0", "http://*:0")]
    [InlineData("urls=http://[::]:0", "http://[::]:0")]
    [InlineData("urls=http://ocfl.example:0", "http://ocfl.example:0")]
    public void An_address_that_others_can_reach_needs_a_key(string setting, string address)
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<InvalidOperationException>(() => RunningHost.Build(folder, new(), setting));

        Assert.Contains($"'{address}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Ocfl:Http:ApiKey", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_of_Kestrel_that_others_can_reach_needs_a_key_too()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<InvalidOperationException>(
            () => RunningHost.Build(folder, new(), "urls=http://127.0.0.1:0", "Kestrel:Endpoints:Open:Url=http://0.0.0.0:0"));
        Assert.Throws<InvalidOperationException>(() => RunningHost.Build(folder, new(), "urls=", "http_ports=8080"));
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("127.0.0.1:7071")]
    public void What_is_no_address_is_named(string address)
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<InvalidOperationException>(
            () => RunningHost.Build(folder, new(), $"urls={address}", "Ocfl:Http:ApiKey=key"));

        Assert.Contains($"'{address}' is not an address", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    public async Task With_a_key_others_are_answered(string address)
    {
        await using RunningHost host = await RunningHost.StartAsync(settings: [$"urls={address}", $"Ocfl:Http:ApiKey={Key}"]);
        using var client = new HttpClient();

        string answer = await client.GetStringAsync(
            $"http://127.0.0.1:{host.Application.Address.Port}/api/DefaultLevel?code={Uri.EscapeDataString(Key)}");

        Assert.Equal("GET", answer);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using RunningHost host = await RunningHost.StartAsync(settings: ["Ocfl:Http:MaxRequestBodyBytes=1000"]);

        using HttpResponseMessage fits = await host.Client.PostAsync("/api/echo", new StringContent(new string('x', 1000)));
        using HttpResponseMessage tooLong = await host.Client.PostAsync("/api/echo", new StringContent(new string('x', 1001)));
        using var unknownLength = new HttpRequestMessage(HttpMethod.Post, "/api/echo")
        {
            Content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 1001)))),
        };
        unknownLength.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage tooLongInPieces = await host.Client.SendAsync(unknownLength);

        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        await ProblemAssert.IsAsync(tooLong, HttpStatusCode.RequestEntityTooLarge);
        await ProblemAssert.IsAsync(tooLongInPieces, HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningHost host, string path, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("x-functions-key", header);
        }

        using HttpResponseMessage response = await host.Client.SendAsync(request);
        return response.StatusCode;
    }
}
