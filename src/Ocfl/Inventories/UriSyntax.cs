using System.Buffers;

namespace Ocfl.Inventories;

/// <summary>The generic syntax of URIs (RFC 3986), as far as a warning needs it.</summary>
internal static class UriSyntax
{
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private static readonly SearchValues<char> UriCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>Whether a text is an absolute URI: a scheme, a colon, and something after it in the characters that URIs are made of.</summary>
    public static bool IsUri(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        return colon > 0
            && colon < text.Length - 1
            && char.IsAsciiLetter(text[0])
            && !text[..colon].ContainsAnyExcept(SchemeCharacters)
            && !text.ContainsAnyExcept(UriCharacters)
            && HasCompleteEscapes(text);
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
