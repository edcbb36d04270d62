using Ocfl.Digests;

namespace OcflFunctions.Storage;

/// <summary>Digests as the records of the work area have them.</summary>
internal static class DigestNames
{
    /// <summary>The digests by the names of their algorithms.</summary>
    public static Dictionary<string, string> ByName(this ContentDigests digests) =>
        digests.Digests.ToDictionary(digest => digest.Key.Name, digest => digest.Value, StringComparer.Ordinal);
}
