using System.Collections;

namespace Ocfl.Inventories;

/// <summary>
/// Entries as an inventory is read: numbers of digests and paths, in 8 bytes a digest and 4 a path. Their texts are built when they
/// are requested. Immutable and thread-safe.
/// </summary>
internal sealed class PackedEntries : DigestMapEntries
{
    private const int Scans = 8;

    private readonly EntryPool _pool;
    private readonly int _start;
    private readonly int _pathStart;
    private readonly bool _pathsAscend;
    private readonly bool _digestsAscend;
    private int _scans;
    private int[]? _byPath;
    private int[]? _byDigest;

    /// <summary>The entries of a pool from some on, up to its last.</summary>
    /// <param name="texts">What the numbers are of.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="start">The first entry.</param>
    /// <param name="pathStart">The first path.</param>
    public PackedEntries(InventoryTexts texts, EntryPool pool, int start, int pathStart)
    {
        Texts = texts;
        _pool = pool;
        _start = start;
        _pathStart = pathStart;
        Count = pool.Entries.Count - start;
        PathCount = pool.Paths.Count - pathStart;
        _pathsAscend = Ascends(new PathNumbers(this));
        _digestsAscend = Ascends(new DigestNumbers(this));
    }

    public InventoryTexts Texts { get; }

    public override int Count { get; }

    public override int PathCount { get; }

    /// <summary>How many bytes the indexes take that lookups may make.</summary>
    public long IndexMemory => sizeof(int) * ((_pathsAscend ? 0L : PathCount) + (_digestsAscend ? 0L : Count));

    public override DigestEntry this[int index] => new(DigestAt(index), new EntryPaths(this, PathStartOf(index), PathEndOf(index)));

    /// <summary>The numbers of all paths with those of their digests, in order.</summary>
    public IEnumerable<(int Path, int Digest)> Files
    {
        get
        {
            int position = 0;
            for (int i = 0; i < Count; i++)
            {
                int digest = DigestIdAt(i);
                for (int end = PathEndOf(i); position < end; position++)
                {
                    yield return (PathAt(position), digest);
                }
            }
        }
    }

    public override string DigestAt(int index) => Texts.Digests[DigestIdAt(index)];

    public override string FirstPathAt(int index) => Texts.Paths[PathAt(PathStartOf(index))];

    public override bool IsDigestAt(int index, string digest) => Texts.Digests.Is(DigestIdAt(index), digest);

    public override (PackedEntries Entries, int Index)? Locate(int index) => (this, index);

    /// <summary>The number of an entry's digest.</summary>
    public int DigestIdAt(int index) => _pool.Entries[_start + index].Digest;

    /// <summary>How many paths an entry has.</summary>
    public int PathCountOf(int index) => PathEndOf(index) - PathStartOf(index);

    /// <summary>The first of an entry's paths among all.</summary>
    public int PathStartOf(int index) => index == 0 ? 0 : PathEndOf(index - 1);

    /// <summary>Where an entry's paths end among all.</summary>
    public int PathEndOf(int index) => _pool.Entries[_start + index].PathEnd - _pathStart;

    /// <summary>The number of a path.</summary>
    /// <param name="position">Its place among all.</param>
    public int PathAt(int position) => _pool.Paths[_pathStart + position];

    public override int FindDigest(string digest)
    {
        for (int id = Texts.Digests.Find(digest); id != DigestTable.None; id = Texts.Digests.Find(digest, id))
        {
            int index = FindDigest(id);
            if (index >= 0)
            {
                return index;
            }
        }

        return -1;
    }

    public override int FindPath(string path) => Texts.Paths.Find(path) is int id and not PathTree.None ? FindPath(id) : -1;

    /// <summary>The entry of a path's number; -1 for none.</summary>
    public int FindPath(int path)
    {
        PathNumbers numbers = new(this);
        int position = _pathsAscend ? Search(numbers, path) : Find(numbers, path, ref _byPath);
        return position < 0 ? -1 : EntryOf(position);
    }

    /// <summary>The entry of a digest's number; -1 for none.</summary>
    public int FindDigest(int digest)
    {
        DigestNumbers numbers = new(this);
        return _digestsAscend ? Search(numbers, digest) : Find(numbers, digest, ref _byDigest);
    }

