using Ocfl.Inventories;

namespace Ocfl.Objects;

/// <summary>How many files a version adds, changes, removes and renames: <see cref="VersionDifference.Compare"/> in numbers.</summary>
/// <param name="Added">Paths that are new, and no rename.</param>
/// <param name="Changed">Paths with another content.</param>
/// <param name="Removed">Paths that are gone, and no rename.</param>
/// <param name="Renamed">Contents that went from one path to another.</param>
public sealed record FileChangeCounts(
    long Added,
    long Changed,
    long Removed,
    long Renamed)
{
    /// <summary>Nothing changes.</summary>
    public static FileChangeCounts None { get; } = new(0, 0, 0, 0);

    /// <summary>
    /// Counts the changes from one state to the other, in time proportional to the files, and without a list of the changes.
    /// </summary>
    /// <param name="before">The state before, in the algorithm of the other; empty for a new object.</param>
    /// <param name="after">The state after.</param>
    public static FileChangeCounts Between(DigestMap before, DigestMap after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Count == 0)
        {
            return None with { Added = after.PathCount };
        }

        long kept = 0;
        long changed = 0;
        long added = 0;
        foreach ((string path, string digest) in after.Paths)
        {
            switch (before.HasDigestAt(path, digest))
            {
                case null:
                    added++;
                    break;
                case true:
                    kept++;
                    break;
                default:
                    kept++;
                    changed++;
                    break;
            }
        }

        long removed = before.PathCount - kept;
        long renamed = added == 0 || removed == 0 ? 0 : CountRenamed(before, after);
        return new FileChangeCounts(added - renamed, changed, removed - renamed, renamed);
    }

    private static long CountRenamed(DigestMap before, DigestMap after)
    {
        long renamed = 0;
        foreach (DigestEntry entry in before)
        {
            if (after.TryGetPaths(entry.Digest, out IReadOnlyList<string>? paths))
            {
                long gone = entry.Paths.LongCount(path => !after.ContainsPath(path));
                long come = paths.LongCount(path => !before.ContainsPath(path));
                renamed += Math.Min(gone, come);
            }
        }

        return renamed;
    }
}
