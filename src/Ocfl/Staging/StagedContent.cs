using System.Text.Json.Serialization;

namespace Ocfl.Staging;

/// <summary>
/// Content that waits to become part of an object: in a stage's storage, where it is never changed once it is there, or still in its
/// source, where a change is noticed when it is taken.
/// </summary>
/// <param name="Path">Where it is in the stage's storage, or in the source.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">The state that was hashed (<see cref="Storage.StorageFile.ETag"/>); null when any will do.</param>
/// <param name="InSource">Whether the path and the state are of the source's storage (<see cref="Updates.ActivityExecutorOptions.Source"/>).</param>
public sealed record StagedContent(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("length")] long Length,
    [property: JsonPropertyName("etag")] string? ETag = null,
    [property: JsonPropertyName("inSource"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool InSource = false);
