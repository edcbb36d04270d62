namespace Ocfl.Sources;

/// <summary>The percent-encoding of paths in bags (RFC 8493, section 2.1.3): line feed, carriage return and, since 1.0, percent.</summary>
internal static class BagPaths
{
    /// <summary>The folder of the payload, with a slash.</summary>
    public const string Payload = "data/";

    /// <summary>Decodes line feeds and carriage returns.</summary>
    public static string DecodeLineEnds(string path) => path.Contains('%', StringComparison.Ordinal)
        ? path.Replace("%0A", "\n", StringComparison.OrdinalIgnoreCase).Replace("%0D", "\r", StringComparison.OrdinalIgnoreCase)
        : path;

    /// <summary>Whether a path has a percent sign that encodes nothing: what wrote it does not encode percent signs.</summary>
    /// <param name="path">A path with its line ends decoded.</param>
    public static bool HasBarePercent(string path)
    {
        for (int at = path.IndexOf('%', StringComparison.Ordinal); at >= 0; at = path.IndexOf('%', at + 1))
        {
            if (string.CompareOrdinal(path, at, "%25", 0, 3) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Decodes percent signs.</summary>
    public static string DecodePercents(string path) => path.Replace("%25", "%", StringComparison.Ordinal);
}
