using System.Text.Json.Serialization;

namespace Ocfl.Staging;

/// <summary>Content that waits in a stage's storage to become part of an object. Never changed once it is there.</summary>
/// <param name="Path">Where it is in the stage's storage.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">The state that was hashed (<see cref="Storage.StorageFile.ETag"/>); null when any will do.</param>
public sealed record StagedContent(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("length")] long Length,
    [property: JsonPropertyName("etag")] string? ETag = null);
