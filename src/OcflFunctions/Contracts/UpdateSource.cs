using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>Where the content comes from.</summary>
/// <param name="Directory">A folder: absolute, or from the first allowed folder (<c>Ocfl:Sources:AllowedPaths</c>).</param>
public sealed record UpdateSource([property: JsonPropertyName("directory")] string Directory);
