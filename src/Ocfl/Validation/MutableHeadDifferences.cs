using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>Compares the inventory of a mutable HEAD with the one in the object's root, of which it must be the next version.</summary>
internal static class MutableHeadDifferences
{
    /// <summary>What is wrong with the inventory of a mutable HEAD, compared with the one in the object's root.</summary>
    public static IEnumerable<string> Find(InventoryDocument document, InventoryDocument root)
    {
        if (document.Id != root.Id)
        {
            yield return $"The inventory is of another object, {FindingNotes.Show(document.Id ?? "")}; it must be of this one, "
                + $"{FindingNotes.Show(root.Id ?? "")}.";
        }

        if (document.EffectiveContentDirectory != root.EffectiveContentDirectory)
        {
            yield return $"The content directory is {FindingNotes.Show(document.EffectiveContentDirectory)}; it must be that of the "
                + $"object, {FindingNotes.Show(root.EffectiveContentDirectory)}.";
        }

        if (document.Head is { } head && root.Head is { } newest && head.Number != newest.Number + 1L)
        {
            yield return $"The mutable HEAD is {head}, the object's newest version {newest}; it must be the version after that.";
        }

        bool isSameAlgorithm = document.DigestAlgorithm == root.DigestAlgorithm;
        Dictionary<string, string> ownDigests = new(StringComparer.Ordinal);
        foreach ((string path, string digest) in document.Manifest!.Paths)
        {
            ownDigests[path] = digest;
        }

        Dictionary<string, string>? digests = isSameAlgorithm ? null : MatchDigests(root, ownDigests);
        Dictionary<string, VersionDocument> versions = document.Versions
            .DistinctBy(version => version.Key, StringComparer.Ordinal)
            .ToDictionary(version => version.Key, StringComparer.Ordinal);
        foreach (VersionDocument version in root.Versions)
        {
            if (!versions.TryGetValue(version.Key, out VersionDocument? own) || !HaveSameFiles(version.State, own.State, digests))
            {
                yield return $"The state of {version.Key} is not that in the object's root; a mutable HEAD must have all versions as "
                    + "they are.";
            }
        }

        foreach ((string path, string digest) in root.Manifest?.Paths ?? [])
        {
            if (!ownDigests.TryGetValue(path, out string? own)
                || (isSameAlgorithm && !own.Equals(digest, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"The manifest does not name {FindingNotes.Show(path)} as that of the object's root does; a mutable HEAD "
                    + "must have all content as it is.";
                yield break;
            }
        }
    }

    /// <summary>Digests of two algorithms are of the same content if they are of the same content file.</summary>
    private static Dictionary<string, string> MatchDigests(InventoryDocument root, Dictionary<string, string> ownDigests)
    {
        Dictionary<string, string> digests = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string path, string digest) in root.Manifest?.Paths ?? [])
        {
            if (ownDigests.TryGetValue(path, out string? own))
            {
                digests[digest] = own;
            }
        }

        return digests;
    }

    /// <param name="one">A state of the root's inventory.</param>
    /// <param name="other">The same state in the mutable HEAD's.</param>
    /// <param name="digests">The root's digests, and those of the same content in the mutable HEAD; null where both are of one
    /// algorithm.</param>
    private static bool HaveSameFiles(DigestMap? one, DigestMap? other, Dictionary<string, string>? digests)
    {
        if (one is null || other is null || one.PathCount != other.PathCount)
        {
            return one is null;
        }

        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach ((string path, string digest) in other.Paths)
        {
            files[path] = digest;
        }

        // Content that the mutable HEAD's manifest does not name is reported separately.
        return one.Paths.All(file => files.TryGetValue(file.Key, out string? digest)
            && digest.Equals(
                digests is null ? file.Value : digests.GetValueOrDefault(file.Value, digest), StringComparison.OrdinalIgnoreCase));
    }
}
