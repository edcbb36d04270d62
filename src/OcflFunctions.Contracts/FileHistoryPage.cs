using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A page of the history of a path: the versions in which it was added, changed or removed, oldest first.</summary>
public sealed record FileHistoryPage
{
    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The path.</summary>
    public required string Path { get; init; }

    /// <summary>The algorithm of the digests: <c>sha512</c> or <c>sha256</c>.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The versions.</summary>
    public required IReadOnlyList<FileHistoryEntry> Entries { get; init; }

    /// <summary>Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continuation { get; init; }
}

/// <summary>A version in which a path was added, changed or removed.</summary>
public sealed record FileHistoryEntry
{
    /// <summary>The version, such as <c>v2</c>.</summary>
    public required string Version { get; init; }

    /// <summary><see cref="FileChangeKind.Added"/>, <see cref="FileChangeKind.Changed"/> or <see cref="FileChangeKind.Removed"/>.</summary>
    public required FileChangeKind Kind { get; init; }

    /// <summary>The content's digest from then on; null if the file was removed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Digest { get; init; }

    /// <summary>When the version was created; null if the inventory has no time that RFC 3339 allows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Created { get; init; }

    /// <summary>The version's message; null if the inventory does not have one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>Who created the version; null if the inventory does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateUser? User { get; init; }
}
