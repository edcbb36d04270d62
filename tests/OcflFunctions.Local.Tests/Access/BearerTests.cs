using System.Net;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using OcflFunctions.Keys;
using OcflFunctions.Local.Tests.Http;

namespace OcflFunctions.Local.Tests.Access;

/// <summary>Tokens of an OpenID Connect authority.</summary>
public sealed class BearerTests
{
    [Theory]
    [InlineData("Reader", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("writer", HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData("Operator", HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData("Reader,Operator", HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData("Visitor", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("2", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("Reader;Writer", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task A_token_may_do_what_its_roles_may(string roles, HttpStatusCode reads, HttpStatusCode changes)
    {
        await using OidcAuthority authority = await OidcAuthority.StartAsync();
        await using AccessHost host = await StartAsync(authority);
        string token = authority.Token(roles.Split(','));

        Assert.Equal(reads, await StatusAsync(host, "GET", "/api/updates", token));
        Assert.Equal(changes, await StatusAsync(host, "POST", "/api/updates/x/cancel", token));
    }

    [Fact]
    public async Task A_token_that_is_not_valid_counts_as_none()
    {
        await using OidcAuthority authority = await OidcAuthority.StartAsync();
        await using OidcAuthority stranger = await OidcAuthority.StartAsync();
        await using AccessHost host = await StartAsync(authority);
        string[] roles = ["Operator"];
        Dictionary<string, string> tokens = new(StringComparer.Ordinal)
        {
            ["of another authority"] = stranger.Token(roles),
            ["signed by a stranger"] = stranger.Token(roles, change: token => token.Issuer = authority.Address),
            ["for another audience"] = authority.Token(roles, "api://other"),
            ["of another issuer"] = authority.Token(roles, change: token => token.Issuer = "https://issuer.example"),
            ["expired"] = authority.Token(roles, change: token => token.Expires = DateTime.UnixEpoch.AddYears(40)),
            ["without an end"] = authority.Token(roles, change: token => token.Expires = null),
            ["not signed"] = authority.Token(roles, change: token => token.SigningCredentials = null),
            ["signed by a shared secret"] = authority.Token(roles, change: token => token.SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(new string('k', 64))), SecurityAlgorithms.HmacSha256)),
            ["without a subject"] = authority.Token(roles, change: token => token.Claims.Remove("sub")),
            ["not a token"] = "abc",
            ["of three parts"] = "a.b.c",
        };

        foreach ((string what, string token) in tokens)
        {
            using HttpResponseMessage response = await host.SendAsync("GET", "/api/updates", token: token);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"A token {what}: {response.StatusCode}");
            Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
            await ProblemAssert.IsAsync(response, HttpStatusCode.Unauthorized);
        }

        Assert.Empty(host.Audit);
    }

    [Fact]
    public async Task Without_a_token_the_answer_says_how_to_send_one_and_a_key_counts_too()
    {
        await using OidcAuthority authority = await OidcAuthority.StartAsync();
        await using AccessHost host = await StartAsync(authority);
        string key = await host.AddKeyAsync("script", CallerRole.Reader);

        using HttpResponseMessage none = await host.SendAsync("GET", "/api/updates");
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.ToString());
        await ProblemAssert.IsAsync(none, HttpStatusCode.Unauthorized);
        using HttpResponseMessage byKey = await host.SendAsync("GET", "/api/updates", key);
        Assert.Equal(HttpStatusCode.OK, byKey.StatusCode);

        // The token decides, so that a key does not make a wrong token good.
        using HttpResponseMessage both = await host.SendAsync("GET", "/api/updates", key, token: "a.b.c");
        Assert.Equal(HttpStatusCode.Unauthorized, both.StatusCode);
        using HttpResponseMessage health = await host.SendAsync("GET", "/api/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task The_audit_log_names_the_subject()
    {
        await using OidcAuthority authority = await OidcAuthority.StartAsync();
        await using AccessHost host = await StartAsync(authority);

        using HttpResponseMessage started = await host.SendAsync(
            "POST",
            "/api/validations",
            token: authority.Token(["Writer"], change: token => token.Claims["sub"] = "ada\r\nAudit: forged"),
            content: new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        string line = Assert.Single(host.Audit);
        Assert.StartsWith("Audit: ada\\u000d\\u000aAudit: forged (Token, Writer) at 127.0.0.1 called StartValidation", line, StringComparison.Ordinal);
        Assert.DoesNotContain("durabletask", await started.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_does_not_answer_is_a_problem_of_the_service()
    {
        OidcAuthority authority = await OidcAuthority.StartAsync();
        await using AccessHost host = await StartAsync(authority);
        string token = authority.Token(["Reader"]);
        await authority.DisposeAsync();

        using HttpResponseMessage response = await host.SendAsync("GET", "/api/updates", token: token);

        await ProblemAssert.IsAsync(response, HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<AccessHost> StartAsync(OidcAuthority authority) => (await AccessHost.StartAsync(
        [], $"--Ocfl:Http:Bearer:Authority={authority.Address}", "--Ocfl:Http:Bearer:Audience=api://ocfl")).Host;

    private static async Task<HttpStatusCode> StatusAsync(AccessHost host, string method, string path, string token)
    {
        using HttpResponseMessage response = await host.SendAsync(method, path, token: token);
        return response.StatusCode;
    }
}
