using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>A version state that is made path by path: the number of a digest for the number of each path.</summary>
/// <param name="texts">What the numbers are of.</param>
internal sealed class PackedState(InventoryTexts texts)
{
    private readonly NumberedValues<int> _digests = new();
    private int _count;

    /// <summary>Whether there is a file at a path.</summary>
    public bool Has(int path) => _digests[path] != DigestTable.None;

    /// <summary>A file as texts.</summary>
    public KeyValuePair<string, string> FileAt(int path) => new(texts.Paths[path], texts.Digests[_digests[path]]);

    /// <summary>Gives a path a digest.</summary>
    public void Set(int path, int digest)
    {
        _count += Has(path) ? 0 : 1;
        _digests[path] = digest;
    }

    /// <summary>The paths in ordinal order of their texts.</summary>
    public int[] SortPaths()
    {
        int[] paths = new int[_count];
        string[] sorted = new string[_count];
        for (int path = 1, next = 0; next < _count; path++)
        {
            if (Has(path))
            {
                sorted[next] = texts.Paths[path];
                paths[next++] = path;
            }
        }

        Array.Sort(sorted, paths, StringComparer.Ordinal);
        return paths;
    }

    /// <summary>The state with the paths of each digest together, in the order in which the paths are given.</summary>
    public DigestMap Group(int[] paths)
    {
        NumberedValues<int> entryOf = new();
        int[] entries = new int[paths.Length];
        int[] digests = new int[paths.Length];
        int[] ends = new int[paths.Length];
        int count = 0;
        for (int i = 0; i < paths.Length; i++)
        {
            // Digests that differ in case only are the same. The first one is kept as it is written.
            int digest = _digests[paths[i]];
            int key = texts.Digests.InLowerCase(digest);
            if (entryOf[key] == 0)
            {
                digests[count] = digest;
                entryOf[key] = ++count;
            }

            entries[i] = entryOf[key] - 1;
            ends[entries[i]]++;
        }

        EntryPool pool = new();
        int[] grouped = new int[paths.Length];
        for (int entry = 0, start = 0; entry < count; entry++)
        {
            int end = start + ends[entry];
            pool.Entries.Add(new(digests[entry], end));
            ends[entry] = start;
            start = end;
        }

        for (int i = 0; i < paths.Length; i++)
        {
            grouped[ends[entries[i]]++] = paths[i];
        }

        foreach (int path in grouped)
        {
            pool.Paths.Add(path);
        }

        return new DigestMap(new PackedEntries(texts, pool, start: 0, pathStart: 0));
    }
}
