namespace Ocfl.Layouts;

/// <summary>An object's id without what comes before and with the last delimiter (extensions 0006, 0007 and 0010).</summary>
internal static class IdPrefix
{
    /// <summary>The rest of the id; the whole of it where there is no delimiter. Delimiters compare without regard to case.</summary>
    /// <exception cref="LayoutException">The delimiter is at the end, so that nothing is left.</exception>
    public static string Omit(string extensionName, string objectId, string delimiter)
    {
        int start = objectId.LastIndexOf(delimiter, StringComparison.OrdinalIgnoreCase);
        string rest = start < 0 ? objectId : objectId[(start + delimiter.Length)..];
        return rest.Length > 0
            ? rest
            : throw new LayoutException(extensionName, objectId, $"nothing comes after the delimiter '{delimiter}'");
    }

    public static string RequireDelimiter(string extensionName, string delimiter) =>
        delimiter.Length > 0 ? delimiter : throw new LayoutConfigurationException(extensionName, "delimiter", "must not be empty");

    /// <summary>Refuses characters from outside ASCII's 0x20 to 0x7F, over which extensions 0007 and 0010 are defined.</summary>
    public static void RequireAscii(string extensionName, string objectId)
    {
        if (objectId.AsSpan().ContainsAnyExceptInRange('\x20', '\x7f'))
        {
            throw new LayoutException(extensionName, objectId, "only the ASCII characters from 0x20 to 0x7F are allowed");
        }
    }
}
