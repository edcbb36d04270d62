namespace Ocfl.Inventories;

/// <summary>Makes a <see cref="DigestMap"/> that keeps its texts in few bytes.</summary>
internal sealed class PackedMapBuilder
{
    private readonly InventoryTexts _texts = new();
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

    /// <summary>The map. Nothing may be added after it.</summary>
    public DigestMap Build() => new(new PackedEntries(_texts, _pool, start: 0, pathStart: 0));
}
