using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>How many files a version adds, changes, removes and renames, compared with the version before.</summary>
/// <param name="Added">Paths that are new, and no rename.</param>
/// <param name="Changed">Paths with another content.</param>
/// <param name="Removed">Paths that are gone, and no rename.</param>
/// <param name="Renamed">Contents that went from one path to another.</param>
public sealed record FileChangeCounts(
    [property: JsonPropertyName("added")] long Added,
    [property: JsonPropertyName("changed")] long Changed,
    [property: JsonPropertyName("removed")] long Removed,
    [property: JsonPropertyName("renamed")] long Renamed);
