namespace Ocfl.Inventories;

/// <summary>
/// The paths of a <see cref="DigestMap"/> with their digests, in ordinal order of the paths, for reading in pages. Takes 8 bytes a path;
/// while it is built, also the texts of all paths.
/// </summary>
public sealed class SortedPaths
{
    private readonly DigestMap _map;
    private readonly Place[] _places;

    /// <summary>Sorts the paths.</summary>
    public SortedPaths(DigestMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        _map = map;
        _places = new Place[map.PathCount];
        string[] paths = new string[_places.Length];
        int next = 0;
        for (int entry = 0; entry < map.Count; entry++)
        {
            int path = 0;
            foreach (string text in map[entry].Paths)
            {
                paths[next] = text;
                _places[next++] = new Place(entry, path++);
            }
        }

        Array.Sort(paths, _places, StringComparer.Ordinal);
    }

    /// <summary>How many there are.</summary>
    public int Count => _places.Length;

    /// <summary>A path with its digest.</summary>
    public KeyValuePair<string, string> this[int index]
    {
        get
        {
            DigestEntry entry = _map[_places[index].Entry];
            return new(entry.Paths[_places[index].Path], entry.Digest);
        }
    }

    /// <summary>The place of the first path that is not before a text, in ordinal order; <see cref="Count"/> if there is none.</summary>
    public int FindFirst(string text)
    {
        int low = 0;
        for (int high = Count; low < high;)
        {
            int middle = (low + high) >>> 1;
            (low, high) = string.CompareOrdinal(PathAt(middle), text) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The paths that start with a text, with their digests, in order.</summary>
    /// <param name="prefix">What they start with; empty for all.</param>
    /// <param name="after">Only those after this path; null for all.</param>
    public IEnumerable<KeyValuePair<string, string>> StartingWith(string prefix, string? after = null)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        int first = FindFirst(after is null || string.CompareOrdinal(after, prefix) < 0 ? prefix : after);
        for (int index = first; index < Count; index++)
        {
            KeyValuePair<string, string> file = this[index];
            if (!file.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield break;
            }

            if (file.Key != after)
            {
                yield return file;
            }
        }
    }

    private string PathAt(int index) => _map[_places[index].Entry].Paths[_places[index].Path];

    /// <summary>Where a path is in the map.</summary>
    private readonly record struct Place(int Entry, int Path);
}
