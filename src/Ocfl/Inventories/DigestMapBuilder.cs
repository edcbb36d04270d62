namespace Ocfl.Inventories;

/// <summary>Collects the manifest, the states and the fixity blocks of an inventory, one after the other.</summary>
internal sealed class DigestMapBuilder(InventoryTexts texts, InventoryBounds bounds)
{
    private int _start;
    private int _pathStart;
    private int _lastDigest;

    /// <summary>What all of them are kept in.</summary>
    public EntryPool Pool { get; } = new();

    /// <summary>Takes a digest, which may be followed by an entry.</summary>
    public void OnDigest(int digest) => _lastDigest = digest;

    /// <summary>Adds a path to the entry that is read.</summary>
    public void AddPath(int path) => Pool.Paths.Add(path);

    /// <summary>Completes an entry.</summary>
    public void AddEntry(int digest) => Pool.Entries.Add(new(digest, Pool.Paths.Count));

    /// <summary>Completes a manifest, state or fixity block.</summary>
    /// <param name="known">What it may be the same as, and is then not kept twice.</param>
    public DigestMap Take(DigestMap? known)
    {
        PackedEntries entries = new(texts, Pool, _start, _pathStart);
        DigestMap set = new(entries);
        Clear();
        if (known?.IsSameInOrder(set) == true)
        {
            Pool.Entries.Truncate(_start);
            Pool.Paths.Truncate(_pathStart);
            return known;
        }

        bounds.Take(entries.IndexMemory);
        _start = Pool.Entries.Count;
        _pathStart = Pool.Paths.Count;
        return set;
    }

    /// <summary>Clears the marks of the texts that are in the current one.</summary>
    public void Clear()
    {
        for (int i = _start; i < Pool.Entries.Count; i++)
        {
            texts.Digests.RemoveFromSet(Pool.Entries[i].Digest);
        }

        // The last may have no entry yet.
        texts.Digests.RemoveFromSet(_lastDigest);
        for (int i = _pathStart; i < Pool.Paths.Count; i++)
        {
            texts.Paths.RemoveFromSet(Pool.Paths[i]);
        }
    }
}
