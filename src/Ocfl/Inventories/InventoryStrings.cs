using Ocfl.Storage;

namespace Ocfl.Inventories;

/// <summary>
/// The digests and paths of an object's inventories, each held once however often they come: every version of an inventory repeats
/// most of them. Equal texts are the same string, so that they can be compared by reference.
/// </summary>
/// <remarks>
/// Paths are also arranged as a tree, in which it takes one step an element to see whether a set of paths has one twice, or one that
/// is a directory of another. A set is begun with <see cref="BeginSet"/>; marks of older sets need no clearing. Beside its characters a
/// text takes about 70 bytes, with the array of <see cref="Single"/> 100: the tables hold numbers only, and grow without being copied.
/// </remarks>
internal sealed class InventoryStrings
{
    private const int StringOverhead = 72;
    private const int SingleOverhead = 32;
    private const int DirectoryOverhead = 32;
    private const int VariantOverhead = 56;

    private readonly ChunkedList<Entry> _entries = new();
    private readonly ChunkedList<Directory> _directories = new();
    private readonly SlotTable _texts = new();
    private readonly SlotTable _children = new();
    private Dictionary<string, int>? _variants;
    private char[] _lowerCase = new char[128];
    private int _childCount;
    private int _set;

    public InventoryStrings() => _directories.Add(new() { File = -1 });

    /// <summary>Whether a path may stand with the others of its set.</summary>
    public enum Mark
    {
        New,
        Twice,
        Conflict,
    }

    /// <summary>About how many bytes all this takes.</summary>
    public long Memory { get; private set; }

    /// <summary>The number by which a text is known here.</summary>
    public int Intern(ReadOnlySpan<char> text)
    {
        int hash = string.GetHashCode(text);
        int id = Find(text, hash);
        if (id >= 0)
        {
            return id;
        }

        id = _entries.Add(new() { Text = text.ToString(), Hash = hash, Parent = -1 });
        if (!_texts.HasRoomFor(_entries.Count))
        {
            _texts.Grow();
            for (int i = 0; i < id; i++)
            {
                _texts.Add(_entries[i].Hash, i);
            }
        }

        _texts.Add(hash, id);
        Memory += StringOverhead + (text.Length * sizeof(char));
        return id;
    }

    /// <summary>The text of a number.</summary>
    public string this[int id] => _entries[id].Text;

    /// <summary>An array of this one text; the same one every time.</summary>
    public string[] Single(int id)
    {
        ref Entry entry = ref _entries[id];
        if (entry.Single is null)
        {
            entry.Single = [entry.Text];
            Memory += SingleOverhead;
        }

        return entry.Single;
    }

    /// <summary>What is wrong with a path, whatever it is for.</summary>
    public PathFlaws Flaws(int id)
    {
        ref Entry entry = ref _entries[id];
        if (!entry.FlawsKnown)
        {
            entry.Flaws = FindFlaws(entry.Text);
            entry.FlawsKnown = true;
        }

        return entry.Flaws;
    }

    /// <summary>What is wrong with a path, whatever it is for.</summary>
    public static PathFlaws FindFlaws(string path)
    {
        if (path.Length == 0)
        {
            return PathFlaws.Empty;
        }

        PathFlaws flaws = path[0] == '/' || path[^1] == '/' ? PathFlaws.Slash : PathFlaws.None;
        flaws |= path.Contains('\0', StringComparison.Ordinal) ? PathFlaws.Nul : PathFlaws.None;

        // A slash in front or at the end is a flaw of its own, not also an empty element.
        string inner = flaws.HasFlag(PathFlaws.Slash) ? TrimOneSlash(path) : path;
        bool elements = inner.Length == 0 || StoragePath.IsValid(inner.Replace('\0', '0'));
        return elements ? flaws : flaws | PathFlaws.Element;
    }

    /// <summary>Begins a set of digests or paths.</summary>
    public void BeginSet() => _set++;

    /// <summary>Adds a digest to the set.</summary>
    /// <returns>Whether it was not there, as it is written and in whatever case.</returns>
    public (bool Exactly, bool InAnyCase) AddDigest(int id)
    {
        ref Entry entry = ref _entries[id];
        bool isNew = entry.DigestIn != _set;
        entry.DigestIn = _set;
        string digest = entry.Text;
        bool hasVariant = _variants is not null && _variants.TryGetValue(digest, out int set) && set == _set;
        if (!digest.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            return (isNew, isNew && !hasVariant);
        }

        // Few inventories have any, and then in all digests.
        int lowerCase = FindLowerCase(digest);
        bool hasLowerCase = lowerCase >= 0 && _entries[lowerCase].DigestIn == _set;
        _variants ??= new(StringComparer.OrdinalIgnoreCase);
        Memory += _variants.ContainsKey(digest) ? 0 : VariantOverhead;
        _variants[digest] = _set;
        return (isNew, isNew && !hasVariant && !hasLowerCase);
    }

    /// <summary>Adds a path to the set.</summary>
    public Mark AddPath(int id)
    {
        ref Entry file = ref _entries[id];
        if (file.Parent < 0)
        {
            Place(id, ref file);
        }

        if (file.FileIn == _set)
        {
            return Mark.Twice;
        }

        file.FileIn = _set;
        bool conflict = file.IsDirectory && _directories[FindChild(file.Parent, NameOf(file.Text)).Directory].DirectoryIn == _set;
        for (int number = file.Parent; number != 0;)
        {
            ref Directory directory = ref _directories[number];
            conflict |= directory.File >= 0 && _entries[directory.File].FileIn == _set;
            if (directory.DirectoryIn == _set)
            {
                break;
            }

            directory.DirectoryIn = _set;
            number = directory.Parent;
        }

        return conflict ? Mark.Conflict : Mark.New;
    }

