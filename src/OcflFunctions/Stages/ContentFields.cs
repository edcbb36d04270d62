using Microsoft.AspNetCore.Http;
using Ocfl.Digests;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>
/// The digests that a caller sends with a file (RFC 9530): <c>Repr-Digest</c> and <c>Content-Digest</c>, which are the same for a whole
/// file without encoding.
/// </summary>
internal static class ContentFields
{
    /// <summary>The header for the digest of a file.</summary>
    public const string ReprDigest = "Repr-Digest";

    /// <summary>The header for the digest of a body.</summary>
    public const string ContentDigest = "Content-Digest";

    private static readonly Dictionary<string, DigestAlgorithm> Algorithms = new(StringComparer.Ordinal)
    {
        ["sha-512"] = DigestAlgorithm.Sha512,
        ["sha-256"] = DigestAlgorithm.Sha256,
        ["sha"] = DigestAlgorithm.Sha1,
        ["md5"] = DigestAlgorithm.Md5,
    };

    /// <summary>The digests that the content must have; empty if the request has none.</summary>
    /// <exception cref="ProblemException">A header cannot be read, has no known algorithm, or they contradict each other.</exception>
    public static IReadOnlyDictionary<string, string> Read(HttpRequest request, params ReadOnlySpan<string> headers)
    {
        Dictionary<string, string> expected = new(StringComparer.Ordinal);
        foreach (string header in headers)
        {
            if (request.Headers.TryGetValue(header, out var values))
            {
                Read(header, values.ToString(), expected);
            }
        }

        return expected;
    }

    /// <summary>Refuses content that does not have the digests.</summary>
    /// <exception cref="ProblemException">A digest differs.</exception>
    public static void Require(IReadOnlyDictionary<string, string> expected, Func<string, string> digestOf)
    {
        foreach ((string algorithm, string digest) in expected)
        {
            if (digestOf(algorithm) is var found && found != digest)
            {
                throw new ProblemException(
                    ProblemKind.DigestMismatch,
                    $"The {algorithm} digest of the content is {found}, and the request says {digest}. The content is not kept.");
            }
        }
    }

    private static void Read(string header, string text, Dictionary<string, string> expected)
    {
        bool hasKnown = false;
        foreach (string member in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = member.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? member : member[..equals];
            if (!Algorithms.TryGetValue(key, out DigestAlgorithm? algorithm))
            {
                continue;
            }

            string digest = Decode(member[(equals + 1)..]) is { } bytes && bytes.Length * 2 == algorithm.HexLength
                ? Convert.ToHexStringLower(bytes)
                : throw Invalid(header, $"'{member}' is not a digest of this form: {key}=:BASE64:, with {algorithm.HexLength / 2} bytes.");
            if (!expected.TryAdd(algorithm.Name, digest) && expected[algorithm.Name] != digest)
            {
                throw Invalid(header, $"It has two different digests of the algorithm {key}.");
            }

            hasKnown = true;
        }

        if (!hasKnown)
        {
            throw Invalid(header, $"It has no digest that is checked here. There are: {string.Join(", ", Algorithms.Keys)}.");
        }
    }

    // A byte sequence of a structured field (RFC 9651, section 3.3.5); parameters have no meaning here.
    private static byte[]? Decode(string value)
    {
        string item = value.Split(';')[0].Trim();
        Span<byte> bytes = stackalloc byte[96];
        return item.Length is > 2 and < 128
            && item[0] == ':'
            && item[^1] == ':'
            && Convert.TryFromBase64String(item[1..^1], bytes, out int length)
            ? bytes[..length].ToArray()
            : null;
    }

    private static ProblemException Invalid(string header, string detail) =>
        new(ProblemKind.InvalidHeader, $"The header {header} is not valid: {detail}", header);
}
