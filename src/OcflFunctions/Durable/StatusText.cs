namespace OcflFunctions.Durable;

/// <summary>Limits the length of texts in custom statuses.</summary>
internal static class StatusText
{
    /// <summary>
    /// Shortens a text so that it takes at most <paramref name="budget"/> characters in JSON, where those outside ASCII, and some
    /// inside, take six each.
    /// </summary>
    public static string Clip(string text, int budget)
    {
        int used = 0;
        for (int i = 0; i < text.Length; i++)
        {
            used += char.IsAsciiLetterOrDigit(text[i]) || text[i] is ' ' or '.' or '/' or '-' or '_' or ',' or ':' or '(' or ')' ? 1 : 6;
            if (used > budget)
            {
                int end = i > 0 && char.IsHighSurrogate(text[i - 1]) ? i - 1 : i;
                return text[..end] + "...";
            }
        }

        return text;
    }
}
