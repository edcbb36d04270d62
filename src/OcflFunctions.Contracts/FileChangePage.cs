using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A page of the differences between two versions of an object, by path (ordinal).</summary>
public sealed record FileChangePage
{
    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The version before, such as <c>v2</c>; <c>v0</c> for no files.</summary>
    public required string From { get; init; }

    /// <summary>The version after.</summary>
    public required string To { get; init; }

    /// <summary>The algorithm of the digests: <c>sha512</c> or <c>sha256</c>.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The differences.</summary>
    public required IReadOnlyList<FileChange> Changes { get; init; }

    /// <summary>Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continuation { get; init; }
}

/// <summary>A difference between two versions.</summary>
/// <param name="Kind">How the file differs.</param>
/// <param name="Path">The path; of a renamed file the new one, of a removed file the old one.</param>
/// <param name="OldPath">Where a renamed file was before; null otherwise.</param>
/// <param name="OldDigest">The content's digest before; null for an added file.</param>
/// <param name="NewDigest">The content's digest after; null for a removed file.</param>
public sealed record FileChange(
    FileChangeKind Kind,
    string Path,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OldPath = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OldDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NewDigest = null);

/// <summary>How a file differs from one version to another.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<FileChangeKind>))]
public enum FileChangeKind
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>The file is new.</summary>
    Added,

    /// <summary>The file was removed.</summary>
    Removed,

    /// <summary>The file has another content.</summary>
    Changed,

    /// <summary>The content is at another path and no longer at the old one.</summary>
    Renamed,
}
