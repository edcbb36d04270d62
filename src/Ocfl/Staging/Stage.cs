using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>A version state to be, and where the content that is new to the object waits.</summary>
public sealed record Stage
{
    /// <summary>The algorithm of the digests here: <c>sha512</c> or <c>sha256</c>.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The whole state of the new version, by logical path (ordinal order).</summary>
    public required DigestMap State { get; init; }

    /// <summary>Content that waits, by digest (lower case). May hold more than is new to the object.</summary>
    public required IReadOnlyDictionary<string, StagedContent> Content { get; init; }

    /// <summary>Digests in further algorithms by algorithm and then by content digest (lower case); empty if there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Fixity { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>
    /// Where the object moves to another algorithm, its digests in the old one (in any case) with those in the new one; empty if
    /// it does not.
    /// </summary>
    public IReadOnlyDictionary<string, string> Rehashed { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A version that has these files and no others.</summary>
    /// <param name="digestAlgorithm">The algorithm of the files' digests.</param>
    /// <param name="files">The files, in any order.</param>
    /// <exception cref="StageConflictException">A logical path occurs twice, is invalid, or is a directory of another.</exception>
    internal static Stage Replace(string digestAlgorithm, IEnumerable<StagedFile> files) =>
        new StageBuilder(digestAlgorithm, @base: null).WithFiles(files, allowEmpty: true).Build();

    /// <summary>A version that has what the base has, and these files in addition or instead.</summary>
    /// <param name="digestAlgorithm">The algorithm of the files' digests, and of the base.</param>
    /// <param name="base">The inventory whose head is the base; null for an empty one.</param>
    /// <param name="files">The files, in any order.</param>
    /// <exception cref="StageConflictException">A logical path occurs twice, is invalid, or is a directory of another.</exception>
    internal static Stage Merge(string digestAlgorithm, Inventory? @base, IEnumerable<StagedFile> files) =>
        new StageBuilder(digestAlgorithm, @base).WithFiles(files, UpdateMode.Merge, allowEmpty: true).Build();
}
