using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A file of a source that is not as the source's manifests, or the request, say.</summary>
public sealed record SourceMismatch
{
    /// <summary>What is wrong.</summary>
    public required SourceMismatchKind Kind { get; init; }

    /// <summary>The path from the source's top.</summary>
    public required string Path { get; init; }

    /// <summary>The manifest that names the file, or should; null if it is not about a manifest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Manifest { get; init; }

    /// <summary>The algorithm of <see cref="Expected"/>; null if no digest is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Algorithm { get; init; }

    /// <summary>The digest that the file should have, lower-case hexadecimal; null if no digest is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Expected { get; init; }

    /// <summary>The digest that it has; null if no digest is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Actual { get; init; }
}

/// <summary>What is wrong with a file of a source.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<SourceMismatchKind>))]
public enum SourceMismatchKind
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>A manifest names it, and it does not exist.</summary>
    Missing,

    /// <summary>It must still be fetched: <c>fetch.txt</c> names it, and it does not exist.</summary>
    NotFetched,

    /// <summary>It exists, and a manifest that must name it does not.</summary>
    Unlisted,

    /// <summary>It has another digest.</summary>
    WrongDigest,
}

/// <summary>A page of what is wrong with an update's source.</summary>
/// <param name="Total">How many files are wrong; more than can be listed if the list was cut.</param>
/// <param name="Mismatches">The files, the first 10,000 at most.</param>
/// <param name="Continuation">Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</param>
public sealed record SourceMismatchPage(
    long Total,
    IReadOnlyList<SourceMismatch> Mismatches,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);
