using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ocfl.Testing.OpenApi;
using OcflFunctions.Keys;
using OcflFunctions.Local.Tests.Http;

namespace OcflFunctions.Local.Tests.Access;

/// <summary>Each call with each role, by the table of the OpenAPI document; and what is logged.</summary>
public sealed class RoleTests
{
    private static readonly CallerRole[] Roles = Enum.GetValues<CallerRole>();

    [Fact]
    public async Task Each_call_is_open_to_its_role_and_those_above_and_to_no_other()
    {
        (AccessHost host, Dictionary<string, string> keys) = await AccessHost.StartAsync(Roles);
        await using AccessHost _ = host;
        ApiDocument document = ApiDocument.Parse(await host.Http.GetStringAsync("/api/openapi.json"));
        List<string> problems = [];
        int checks = 0;

        foreach (ApiOperation operation in document.Operations)
        {
            CallerRole? needed = operation.Definition["security"]!.AsArray() is { Count: > 0 } security
                ? Enum.Parse<CallerRole>(security[0]!.AsObject().First().Value![0]!.ToString())
                : null;
            foreach (CallerRole? role in Roles.Select(role => (CallerRole?)role).Prepend(null))
            {
                string? key = role is null ? null : keys[role.Value.ToString()];
                using HttpResponseMessage response = await host.SendAsync(operation.Method, PathOf(document, operation), key);
                string body = await response.Content.ReadAsStringAsync();
                HttpStatusCode? refusal = needed is null ? null
                    : role is null ? HttpStatusCode.Unauthorized
                    : role < needed ? HttpStatusCode.Forbidden
                    : null;
                bool isRight = refusal is null
                    ? response.StatusCode is not HttpStatusCode.Unauthorized and not HttpStatusCode.Forbidden
                        || body.Contains("not-allowed", StringComparison.Ordinal)
                    : response.StatusCode == refusal;
                checks++;
                if (!isRight)
                {
                    problems.Add($"{operation.Id} with {role?.ToString() ?? "no key"} needs {needed}: {response.StatusCode} {body}");
                }
            }
        }

        Assert.Equal([], problems);
        Assert.Equal(document.Operations.Count * 4, checks);
    }

    [Theory]
    [InlineData("GET", "/runtime/webhooks/durabletask/instances")]
    [InlineData("POST", "/runtime/webhooks/durabletask/instances/x/terminate")]
    [InlineData("DELETE", "/runtime/webhooks/durabletask/instances/x")]
    public async Task The_engine_s_own_API_is_for_operators(string method, string path)
    {
        (AccessHost host, Dictionary<string, string> keys) = await AccessHost.StartAsync(Roles);
        await using AccessHost _ = host;

        foreach (CallerRole role in Roles)
        {
            using HttpResponseMessage response = await host.SendAsync(method, path, keys[role.ToString()]);
            Assert.Equal(role != CallerRole.Operator, response.StatusCode == HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Only_operators_get_the_engine_s_URLs_and_only_with_their_own_key()
    {
        (AccessHost host, Dictionary<string, string> keys) = await AccessHost.StartAsync(Roles, "--Ocfl:Http:ApiKey=the-one-key");
        await using AccessHost _ = host;

        Assert.DoesNotContain("durabletask", await StartAsync(host, keys["Writer"]), StringComparison.Ordinal);
        string named = await StartAsync(host, keys["Operator"]);
        Assert.Contains("durabletask", named, StringComparison.Ordinal);
        Assert.DoesNotContain("the-one-key", named, StringComparison.Ordinal);
        Assert.Contains("code=the-one-key", await StartAsync(host, "the-one-key"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_has_a_line_in_the_audit_log_and_so_has_a_refusal_and_a_read_has_none()
    {
        (AccessHost host, Dictionary<string, string> keys) = await AccessHost.StartAsync(Roles);
        await using AccessHost _ = host;
        using HttpResponseMessage listed = await host.SendAsync("GET", "/api/updates", keys["Reader"]);
        using HttpResponseMessage refused = await host.SendAsync("POST", "/api/validations", keys["Reader"]);
        using HttpResponseMessage wrong = await host.SendAsync("POST", "/api/validations", keys["Writer"], content: JsonContent.Create("x"));
        await ProblemAssert.IsAsync(refused, HttpStatusCode.Forbidden);

        string id = JsonNode.Parse(await StartAsync(host, keys["Writer"]))!["id"]!.ToString();

        Assert.Equal(
            [
                "Audit: Reader (Reader) at 127.0.0.1 was refused StartValidation, which needs Writer.",
                $"Audit: Writer (NamedKey, Writer) at 127.0.0.1 called StartValidation for the object -, id {id}: 202.",
            ],
            host.Audit);
    }

    private static async Task<string> StartAsync(AccessHost host, string key)
    {
        using HttpResponseMessage started = await host.SendAsync(
            "POST", "/api/validations", key, content: JsonContent.Create(new { content = false }));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        return await started.Content.ReadAsStringAsync();
    }

    private static string PathOf(ApiDocument document, ApiOperation operation)
    {
        string path = operation.Path;
        foreach (JsonObject parameter in operation.Parameters("path"))
        {
            path = path.Replace(
                $"{{{parameter["name"]}}}", Uri.EscapeDataString(parameter["example"]!.ToString()), StringComparison.Ordinal);
        }

        return document.Server + path;
    }
}
