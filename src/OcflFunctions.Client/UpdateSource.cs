using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>Where the content comes from.</summary>
public sealed record UpdateSource
{
    /// <summary>A folder that the service may read: absolute, or from the first one that its setting <c>Ocfl:Sources:AllowedPaths</c> names.</summary>
    [JsonPropertyName("directory"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Directory { get; init; }
}
