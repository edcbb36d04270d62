namespace Ocfl.Inventories;

/// <summary>Entries that are given one by one. Their indexes are built on first use.</summary>
internal sealed class ListedEntries : DigestMapEntries
{
    private readonly DigestEntry[] _entries;
    private readonly Lazy<Dictionary<string, int>> _byDigest;
    private readonly Lazy<Dictionary<string, int>> _byPath;

    public ListedEntries(IEnumerable<DigestEntry> entries)
    {
        _entries = [.. entries];
        _byDigest = new(IndexDigests);
        _byPath = new(IndexPaths);
    }

    public override int Count => _entries.Length;

    public override int PathCount => _byPath.IsValueCreated ? _byPath.Value.Count : _entries.Sum(entry => entry.Paths.Count);

    public override DigestEntry this[int index] => _entries[index];

    public override int FindDigest(string digest) => _byDigest.Value.GetValueOrDefault(digest, -1);

    public override int FindPath(string path) => _byPath.Value.GetValueOrDefault(path, -1);

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
