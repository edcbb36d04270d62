using System.Net;
using Microsoft.Extensions.Configuration;

namespace OcflFunctions.Hosting;

/// <summary>Tokens of an OpenID Connect authority, such as Microsoft Entra ID: <c>Ocfl:Http:Bearer</c>.</summary>
public sealed class BearerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = OcflOptions.Section + ":Http:Bearer";

    /// <summary>
    /// The authority, such as <c>https://login.microsoftonline.com/TENANT/v2.0</c>; its discovery document names its keys. Null: no token
    /// is accepted.
    /// </summary>
    public Uri? Authority { get; set; }

    /// <summary>The audience that a token must be for. Required with an authority.</summary>
    public string? Audience { get; set; }

    /// <summary>The issuer that a token must be from; null for the one that the discovery document names.</summary>
    public string? Issuer { get; set; }

    /// <summary>The claim that has the caller's roles: <c>Reader</c>, <c>Writer</c>, <c>Operator</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The claim that names the caller in the audit log.</summary>
    public string SubjectClaim { get; set; } = "sub";

    /// <summary>
    /// In the Functions host: whether a token alone is enough. Otherwise a request needs a function key, which the host checks, and a
    /// token, which has the role.
    /// </summary>
    public bool InsteadOfKeys { get; set; }

    /// <summary>Whether a configuration has an authority.</summary>
    internal static bool IsConfigured(IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(Authority)}"]);

    /// <summary>What is wrong: the setting's name within the section, and the rule.</summary>
    internal IEnumerable<(string Name, string Problem)> FindFaults()
    {
        if (Authority is { } authority && !IsSafe(authority))
        {
            yield return (nameof(Authority), $"is '{authority}', which is not an https address (http is for this machine only)");
        }

        if (Authority is not null && string.IsNullOrWhiteSpace(Audience))
        {
            yield return (nameof(Audience), "is empty; with an authority it must name the audience of the tokens");
        }

        if (Authority is null && !(string.IsNullOrWhiteSpace(Audience) && string.IsNullOrWhiteSpace(Issuer)))
        {
            yield return (nameof(Authority), "is empty, but an audience or an issuer is set");
        }

        if (Authority is null && InsteadOfKeys)
        {
            yield return (nameof(InsteadOfKeys), "is true, but there is no authority: no request would need anything");
        }

        if (string.IsNullOrWhiteSpace(RoleClaim))
        {
            yield return (nameof(RoleClaim), "is empty; it must name a claim");
        }

        if (string.IsNullOrWhiteSpace(SubjectClaim))
        {
            yield return (nameof(SubjectClaim), "is empty; it must name a claim");
        }
    }

    private static bool IsSafe(Uri authority) => authority.IsAbsoluteUri
        && (authority.Scheme == Uri.UriSchemeHttps
            || (authority.Scheme == Uri.UriSchemeHttp
                && (authority.Host == "localhost" || (IPAddress.TryParse(authority.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip)))));
}
