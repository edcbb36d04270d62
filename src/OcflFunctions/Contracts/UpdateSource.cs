using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>Where the content comes from: a folder, or a container of blobs; and which of its files.</summary>
public sealed record UpdateSource
{
    /// <summary>A folder: absolute, or from the first allowed folder (<c>Ocfl:Sources:AllowedPaths</c>). Null for a container.</summary>
    [JsonPropertyName("directory"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Directory { get; init; }

    /// <summary>A container of blobs, one that is allowed (<c>Ocfl:Sources:AllowedContainers</c>). Null for a folder.</summary>
    [JsonPropertyName("container"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Container { get; init; }

    /// <summary>The path in the container that is the source's top; null for the container itself, and for a folder.</summary>
    [JsonPropertyName("prefix"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prefix { get; init; }

    /// <summary>Patterns of the paths, from the source's top, of the files to take; null for all (see <c>GlobPattern</c>).</summary>
    [JsonPropertyName("include"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Patterns of those not to take, even where <see cref="Include"/> names them; null for none.</summary>
    [JsonPropertyName("exclude"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Exclude { get; init; }
}
