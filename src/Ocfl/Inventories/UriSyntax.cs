using System.Buffers;

namespace Ocfl.Inventories;

/// <summary>
/// The generic syntax of URIs (RFC 3986), which ids of objects and addresses of users should have (OCFL 1.1, sections 3.5.1 and 3.5.3.1).
/// </summary>
public static class UriSyntax
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(Unreserved + SubDelimiters + "%");
    private static readonly SearchValues<char> UserCharacters = SearchValues.Create(Unreserved + SubDelimiters + "%:");
    private static readonly SearchValues<char> LiteralCharacters = SearchValues.Create(Unreserved + SubDelimiters + ":");
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(Unreserved + SubDelimiters + "%:@/");
    private static readonly SearchValues<char> QueryCharacters = SearchValues.Create(Unreserved + SubDelimiters + "%:@/?");

    /// <summary>Whether a text is an absolute URI, with or without a fragment, and with something after its scheme.</summary>
    public static bool IsUri(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        return colon > 0
            && colon < text.Length - 1
            && char.IsAsciiLetter(text[0])
            && !text[..colon].ContainsAnyExcept(SchemeCharacters)
            && HasCompleteEscapes(text)
            && IsAfterScheme(text[(colon + 1)..]);
    }

    private static bool IsAfterScheme(ReadOnlySpan<char> rest)
    {
        Split(ref rest, '#', out ReadOnlySpan<char> fragment);
        Split(ref rest, '?', out ReadOnlySpan<char> query);
        ReadOnlySpan<char> path = rest;
        bool hasHost = true;
        if (rest.StartsWith("//"))
        {
            int end = rest[2..].IndexOf('/');
            ReadOnlySpan<char> authority = end < 0 ? rest[2..] : rest.Slice(2, end);
            path = end < 0 ? default : rest[(2 + end)..];
            hasHost = IsAuthority(authority);
        }

        return hasHost
            && !path.ContainsAnyExcept(PathCharacters)
            && !query.ContainsAnyExcept(QueryCharacters)
            && !fragment.ContainsAnyExcept(QueryCharacters);
    }

    private static bool IsAuthority(ReadOnlySpan<char> authority)
    {
        int at = authority.IndexOf('@');
        ReadOnlySpan<char> user = at < 0 ? default : authority[..at];
        ReadOnlySpan<char> host = authority[(at + 1)..];
        int portAt = host.LastIndexOf(':') is var colon && colon > host.LastIndexOf(']') ? colon : host.Length;
        ReadOnlySpan<char> port = portAt == host.Length ? default : host[(portAt + 1)..];
        return !user.ContainsAnyExcept(UserCharacters) && !port.ContainsAnyExceptInRange('0', '9') && IsHost(host[..portAt]);
    }

    // An address of IPv6, or of what comes after it, is in brackets.
    private static bool IsHost(ReadOnlySpan<char> host) => host is ['[', .. var literal, ']']
        ? !literal.IsEmpty && !literal.ContainsAnyExcept(LiteralCharacters)
        : !host.ContainsAnyExcept(HostCharacters);

    private static void Split(ref ReadOnlySpan<char> text, char separator, out ReadOnlySpan<char> after)
    {
        int at = text.IndexOf(separator);
        after = at < 0 ? default : text[(at + 1)..];
        text = at < 0 ? text : text[..at];
    }

    private static bool HasCompleteEscapes(ReadOnlySpan<char> text)
    {
        for (int percent = text.IndexOf('%'); percent >= 0; percent = text.IndexOf('%'))
        {
            text = text[(percent + 1)..];
            if (text.Length < 2 || !char.IsAsciiHexDigit(text[0]) || !char.IsAsciiHexDigit(text[1]))
            {
                return false;
            }
        }

        return true;
    }
}