    private static string TrimOneSlash(string path)
    {
        int start = path[0] == '/' ? 1 : 0;
        int end = path.Length > 1 && path[^1] == '/' ? path.Length - 1 : path.Length;
        return path[start..end];
    }

    private int Find(ReadOnlySpan<char> text, int hash)
    {
        for (int slot = _texts.First(hash); _texts[slot] is int id and >= 0; slot = _texts.Next(slot))
        {
            ref Entry entry = ref _entries[id];
            if (entry.Hash == hash && text.SequenceEqual(entry.Text))
            {
                return id;
            }
        }

        return -1;
    }

    private int FindLowerCase(string digest)
    {
        _lowerCase = _lowerCase.Length < digest.Length ? new char[digest.Length] : _lowerCase;
        Span<char> lowerCase = _lowerCase.AsSpan(0, digest.Length);
        digest.AsSpan().ToLowerInvariant(lowerCase);
        return Find(lowerCase, string.GetHashCode((ReadOnlySpan<char>)lowerCase));
    }

    // ---- The tree ----------------------------------------------------------------------------------------------------

    private static ReadOnlySpan<char> NameOf(string path) => path.AsSpan(path.LastIndexOf('/') + 1);

    /// <summary>Gives a path its directory, and makes those that are not there.</summary>
    private void Place(int id, ref Entry file)
    {
        string path = file.Text;
        int parent = 0;
        int start = 0;
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', start))
        {
            parent = FindOrAddDirectory(parent, id, start, slash - start);
            start = slash + 1;
        }

        (int slot, int directory, _) = FindChild(parent, path.AsSpan(start));
        file.Parent = parent;
        if (directory > 0)
        {
            file.IsDirectory = true;
            _directories[directory].File = id;
        }
        else
        {
            AddChild(slot, HashOf(parent, path.AsSpan(start)), id);
        }
    }

    private int FindOrAddDirectory(int parent, int path, int start, int length)
    {
        ReadOnlySpan<char> name = _entries[path].Text.AsSpan(start, length);
        (int slot, int found, int file) = FindChild(parent, name);
        if (found > 0)
        {
            return found;
        }

        int directory = _directories.Add(new() { Parent = parent, Path = path, Start = start, Length = length, File = file });
        Memory += DirectoryOverhead;
        if (file >= 0)
        {
            // From now on the file is found by way of the directory that has its path.
            _entries[file].IsDirectory = true;
            _children[slot] = ~directory;
        }
        else
        {
            AddChild(slot, HashOf(parent, name), ~directory);
        }

        return directory;
    }

    /// <summary>
    /// What has a name in a directory: its slot, or the free one where it would be; a directory, 0 for none; a file that is no directory
    /// as well, -1 for none.
    /// </summary>
    private (int Slot, int Directory, int File) FindChild(int parent, ReadOnlySpan<char> name)
    {
        int slot = _children.First(HashOf(parent, name));
        for (; _children[slot] is int child && child != SlotTable.Free; slot = _children.Next(slot))
        {
            if (ParentOf(child) == parent && NameOf(child).SequenceEqual(name))
            {
                return child >= 0 ? (slot, 0, child) : (slot, ~child, -1);
            }
        }

        return (slot, 0, -1);
    }

    private void AddChild(int slot, int hash, int child)
    {
        _children[slot] = child;
        if (_children.HasRoomFor(++_childCount))
        {
            return;
        }

        int[] all = _children.Grow();
        foreach (int each in all.Where(each => each != SlotTable.Free))
        {
            _children.Add(HashOf(ParentOf(each), NameOf(each)), each);
        }
    }

    private int ParentOf(int child) => child >= 0 ? _entries[child].Parent : _directories[~child].Parent;

    private ReadOnlySpan<char> NameOf(int child)
    {
        if (child >= 0)
        {
            return NameOf(_entries[child].Text);
        }

        ref Directory directory = ref _directories[~child];
        return _entries[directory.Path].Text.AsSpan(directory.Start, directory.Length);
    }

    private static int HashOf(int parent, ReadOnlySpan<char> name) => HashCode.Combine(parent, string.GetHashCode(name));

    private struct Entry
    {
        public string Text;
        public string[]? Single;
        public int Hash;

        /// <summary>The directory of a path; -1 until it is asked for.</summary>
        public int Parent;

        /// <summary>The last set that has it as a digest.</summary>
        public int DigestIn;

        /// <summary>The last set that has it as a path.</summary>
        public int FileIn;

        public PathFlaws Flaws;
        public bool FlawsKnown;

        /// <summary>Whether there is also a directory with this path.</summary>
        public bool IsDirectory;
    }

    /// <summary>A directory of paths; its name is a part of the first path that had it.</summary>
    private struct Directory
    {
        public int Parent;
        public int Path;
        public int Start;
        public int Length;

        /// <summary>The text that is its path, where that is a path of its own; -1 where not.</summary>
        public int File;

        /// <summary>The last set that has it as a directory.</summary>
        public int DirectoryIn;
    }
}
