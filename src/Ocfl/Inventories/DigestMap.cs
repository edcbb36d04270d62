using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Ocfl.Inventories;

/// <summary>
/// A JSON object of digests and arrays of paths: the form of a manifest, a version state and a fixity block (OCFL 1.1, sections
/// 3.5.2 to 3.5.4). Immutable; keeps the order in which entries were added, and the digests' case as written.
/// </summary>
/// <remarks>
/// Lookups by digest (case-insensitive) and by path (ordinal) use an index that is built on first use. A map of an inventory that was
/// read, or of a version that is planned, keeps digests and paths in few bytes, and builds their texts each time they are requested.
/// Equality is by content and order.
/// </remarks>
public sealed class DigestMap : IReadOnlyList<DigestEntry>, IEquatable<DigestMap>
{
    private readonly DigestMapEntries _entries;

    /// <summary>A map with these entries.</summary>
    /// <exception cref="ArgumentException">A digest (in any case) or a path occurs twice. Found when it is first looked up, not
    /// here.</exception>
    public DigestMap(IEnumerable<DigestEntry> entries) => _entries = new ListedEntries(entries);

    internal DigestMap(DigestMapEntries entries) => _entries = entries;

    /// <summary>A map with no entry.</summary>
    public static DigestMap Empty { get; } = new([]);

    /// <summary>The number of digests.</summary>
    public int Count => _entries.Count;

    /// <summary>The number of paths.</summary>
    public int PathCount => _entries.PathCount;

    /// <summary>All paths with their digests, in the map's order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Paths
    {
        get
        {
            foreach (DigestEntry entry in this)
            {
                foreach (string path in entry.Paths)
                {
                    yield return new(path, entry.Digest);
                }
            }
        }
    }

    /// <summary>The entries as numbers, unless the map was made of a list of entries.</summary>
    internal PackedEntries? Packed => _entries as PackedEntries;

    /// <inheritdoc/>
    public DigestEntry this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _entries[index];
        }
    }

    /// <summary>The paths of a digest, given in any case.</summary>
    public bool TryGetPaths(string digest, [NotNullWhen(true)] out IReadOnlyList<string>? paths)
    {
        int index = _entries.FindDigest(digest);
        paths = index < 0 ? null : _entries[index].Paths;
        return paths is not null;
    }

    /// <summary>The digest of a path, as it is written here.</summary>
    public bool TryGetDigest(string path, [NotNullWhen(true)] out string? digest)
    {
        int index = _entries.FindPath(path);
        digest = index < 0 ? null : _entries.DigestAt(index);
        return digest is not null;
    }

    /// <summary>The digest of an entry.</summary>
    internal string DigestAt(int index) => _entries.DigestAt(index);

    /// <summary>The first path of an entry.</summary>
    internal string FirstPathAt(int index) => _entries.FirstPathAt(index);

    /// <summary>Whether a path has a digest, given in any case; null if the path is not here.</summary>
    internal bool? HasDigestAt(string path, string digest)
    {
        int index = _entries.FindPath(path);
        return index < 0 ? null : _entries.IsDigestAt(index, digest);
    }

    /// <summary>Whether a digest is here, given in any case.</summary>
    public bool ContainsDigest(string digest) => _entries.FindDigest(digest) >= 0;

    /// <summary>Whether a path is here.</summary>
    public bool ContainsPath(string path) => _entries.FindPath(path) >= 0;

    /// <summary>This map and further entries, with other digests and other paths.</summary>
    internal DigestMap With(DigestMap others) =>
        others.Count == 0 ? this
            : Count == 0 ? others
            : new(new AppendedEntries(_entries, others._entries));

    /// <summary>Where an entry is kept as numbers; null if it is not.</summary>
    internal (PackedEntries Entries, int Index)? Locate(int index) => _entries.Locate(index);

    /// <inheritdoc/>
    public bool Equals(DigestMap? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        return other is not null
            && Count == other.Count
            && (IsSameInOrder(other)
                || this.Zip(other).All(pair => pair.First.Digest == pair.Second.Digest
                    && pair.First.Paths.SequenceEqual(pair.Second.Paths, StringComparer.Ordinal)));
    }

    /// <summary>
    /// Whether these are the same entries in the same order. Found by their numbers, which is enough for inventories that were read
    /// together; false for others.
    /// </summary>
    internal bool IsSameInOrder(DigestMap other) =>
        ReferenceEquals(this, other) || (Packed is { } own && other.Packed is { } others && own.IsSameAs(others));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DigestMap);

    /// <inheritdoc/>
    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, _entries.DigestAt(0), _entries.DigestAt(Count - 1));

    /// <inheritdoc/>
    public IEnumerator<DigestEntry> GetEnumerator()
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            yield return _entries[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
