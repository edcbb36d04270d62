namespace Ocfl.Inventories;

/// <summary>Makes a <see cref="DigestMap"/> that keeps its texts in few bytes.</summary>
/// <param name="texts">Where the texts are kept, which others may use, too; null for its own.</param>
internal sealed class PackedMapBuilder(InventoryTexts? texts = null)
{
    private readonly InventoryTexts _texts = texts ?? new InventoryTexts();
    private readonly EntryPool _pool = new();

    /// <summary>Adds an entry.</summary>
    /// <param name="digest">A digest that was not added before.</param>
    /// <param name="paths">Its paths, in valid Unicode.</param>
    public void Add(string digest, IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            _pool.Paths.Add(_texts.Paths.Intern(path));
        }

        _pool.Entries.Add(new(_texts.Digests.Intern(digest), _pool.Paths.Count));
    }

    /// <summary>Adds an entry with the digest of another map's.</summary>
    /// <param name="other">The other map.</param>
    /// <param name="index">Its entry.</param>
    /// <param name="path">The path of the new entry.</param>
    public void Add(DigestMap other, int index, string path)
    {
        int digest = other.Locate(index) is var (entries, at) && entries.Texts == _texts
            ? entries.DigestIdAt(at)
            : _texts.Digests.Intern(other.DigestAt(index));
        _pool.Paths.Add(_texts.Paths.Intern(path));
        _pool.Entries.Add(new(digest, _pool.Paths.Count));
    }

    /// <summary>The map. Nothing may be added after it.</summary>
    public DigestMap Build() => new(new PackedEntries(_texts, _pool, start: 0, pathStart: 0));
}
