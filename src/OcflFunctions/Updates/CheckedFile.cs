using Ocfl.Staging;
using OcflFunctions.Contracts;

namespace OcflFunctions.Updates;

/// <summary>A file of a source that is hashed, and how it differs from what it should be.</summary>
/// <param name="Source">The file as it was listed.</param>
/// <param name="Staged">The file as it is staged.</param>
/// <param name="Mismatches">The digests that it should have and has not; empty if there are none.</param>
internal sealed record CheckedFile(SourceFile Source, StagedFile Staged, IReadOnlyList<SourceMismatch> Mismatches)
{
    /// <summary>Compares a file with its expected digests. Those that were computed for that only are removed.</summary>
    public static CheckedFile Check(SourceFile source, StagedFile staged, SourceList list)
    {
        SourceMismatch[] wrong =
        [
            .. (source.Expected ?? new Dictionary<string, string>(StringComparer.Ordinal))
                .Select(expected => (expected.Key, expected.Value, Actual: DigestOf(staged, expected.Key, list)))
                .Where(digest => digest.Actual != digest.Value)
                .Select(digest => new SourceMismatch
                {
                    Kind = SourceMismatchKind.WrongDigest,
                    Path = source.Path,
                    Algorithm = digest.Key,
                    Expected = digest.Value,
                    Actual = digest.Actual,
                }),
        ];
        return new CheckedFile(source, list.Verify is null ? staged : staged with { Fixity = Kept(staged, list) }, wrong);
    }

    private static string? DigestOf(StagedFile staged, string algorithm, SourceList list) =>
        algorithm == list.DigestAlgorithm ? staged.Digest : staged.Fixity?[algorithm];

    private static Dictionary<string, string>? Kept(StagedFile staged, SourceList list)
    {
        Dictionary<string, string> kept = (staged.Fixity ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Where(digest => list.Fixity?.Contains(digest.Key, StringComparer.Ordinal) == true)
            .ToDictionary(StringComparer.Ordinal);
        return kept.Count > 0 ? kept : null;
    }
}
