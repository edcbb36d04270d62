using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>The difference of two version states of one object.</summary>
public static class VersionDifference
{
    /// <summary>
    /// The changes from one state to the other, ordered by path. Takes time in proportion to the files, except for the sorting; for states
    /// of one inventory that was read, memory in proportion to the changes, and 8 bytes a file.
    /// </summary>
    /// <remarks>
    /// A content that moved from one path to another is renamed. If several paths of one content were added and removed, paths with the
    /// same last name are paired first, and then the remaining ones in order.
    /// </remarks>
    public static IReadOnlyList<FileChange> Compare(DigestMap before, DigestMap after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        List<FileChange> changes = [];
        if (before.IsSameInOrder(after))
        {
            return changes;
        }

        IEnumerable<KeyValuePair<string, string>> filesBefore = before.Paths;
        IEnumerable<KeyValuePair<string, string>> filesAfter = after.Paths;
        if (before.Packed is { } packedBefore && after.Packed is { } packedAfter && packedBefore.Texts == packedAfter.Texts)
        {
            (filesBefore, filesAfter) = (packedBefore.PathsNotIn(packedAfter), packedAfter.PathsNotIn(packedBefore));
        }

        Dictionary<string, string> old = new(filesBefore, StringComparer.Ordinal);
        Dictionary<string, List<string>> added = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string path, string digest) in filesAfter)
        {
            if (!old.Remove(path, out string? oldDigest))
            {
                Add(added, digest, path);
            }
            else if (!string.Equals(oldDigest, digest, StringComparison.OrdinalIgnoreCase))
            {
                changes.Add(new FileChange(FileChangeKind.Changed, path, null, oldDigest, digest));
            }
        }

        Dictionary<string, List<string>> removed = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string path, string digest) in old)
        {
            Add(removed, digest, path);
        }

        foreach ((string digest, List<string> paths) in removed)
        {
            Match(digest, paths, added.Remove(digest, out List<string>? candidates) ? candidates : [], changes);
        }

        changes.AddRange(
            added.SelectMany(entry => entry.Value.Select(path => new FileChange(FileChangeKind.Added, path, null, null, entry.Key))));
        changes.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return changes;
    }

    private static void Add(Dictionary<string, List<string>> paths, string digest, string path)
    {
        if (!paths.TryGetValue(digest, out List<string>? same))
        {
            paths.Add(digest, same = []);
        }

        same.Add(path);
    }

    /// <summary>Pairs the paths that a content left with those that it moved to.</summary>
    private static void Match(string digest, List<string> removed, List<string> added, List<FileChange> changes)
    {
        removed.Sort(StringComparer.Ordinal);
        added.Sort(StringComparer.Ordinal);
        ILookup<string, string> byName = added.ToLookup(StoragePath.GetName, StringComparer.Ordinal);
        Dictionary<string, Queue<string>> waiting = byName.ToDictionary(
            group => group.Key, group => new Queue<string>(group), StringComparer.Ordinal);
        HashSet<string> taken = new(StringComparer.Ordinal);
        Queue<string> rest = new();
        foreach (string path in removed)
        {
            if (waiting.TryGetValue(StoragePath.GetName(path), out Queue<string>? sameName) && sameName.TryDequeue(out string? to))
            {
                taken.Add(to);
                changes.Add(new FileChange(FileChangeKind.Renamed, to, path, digest, digest));
            }
            else
            {
                rest.Enqueue(path);
            }
        }

        foreach (string path in added.Where(path => !taken.Contains(path)))
        {
            changes.Add(rest.TryDequeue(out string? from)
                ? new FileChange(FileChangeKind.Renamed, path, from, digest, digest)
                : new FileChange(FileChangeKind.Added, path, null, null, digest));
        }

        changes.AddRange(rest.Select(path => new FileChange(FileChangeKind.Removed, path, null, digest, null)));
    }
}
