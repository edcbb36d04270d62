using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ocfl.Testing;
using OcflFunctions.Local.Tests.Hosting;
using OcflFunctions.Local.Tests.Telemetry;

namespace OcflFunctions.Local.Tests.Http;

/// <summary>Whatever a caller sends is the caller's fault: it is refused with a documented problem, and never fails the service.</summary>
public sealed class HostileRequestTests : IAsyncLifetime, IDisposable
{
    private const string Management = RunningHost.ManagementPath;

    private static readonly string[] Posts =
    [
        "/api/updates",
        "/api/validations",
        $"{Management}/orchestrators/UpdateObject",
        $"{Management}/orchestrators/ValidateObjects",
        $"{Management}/instances/nobody/raiseEvent/Retry",
    ];

    private static readonly string[] Gets =
    [
        "/api/updates", "/api/updates/x", "/api/validations/x", "/api/validations/x/findings", "/api/health", $"{Management}/instances", $"{Management}/instances/x",
    ];

    private static readonly string[] Values =
    [
        """{"\ud800":1}""",
        """{"objectId":"a\ud800","source":{"directory":"s"}}""",
        """{"objectId":"a","source":{"\udc00":"s"}}""",
        """{"objectId":"a","message":"\ud83d","source":{"directory":"s"}}""",
        """{"objectId":"a","changes":[{"op":"remove","path":"\ud800"}]}""",
        """{"objectId":"a","changes":[{"op":"remove","\ud800":"b"}]}""",
        """{"request":{"objectId":"\ud800"},"settings":{}}""",
        """{"request":{"objectId":"a","\ud800":1},"settings":{}}""",
        """{"request":{"objectId":7},"settings":[]}""",
        """{"request":null,"settings":{"window":99999999999999999999}}""",
        """{"objectId":1e999999999,"content":1e-999999999}""",
        """{"a":1,"a":2}""",
        """{"content":true,"content":false}""",
        """{"objectId":"a\u0000b"}""",
        "\uFEFF{}",
        "",
        "null",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "\"\\ud800\"",
        "[\"\\udfff\\ud800\"]",
        "nul",
        "{} {}",
    ];

    private static readonly string[] Queries =
    [
        "stauts=Held",
        "top=1&top=2",
        "top=99999999999999999999999",
        "top=-1",
        "top=%ff",
        "status=%00",
        "status=%ed%a0%80",
        "status=17",
        "continuation=%2e%2e",
        "continuation=LTEgeA",
        "continuation=ZmZmZmZmZmZmZmZmZmZmZiB4",
        "continuation=OTIyMzM3MjAzNjg1NDc3NTgwOCB4",
        "createdTimeFrom=99999-01-01",
        "runtimeStatus=%ff",
        "%ff=%fe",
        "=",
        "a%00b=1",
        "showInput=%ff",
    ];

    private readonly TemporaryFolder _folder = new();
    private ProductHost? _host;

    private ProductHost Host => _host ?? throw new InvalidOperationException("Not started.");

    public async Task InitializeAsync() => _host = await ProductHost.StartAsync(_folder);

