using System.Text.Json.Serialization;

namespace OcflFunctions.Stages;

/// <summary>
/// A resumable upload, as the work area has it. What it says is durable; its content may have more, which does not count.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Path">The path that the file will have in the stage.</param>
/// <param name="Length">How many bytes the file will have.</param>
/// <param name="Offset">How many of them are durable.</param>
/// <param name="Content">Where the content is in the work area.</param>
/// <param name="Digests">The state of the digests at <paramref name="Offset"/>.</param>
/// <param name="Expected">The digests that the file must have, by algorithm.</param>
/// <param name="Metadata">The caller's <c>Upload-Metadata</c>, as it was sent.</param>
/// <param name="IsFinished">Whether the file counts.</param>
/// <param name="ContentETag">The state of the content at <paramref name="Offset"/>; null for none yet.</param>
/// <param name="Writer">A number of the request that writes to it, or did so last; null for none yet.</param>
internal sealed record UploadRecord(
    string Id,
    string Path,
    long Length,
    long Offset,
    string Content,
    byte[] Digests,
    IReadOnlyDictionary<string, string> Expected,
    string Metadata,
    bool IsFinished = false,
    [property: JsonPropertyName("contentETag")] string? ContentETag = null,
    string? Writer = null);
