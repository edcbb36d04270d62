using System.Security.Cryptography;
using OcflFunctions.Http.Access;
using OcflFunctions.Keys;

namespace OcflFunctions.Local.Http;

/// <summary>The key of the settings, whose holders are operators.</summary>
internal sealed class ApiKey
{
    /// <summary>The header that carries a key, as in the Functions host.</summary>
    public const string Header = "x-functions-key";

    /// <summary>The query parameter that carries a key, as in the Functions host.</summary>
    public const string QueryParameter = "code";

    /// <summary>Who sends it.</summary>
    public static readonly Caller Holder = new("api-key", CallerKind.ApiKey, CallerRole.Operator);

    // Digests have one length, so that the comparison takes the same time for every value.
    private readonly byte[] _digest;

    /// <param name="key">The key as it is configured.</param>
    public ApiKey(string key)
    {
        _digest = NamedKey.Digest(key);
    }

    /// <summary>Whether it is the key with this digest.</summary>
    public bool Matches(byte[] digest) => CryptographicOperations.FixedTimeEquals(digest, _digest);

    /// <summary>The key that a request has; empty for none.</summary>
    public static string ShownBy(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Query[QueryParameter].ToString();
}
