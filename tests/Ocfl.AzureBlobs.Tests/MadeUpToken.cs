using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Gives out tokens that say what Entra ID's say, signed by nobody.</summary>
internal sealed class MadeUpToken : TokenCredential
{
    /// <summary>What the token opens.</summary>
    public string Audience { get; init; } = "https://storage.azure.com";

    /// <summary>For how long it still holds; negative for how long it has not held any more.</summary>
    public TimeSpan Left { get; init; } = TimeSpan.FromHours(1);

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        JsonObject claims = new()
        {
            ["aud"] = Audience,
            ["iss"] = "https://sts.windows.net/00000000-0000-0000-0000-000000000001/",
            ["nbf"] = now.AddHours(-2).ToUnixTimeSeconds(),
            ["iat"] = now.AddHours(-2).ToUnixTimeSeconds(),
            ["exp"] = (now + Left).ToUnixTimeSeconds(),
            ["oid"] = "00000000-0000-0000-0000-000000000002",
            ["tid"] = "00000000-0000-0000-0000-000000000001",
        };
        string token = $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode(claims.ToJsonString())}.{Encode("nobody")}";
        return new(token, now.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
