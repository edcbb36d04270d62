using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Ocfl.Inventories;

/// <summary>
/// A JSON object of digests and arrays of paths: the form of a manifest, a version state and a fixity block (OCFL 1.1, sections
/// 3.5.2 to 3.5.4). Immutable; keeps the order in which entries were added, and the digests' case as written.
/// </summary>
/// <remarks>
/// Lookups by digest (case-insensitive) and by path (ordinal) take constant time; their indexes are made when first asked for.
/// Equality is by content and order.
/// </remarks>
public sealed class DigestMap : IReadOnlyList<DigestEntry>, IEquatable<DigestMap>
{
    private readonly DigestEntry[] _entries;
    private readonly Lazy<Dictionary<string, int>> _byDigest;
    private readonly Lazy<Dictionary<string, int>> _byPath;

    /// <summary>A map with these entries.</summary>
    /// <exception cref="ArgumentException">A digest (in whatever case) or a path comes twice. Found when it is first looked up, not here.</exception>
    public DigestMap(IEnumerable<DigestEntry> entries)
    {
        _entries = [.. entries];
        _byDigest = new(IndexDigests);
        _byPath = new(IndexPaths);
    }

    /// <summary>A map with no entry.</summary>
    public static DigestMap Empty { get; } = new([]);

    /// <summary>The number of digests.</summary>
    public int Count => _entries.Length;

    /// <summary>The number of paths.</summary>
    public int PathCount => _byPath.IsValueCreated ? _byPath.Value.Count : _entries.Sum(entry => entry.Paths.Count);

    /// <summary>All paths with their digests, in the map's order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Paths
    {
        get
        {
            foreach (DigestEntry entry in _entries)
            {
                foreach (string path in entry.Paths)
                {
                    yield return new(path, entry.Digest);
                }
            }
        }
    }

    /// <inheritdoc/>
    public DigestEntry this[int index] => _entries[index];

    /// <summary>The paths of a digest, in whatever case it is given.</summary>
    public bool TryGetPaths(string digest, [NotNullWhen(true)] out IReadOnlyList<string>? paths)
    {
        paths = _byDigest.Value.TryGetValue(digest, out int index) ? _entries[index].Paths : null;
        return paths is not null;
    }

    /// <summary>The digest of a path, as it is written here.</summary>
    public bool TryGetDigest(string path, [NotNullWhen(true)] out string? digest)
    {
        digest = _byPath.Value.TryGetValue(path, out int index) ? _entries[index].Digest : null;
        return digest is not null;
    }

    /// <summary>Whether a digest is here, in whatever case it is given.</summary>
    public bool ContainsDigest(string digest) => _byDigest.Value.ContainsKey(digest);

    /// <summary>Whether a path is here.</summary>
    public bool ContainsPath(string path) => _byPath.Value.ContainsKey(path);

    /// <inheritdoc/>
    public bool Equals(DigestMap? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        return other is not null
            && _entries.Length == other._entries.Length
            && _entries.Zip(other._entries).All(pair => pair.First.Digest == pair.Second.Digest && pair.First.Paths.SequenceEqual(pair.Second.Paths));
    }

    /// <summary>
    /// Whether these are the same entries in the same order. Told by references first, which is enough for inventories that share their
    /// texts; false for digests that are equal texts but not shared.
    /// </summary>
    internal bool IsSameInOrder(IReadOnlyList<DigestEntry> entries)
    {
        if (ReferenceEquals(this, entries))
        {
            return true;
        }

        if (entries.Count != _entries.Length)
        {
            return false;
        }

        for (int i = 0; i < _entries.Length; i++)
        {
            DigestEntry one = _entries[i];
            DigestEntry other = entries[i];
            if (!ReferenceEquals(one.Digest, other.Digest) || !(ReferenceEquals(one.Paths, other.Paths) || one.Paths.SequenceEqual(other.Paths)))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DigestMap);

    /// <inheritdoc/>
    public override int GetHashCode() => _entries.Length == 0 ? 0 : HashCode.Combine(_entries.Length, _entries[0].Digest, _entries[^1].Digest);

    /// <inheritdoc/>
    public IEnumerator<DigestEntry> GetEnumerator() => ((IEnumerable<DigestEntry>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private Dictionary<string, int> IndexDigests()
    {
        Dictionary<string, int> index = new(_entries.Length, StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < _entries.Length; i++)
        {
            index.Add(_entries[i].Digest, i);
        }

        return index;
    }

    private Dictionary<string, int> IndexPaths()
    {
        Dictionary<string, int> index = new(_entries.Length, StringComparer.Ordinal);
        for (int i = 0; i < _entries.Length; i++)
        {
            foreach (string path in _entries[i].Paths)
            {
                index.Add(path, i);
            }
        }

        return index;
    }
}
