namespace Ocfl.Sources;

/// <summary>Which files of a source an update takes, and what they must be.</summary>
public sealed record SourceSelection
{
    /// <summary>All files, with no expectations.</summary>
    public static SourceSelection All { get; } = new();

    /// <summary>
    /// Patterns (<see cref="GlobPattern"/>) of the paths, from the source's top, of the files to take; null for all.
    /// </summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Patterns of those not to take, even where <see cref="Include"/> names them; empty for none.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>
    /// Whether the source is a bag (BagIt, RFC 8493). It is verified whole; its payload, without <c>data/</c>, is the source's files.
    /// </summary>
    public bool IsBag { get; init; }

    /// <summary>The folder of the version that receives the bag's tag files; null if they are verified only.</summary>
    public string? BagTags { get; init; }

    /// <summary>The folder of the version that receives the files; empty for its top. Patterns are of paths without it.</summary>
    public string To { get; init; } = "";

    /// <summary>The digests that the files must have; null if none are given. Not for a bag, which has its own.</summary>
    public ExpectedDigests? Digests { get; init; }
}

/// <summary>How long the manifests of a source may be.</summary>
/// <param name="Bytes">Each alone, and those of a bag together.</param>
/// <param name="Name">What the limit is called where it is set; null if it cannot be set.</param>
public readonly record struct ManifestLimit(long Bytes, string? Name = null);
