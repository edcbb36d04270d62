using System.Diagnostics.CodeAnalysis;
using Ocfl.Storage;

namespace Ocfl.Inventories;

/// <summary>
/// The digests and paths of an object's inventories, each held once however often they come: every version of an inventory repeats
/// most of them. Equal texts are the same string, so that they can be compared by reference.
/// </summary>
/// <remarks>
/// Paths are also arranged as a tree, in which it takes one step an element to see whether a set of paths has one twice, or one that
/// is a directory of another. A set is begun with <see cref="BeginSet"/>; marks of older sets need no clearing.
/// </remarks>
internal sealed class InventoryStrings
{
    private const int StringOverhead = 96;
    private const int NodeOverhead = 72;

    /// <summary>How many bytes of a file with one version hold one digest or path, about.</summary>
    private const int BytesPerText = 120;

    private const int MaxReserved = 1 << 18;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private readonly Dictionary<Element, int> _nodeIds = new(ElementComparer.Instance);
    private readonly Dictionary<Element, int>.AlternateLookup<ElementSpan> _nodeIdsBySpan;
    private Entry[] _entries = new Entry[256];
    private Node[] _nodes = new Node[256];
    private int _nodeCount = 1;
    private int _set;

    public InventoryStrings()
    {
        _idsBySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _nodeIdsBySpan = _nodeIds.GetAlternateLookup<ElementSpan>();
    }

    /// <summary>Whether a path may stand with the others of its set.</summary>
    public enum Mark
    {
        New,
        Twice,
        Conflict,
    }

    /// <summary>About how many bytes all this takes.</summary>
    public long Memory { get; private set; }

    /// <summary>Makes room for the texts of a file of a length, so that tables need not grow again and again.</summary>
    public void Reserve(long fileLength)
    {
        int texts = (int)Math.Min(fileLength / BytesPerText, MaxReserved);
        if (texts > _entries.Length)
        {
            Array.Resize(ref _entries, texts);
            _ids.EnsureCapacity(texts);
            _nodeIds.EnsureCapacity(texts * 2 / 3);
            Array.Resize(ref _nodes, Math.Max(_nodes.Length, texts * 2 / 3));
        }
    }

    /// <summary>The number by which a text is known here.</summary>
    public int Intern(ReadOnlySpan<char> text)
    {
        if (_idsBySpan.TryGetValue(text, out int id))
        {
            return id;
        }

        id = _ids.Count;
        string copy = text.ToString();
        _ids.Add(copy, id);
        if (id == _entries.Length)
        {
            Array.Resize(ref _entries, id * 2);
        }

        _entries[id] = new() { Text = copy, Canonical = -1 };
        Memory += StringOverhead + (copy.Length * sizeof(char));
        return id;
    }

    /// <summary>The text of a number.</summary>
    public string this[int id] => _entries[id].Text;

    /// <summary>An array of this one text; the same one every time.</summary>
    public string[] Single(int id) => _entries[id].Single ??= [_entries[id].Text];

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

    /// <summary>Adds a text to the set.</summary>
    /// <returns>False when it is there.</returns>
    public bool Add(int id)
    {
        ref Entry entry = ref _entries[id];
        bool isNew = entry.Set != _set;
        entry.Set = _set;
        return isNew;
    }

    /// <summary>Adds a text to the set without regard to case.</summary>
    /// <returns>False when it is there in whatever case.</returns>
    public bool AddInAnyCase(int id)
    {
        int lowerCase = LowerCase(id);
        ref Entry entry = ref _entries[lowerCase];
        bool isNew = entry.LowerCaseSet != _set;
        entry.LowerCaseSet = _set;
        return isNew;
    }

    /// <summary>Adds a path to the set.</summary>
    public Mark AddPath(int id)
    {
        int file = NodeOf(id);
        if (_nodes[file].FileIn == _set)
        {
            return Mark.Twice;
        }

        _nodes[file].FileIn = _set;
        bool conflict = _nodes[file].DirectoryIn == _set;
        for (int node = _nodes[file].Parent; node != 0; node = _nodes[node].Parent)
        {
            conflict |= _nodes[node].FileIn == _set;
            if (_nodes[node].DirectoryIn == _set)
            {
                break;
            }

            _nodes[node].DirectoryIn = _set;
        }

        return conflict ? Mark.Conflict : Mark.New;
    }

    private static string TrimOneSlash(string path)
    {
        int start = path[0] == '/' ? 1 : 0;
        int end = path.Length > 1 && path[^1] == '/' ? path.Length - 1 : path.Length;
        return path[start..end];
    }

    private int LowerCase(int id)
    {
        if (_entries[id].Canonical < 0)
        {
            string text = _entries[id].Text;
            _entries[id].Canonical = text.AsSpan().ContainsAnyInRange('A', 'Z') ? Intern(text.ToLowerInvariant()) : id;
        }

        return _entries[id].Canonical;
    }

    private int NodeOf(int id)
    {
        if (_entries[id].Node == 0)
        {
            _entries[id].Node = FindNode(_entries[id].Text);
        }

        return _entries[id].Node;
    }

    private int FindNode(string path)
    {
        int node = 0;
        foreach (Range range in path.AsSpan().Split('/'))
        {
            ElementSpan element = new(node, path.AsSpan()[range]);
            if (!_nodeIdsBySpan.TryGetValue(element, out int child))
            {
                (int start, int length) = range.GetOffsetAndLength(path.Length);
                child = AddNode(new(node, path, start, length));
            }

            node = child;
        }

        return node;
    }

    private int AddNode(Element element)
    {
        int node = _nodeCount++;
        if (node == _nodes.Length)
        {
            Array.Resize(ref _nodes, node * 2);
        }

        _nodes[node] = new() { Parent = element.Parent };
        _nodeIds.Add(element, node);
        Memory += NodeOverhead;
        return node;
    }

    private struct Entry
    {
        public string Text;
        public string[]? Single;
        public int Canonical;
        public int Node;
        public int Set;
        public int LowerCaseSet;
        public PathFlaws Flaws;
        public bool FlawsKnown;
    }

    private struct Node
    {
        public int Parent;
        public int FileIn;
        public int DirectoryIn;
    }

    /// <summary>An element of a path below a node; a part of the first path that had it.</summary>
    private readonly record struct Element(int Parent, string Path, int Start, int Length)
    {
        public ReadOnlySpan<char> Text => Path.AsSpan(Start, Length);
    }

    private readonly ref struct ElementSpan(int parent, ReadOnlySpan<char> text)
    {
        public int Parent { get; } = parent;

        public ReadOnlySpan<char> Text { get; } = text;
    }

    private sealed class ElementComparer : IEqualityComparer<Element>, IAlternateEqualityComparer<ElementSpan, Element>
    {
        public static ElementComparer Instance { get; } = new();

        public bool Equals(Element x, Element y) => x.Parent == y.Parent && x.Text.SequenceEqual(y.Text);

        public bool Equals(ElementSpan alternate, Element other) => alternate.Parent == other.Parent && alternate.Text.SequenceEqual(other.Text);

        public int GetHashCode([DisallowNull] Element element) => HashCode.Combine(element.Parent, string.GetHashCode(element.Text));

        public int GetHashCode(ElementSpan alternate) => HashCode.Combine(alternate.Parent, string.GetHashCode(alternate.Text));

        public Element Create(ElementSpan alternate) => new(alternate.Parent, alternate.Text.ToString(), 0, alternate.Text.Length);
    }
}
