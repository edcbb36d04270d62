using System.Security.Cryptography;
using System.Text;

namespace OcflFunctions.Local.Http;

/// <summary>The key of the service, which callers send.</summary>
internal sealed class ApiKey
{
    /// <summary>The header that carries it, as in the Functions host.</summary>
    public const string Header = "x-functions-key";

    /// <summary>The query parameter that carries it, as in the Functions host.</summary>
    public const string QueryParameter = "code";

    // Digests have one length, so that the comparison takes the same time for every value.
    private readonly byte[] _digest;

    /// <param name="key">The key as it is configured.</param>
    public ApiKey(string key)
    {
        _digest = Digest(key);
    }

    /// <summary>Whether the caller sent the key.</summary>
    public bool IsShownBy(HttpRequest request)
    {
        string? shown = request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Query[QueryParameter].ToString();
        return CryptographicOperations.FixedTimeEquals(Digest(shown), _digest);
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
