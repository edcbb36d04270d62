using Ocfl.Digests;
using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>A content path and the digests that inventories state for it.</summary>
internal sealed class ContentFile
{
    private List<DigestExpectation>? _more;

    public required string Path { get; init; }

    /// <summary>The digest in the root's manifest; null where only an older inventory names the path.</summary>
    public string? Digest { get; init; }

    /// <summary>
    /// The number of <see cref="Digest"/> among those of the object's inventories; <see cref="DigestTable.None"/> for none.
    /// </summary>
    public int DigestNumber { get; init; }

    /// <summary>The number of the version that it is in; 0 where the path does not say.</summary>
    public int Version { get; init; }

    /// <summary>Whether the file is there.</summary>
    public bool IsFound { get; set; }

    /// <summary>The last of the older inventories that names the path; 0 for none.</summary>
    public int Mark { get; set; }

    /// <summary>What else is stated, by the root's fixity blocks and by older inventories; each digest once.</summary>
    public IReadOnlyList<DigestExpectation> More => _more ?? (IReadOnlyList<DigestExpectation>)[];

    /// <summary>Whether an older inventory states a digest that the root's does not.</summary>
    public bool IsStatedByOlder => _more?.Exists(expectation => expectation.Directory.Length > 0) == true;

    /// <summary>Adds a digest, unless it is known.</summary>
    public void Expect(DigestExpectation expectation)
    {
        _more ??= [];
        foreach (DigestExpectation known in _more)
        {
            if (known.Code == expectation.Code
                && known.Algorithm == expectation.Algorithm
                && known.Digest.Equals(expectation.Digest, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
        }

        _more.Add(expectation);
    }

    /// <summary>The algorithms by which the file is to be hashed.</summary>
    /// <param name="main">That of the root's manifest; as a list, which is returned if nothing else is stated.</param>
    public IReadOnlyList<DigestAlgorithm> Algorithms(IReadOnlyList<DigestAlgorithm> main)
    {
        if (_more is null)
        {
            return Digest is null ? [] : main;
        }

        IEnumerable<DigestAlgorithm> more = _more.Select(expectation => expectation.Algorithm);
        return [.. (Digest is null ? more : main.Concat(more)).Distinct()];
    }
}
