using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OcflFunctions.Local.Tests.Access;

/// <summary>An OpenID Connect authority on this machine: a discovery document, its keys, and tokens.</summary>
internal sealed class OidcAuthority : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly RsaSecurityKey _key = NewKey();

    private OidcAuthority(WebApplication web)
    {
        _web = web;
    }

    /// <summary>What settings name.</summary>
    public string Address => _web.Urls.First();

    /// <summary>A key that the authority does not have.</summary>
    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    public static async Task<OidcAuthority> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication web = builder.Build();
        OidcAuthority authority = new(web);
        web.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = authority.Address,
            jwks_uri = authority.Address + "/keys",
        }));
        web.MapGet("/keys", () => Results.Content(authority.WriteKeys(), "application/json"));
        await web.StartAsync();
        return authority;
    }

    /// <summary>A token.</summary>
    /// <param name="roles">Its roles.</param>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="change">Changes what it has.</param>
    public string Token(IReadOnlyList<string> roles, string audience = "api://ocfl", Action<SecurityTokenDescriptor>? change = null)
    {
        SecurityTokenDescriptor descriptor = new()
        {
            Issuer = Address,
            Audience = audience,
            Expires = DateTime.UnixEpoch.AddYears(100),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "ada@example.org", ["roles"] = roles.ToArray() },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private string WriteKeys()
    {
        JsonWebKey key = JsonWebKeyConverter.ConvertFromRSASecurityKey(_key);
        return JsonSerializer.Serialize(new { keys = new[] { new { kty = key.Kty, use = "sig", kid = key.Kid, n = key.N, e = key.E } } });
    }
}