    public Task DisposeAsync() => Host.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_body_that_is_wrong_is_a_problem_of_the_caller()
    {
        foreach (string path in Posts)
        {
            foreach (string value in Values)
            {
                await RefusesAsync(path, Encoding.UTF8.GetBytes(value));
            }

            await RefusesAsync(path, [(byte)'"', 0xFF, (byte)'"']);
            await RefusesAsync(path, [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"']);
            await RefusesAsync(path, "{}"u8.ToArray(), content => content.Headers.ContentEncoding.Add("gzip"));
            await RefusesAsync(path, "{}"u8.ToArray(), content => content.Headers.Remove("Content-Type"));
            await RefusesAsync(
                path,
                "{}"u8.ToArray(),
                content => content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-16"));
            await RefusesAsync(path, "{}"u8.ToArray(), content => content.Headers.TryAddWithoutValidation("Content-Type", "\u0001;;;=="));
        }
    }

    /// <summary>Bodies that differ from good ones in a few places, whatever those are.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_body_that_was_damaged_on_its_way_never_fails_the_service(int seed)
    {
        Random random = new(seed);
        byte[][] good =
        [
            Encoding.UTF8.GetBytes(
                """{"objectId":"urn:x","message":"m","user":{"name":"A","address":"mailto:a@b.c"},"source":{"directory":"no-such-folder","include":["*"]}}"""),
            Encoding.UTF8.GetBytes(
                """{"objectId":"urn:x","changes":[{"op":"rename","from":"a","to":"b"},{"op":"restore","version":"v1"}],"expectedHead":"v1","fixity":["md5"]}"""),
            Encoding.UTF8.GetBytes("""{"objectId":"urn:none","content":false}"""),
            Encoding.UTF8.GetBytes("""{"request":{"objectId":"urn:x","source":{"directory":"no-such-folder"}},"settings":{"window":0}}"""),
        ];
        byte[][] pieces = [
            [0],
            [0xFF],
            [0xC0, 0x80],
            "\\ud800"u8.ToArray(),
            "\\u"u8.ToArray(),
            "\""u8.ToArray(),
            "{"u8.ToArray(),
            "]"u8.ToArray(),
            "1e9999"u8.ToArray(),
            "null"u8.ToArray(),
        ];
        for (int round = 0; round < 100; round++)
        {
            List<byte> body = [.. good[random.Next(good.Length)]];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(body.Count);
                body.RemoveRange(at, Math.Min(random.Next(4), body.Count - at));
                body.InsertRange(at, pieces[random.Next(pieces.Length)]);
            }

            using HttpResponseMessage response = await PostAsync(Posts[random.Next(Posts.Length)], [.. body]);
            Assert.True(
                (int)response.StatusCode < 500,
                $"{response.RequestMessage!.RequestUri}: {Encoding.UTF8.GetString([.. body])}: "
                    + $"{await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task A_query_that_is_wrong_is_a_problem_of_the_caller()
    {
        foreach (string path in Gets)
        {
            foreach (string query in Queries)
            {
                string response = await SendRawAsync($"GET {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
                Assert.True(response.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{path}?{query}: {response}");
            }
        }
    }

    [Theory]
    [InlineData("/api/updates?stauts=Held", "stauts", "Did you mean 'status'?")]
    [InlineData("/api/updates/x?steps=1", "steps", "This call has none.")]
    [InlineData("/api/validations/x/findings?tpo=1", "tpo", "There are: top, continuation.")]
    [InlineData("/api/health?verbose=1", "verbose", "This call has none.")]
    [InlineData(Management + "/instances?runtimeStaus=Failed", "runtimeStaus", "Did you mean 'runtimeStatus'?")]
    [InlineData(Management + "/instances/x?showHistry=true", "showHistry", "Did you mean 'showHistory'?")]
    public async Task A_query_parameter_that_there_is_not_is_named(string path, string name, string detail)
    {
        using HttpResponseMessage response = await Host.Http.GetAsync(path);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal("urn:ocfl-functions:problem:invalid-query", problem.GetProperty("type").GetString());
        Assert.Equal(name, problem.GetProperty("field").GetString());
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE", Management + "/instances?createdTimeFrom=2020-01-01&runtimeStaus=Failed")]
    [InlineData("DELETE", Management + "/instances/x?force=true")]
    [InlineData("POST", Management + "/instances/x/terminate?reson=y")]
    [InlineData("POST", Management + "/instances/x/restart?newId=true")]
    [InlineData("POST", "/api/updates/x/retry?all=true")]
    [InlineData("POST", "/api/updates?dryRun=true")]
    [InlineData("POST", "/api/validations?objectId=x")]
    public async Task A_command_with_a_parameter_that_there_is_not_does_nothing(string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path)
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await Host.Http.SendAsync(request);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal("urn:ocfl-functions:problem:invalid-query", problem.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("12345678901234567\r\n{}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2;\0\r\n{}XX0\r\n\r\n")]
    public async Task A_body_in_chunks_that_are_none_is_a_bad_request(string chunks)
    {
        foreach (string path in Posts)
        {
            string response = await SendRawAsync(
                $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                    + $"chunked\r\nConnection: close\r\n\r\n{chunks}");
            Assert.True(
                response.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) && response.Contains(
                    "urn:ocfl-functions:problem:", StringComparison.Ordinal),
                $"{path}: {response}");
        }
    }

    [Theory]
    [InlineData("GET /api/updates/%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n")]
    [InlineData("GET /api/updates/%ff%fe HTTP/1.1\r\nHost: 127.0.0.1\r\n")]
    [InlineData("GET /api/updates/%ed%a0%80 HTTP/1.1\r\nHost: 127.0.0.1\r\n")]
    [InlineData("GET /api/updates/%u1234%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n")]
    [InlineData("GET /api/../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n")]
    [InlineData("GET " + Management + "/instances/%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n")]
    [InlineData("GET /api/updates HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: other\r\n")]
    [InlineData("GET /api/updates HTTP/1.1\r\n")]
    [InlineData("POST /api/updates HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n")]
    [InlineData(
        "POST /api/updates HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nIdempotency-Key: \u00e4\r\nContent-Length: "
            + "0\r\n")]
    [InlineData("BREW /api/updates HTTP/1.1\r\nHost: 127.0.0.1\r\n")]
    public async Task A_request_that_is_wrong_in_its_head_is_a_problem_of_the_caller(string head)
    {
        string response = await SendRawAsync(head + "Connection: close\r\n\r\n");

        Assert.True(response.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), response);
    }

    private async Task RefusesAsync(string path, byte[] body, Action<HttpContent>? change = null)
    {
        using HttpResponseMessage response = await PostAsync(path, body, change);
        string answer = await response.Content.ReadAsStringAsync();
        string sent = $"{path}: {Encoding.UTF8.GetString(body)}: {(int)response.StatusCode} {answer}";
        Assert.True((int)response.StatusCode is >= 400 and < 500, sent);
        Assert.True(JsonDocument.Parse(answer).RootElement.GetProperty("type").GetString()!.StartsWith(
            "urn:ocfl-functions:problem:", StringComparison.Ordinal), sent);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, Action<HttpContent>? change = null)
    {
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");
        change?.Invoke(content);
        return await Host.Http.PostAsync(path, content);
    }

    private async Task<string> SendRawAsync(string request)
    {
        using CancellationTokenSource deadline = new(RunningHost.Deadline);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Host.Http.BaseAddress!.Port, deadline.Token);
        await using NetworkStream stream = new(socket);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
        using StreamReader reader = new(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(deadline.Token);
    }
}
