using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A page of the files of a version, by path (ordinal).</summary>
public sealed record FilePage
{
    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The version, such as <c>v3</c>. The next page is of the same one, even if the object has a newer one by then.</summary>
    public required string Version { get; init; }

    /// <summary>The algorithm of the digests: <c>sha512</c> or <c>sha256</c>.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<FileSummary> Files { get; init; }

    /// <summary>Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continuation { get; init; }
}

/// <summary>A file of a version.</summary>
/// <param name="Path">Its path in the version.</param>
/// <param name="Size">In bytes, as it is stored; null if its content is not where the inventory says.</param>
/// <param name="Digest">The content's digest by the inventory, lower-case hexadecimal.</param>
public sealed record FileSummary(
    string Path,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Size,
    string Digest);
