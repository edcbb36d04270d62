using System.Text.Json.Serialization;

namespace OcflFunctions.Work;

/// <summary>A file of a source, as it was when the source was listed.</summary>
/// <param name="Number">Its number in the list, from 0: the name under which it is staged.</param>
/// <param name="Path">From the source's top; the logical path to be.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">The state in which it was listed, and must be when it is staged.</param>
/// <param name="Digest">For the object's own content, its digest by the manifest; null for a file of the source.</param>
/// <param name="MayBeKnown">Whether the object has content of that length: the file is then hashed before it is staged.</param>
public sealed record SourceFile(
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("length")] long Length,
    [property: JsonPropertyName("etag")] string ETag,
    [property: JsonPropertyName("digest")] string? Digest = null,
    [property: JsonPropertyName("mayBeKnown"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool MayBeKnown = false);