    /// <summary>Whether these are the same entries of the same texts in the same order.</summary>
    public bool IsSameAs(PackedEntries other)
    {
        if (Texts != other.Texts || Count != other.Count || PathCount != other.PathCount)
        {
            return false;
        }

        for (int i = 0; i < Count; i++)
        {
            if (DigestIdAt(i) != other.DigestIdAt(i) || PathEndOf(i) != other.PathEndOf(i))
            {
                return false;
            }
        }

        for (int i = 0; i < PathCount; i++)
        {
            if (PathAt(i) != other.PathAt(i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The paths that others of the same texts do not have with the same digest, with their digests, in order.</summary>
    public IEnumerable<KeyValuePair<string, string>> PathsNotIn(PackedEntries others)
    {
        Dictionary<int, int> theirs = new(others.PathCount);
        foreach ((int path, int digest) in others.Files)
        {
            theirs[path] = digest;
        }

        foreach ((int path, int digest) in Files)
        {
            if (!theirs.TryGetValue(path, out int their) || their != digest)
            {
                yield return new(Texts.Paths[path], Texts.Digests[digest]);
            }
        }
    }

    private int EntryOf(int position)
    {
        int low = 0;
        for (int high = Count; low < high;)
        {
            int middle = (low + high) >>> 1;
            (low, high) = PathEndOf(middle) <= position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // Building an index takes longer than a few lookups without it.
    private int Find<T>(T numbers, int number, ref int[]? index)
        where T : struct, INumbers
    {
        int[]? made = Volatile.Read(ref index);
        if (made is null && Interlocked.Increment(ref _scans) <= Scans)
        {
            return Scan(numbers, number);
        }

        if (made is null)
        {
            made = Index(numbers);
            Volatile.Write(ref index, made);
        }

        int found = Search(new IndexedNumbers<T>(numbers, made), number);
        return found < 0 ? -1 : made[found];
    }

    private static bool Ascends<T>(T numbers)
        where T : struct, INumbers
    {
        int last = -1;
        for (int i = 0; i < numbers.Count; i++)
        {
            int next = numbers[i];
            if (next < last)
            {
                return false;
            }

            last = next;
        }

        return true;
    }

    private static int Scan<T>(T numbers, int number)
        where T : struct, INumbers
    {
        int i = 0;
        while (i < numbers.Count && numbers[i] != number)
        {
            i++;
        }

        return i < numbers.Count ? i : -1;
    }

    private static int[] Index<T>(T numbers)
        where T : struct, INumbers
    {
        int[] positions = new int[numbers.Count];
        int[] keys = new int[numbers.Count];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = i;
            keys[i] = numbers[i];
        }

        Array.Sort(keys, positions);
        return positions;
    }

    private static int Search<T>(T numbers, int number)
        where T : struct, INumbers
    {
        int low = 0;
        for (int high = numbers.Count; low < high;)
        {
            int middle = (low + high) >>> 1;
            (low, high) = numbers[middle] < number ? (middle + 1, high) : (low, middle);
        }

        return low < numbers.Count && numbers[low] == number ? low : -1;
    }

    private interface INumbers
    {
        int Count { get; }

        int this[int index] { get; }
    }

    private readonly struct PathNumbers(PackedEntries entries) : INumbers
    {
        public int Count => entries.PathCount;

        public int this[int index] => entries.PathAt(index);
    }

    private readonly struct DigestNumbers(PackedEntries entries) : INumbers
    {
        public int Count => entries.Count;

        public int this[int index] => entries.DigestIdAt(index);
    }

    private readonly struct IndexedNumbers<T>(T numbers, int[] index) : INumbers
        where T : struct, INumbers
    {
        public int Count => index.Length;

        public int this[int i] => numbers[index[i]];
    }

    /// <summary>The paths of one entry.</summary>
    private sealed class EntryPaths(PackedEntries entries, int start, int end) : IReadOnlyList<string>
    {
        public int Count => end - start;

        public string this[int index] => (uint)index < (uint)Count
            ? entries.Texts.Paths[entries.PathAt(start + index)]
            : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<string> GetEnumerator()
        {
            for (int i = start; i < end; i++)
            {
                yield return entries.Texts.Paths[entries.PathAt(i)];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
