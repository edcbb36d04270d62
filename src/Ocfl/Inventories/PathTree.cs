using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Ocfl.Inventories;

/// <summary>
/// The paths of an object's inventories as a tree, in which each name is held once in its directory, as UTF-8: a path takes its last
/// name and about 15 bytes, however often it occurs. A path has a number; its text is built when it is requested.
/// </summary>
/// <remarks>
/// It takes one step an element to see whether a set of paths has one twice, or one that is a directory of another: the members of a
/// set and their directories are marked while it is read (<see cref="AddToSet"/>), and the marks are removed after it
/// (<see cref="RemoveFromSet"/>).
/// </remarks>
internal sealed class PathTree
{
    /// <summary>The number that stands for no path.</summary>
    public const int None = 0;

    private const uint FileMark = 1u << 31;
    private const uint DirectoryMark = 1u << 30;
    private const uint Marks = FileMark | DirectoryMark;
    private const int LongestKept = 4096;
    private const int LongestOnStack = 1024;

    private readonly ByteArena _names = new();
    private readonly ChunkedList<Node> _nodes = new();
    private readonly ChainHeads _heads = new();
    private byte[] _lastDirectory = [];
    private int _lastLength = -1;
    private int _lastNode;

    public PathTree() => _nodes.Add(default);

    /// <summary>Whether a path may stand with the others of its set.</summary>
    public enum Fit
    {
        Fits,
        Twice,
        Conflict,
    }

    /// <summary>One more than the greatest number there is.</summary>
    public int Count => _nodes.Count;

    /// <summary>About how many bytes it takes, including those needed while it grows.</summary>
    public long Memory => _names.Memory + _nodes.Memory + _heads.Memory;

    /// <summary>The text of a number.</summary>
    public string this[int path]
    {
        get
        {
            int length = LengthOf(path);
            byte[]? rented = length > 512 ? ArrayPool<byte>.Shared.Rent(length) : null;
            Span<byte> bytes = (rented ?? stackalloc byte[512])[..length];
            Copy(path, bytes);
            string text = Encoding.UTF8.GetString(bytes);
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }

            return text;
        }
    }

    /// <summary>How many bytes the text of a number has.</summary>
    public int LengthOf(int path)
    {
        int length = -1;
        for (int node = path; node != None; node = _nodes[node].Parent)
        {
            length += NameOf(node).Length + 1;
        }

        return Math.Max(length, 0);
    }

    /// <summary>Writes the text of a number.</summary>
    /// <param name="path">The number.</param>
    /// <param name="utf8">Receives it: <see cref="LengthOf"/> bytes.</param>
    /// <returns>Whether it is UTF-8.</returns>
    public bool Write(int path, Span<byte> utf8)
    {
        Copy(path, utf8);
        return Utf8.IsValid(utf8);
    }

    /// <summary>The number of a path; adds it if it is new.</summary>
    public int Intern(ReadOnlySpan<byte> path)
    {
        int slash = path.LastIndexOf((byte)'/');
        return InternName(slash < 0 ? None : InternDirectory(path[..slash]), path[(slash + 1)..]);
    }

    /// <summary>The number of a path; adds it if it is new.</summary>
    public int Intern(ReadOnlySpan<char> path) => Intern(Encode(path, stackalloc byte[LongestOnStack]));

    /// <summary>The number of a path; adds it if it is new.</summary>
    /// <param name="directory">The path without its last name; empty for none.</param>
    /// <param name="name">Its last name.</param>
    public int Intern(ReadOnlySpan<char> directory, ReadOnlySpan<char> name)
    {
        Span<byte> stack = stackalloc byte[LongestOnStack];
        int parent = directory.Length == 0 ? None : InternDirectory(Encode(directory, stack));
        return InternName(parent, Encode(name, stack));
    }

    /// <summary>Finds a path, or a directory of one.</summary>
    /// <returns>Its number; <see cref="None"/> where it is not here.</returns>
    public int Find(ReadOnlySpan<char> path)
    {
        byte[]? rented = path.Length > 256 ? ArrayPool<byte>.Shared.Rent(path.Length * 3) : null;
        Span<byte> bytes = rented ?? stackalloc byte[256 * 3];
        int found = Utf8.FromUtf16(path, bytes, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done
            ? Find(bytes[..length])
            : None;
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return found;
    }

    /// <summary>The directory of a path; <see cref="None"/> where it has no slash.</summary>
    public int ParentOf(int path) => _nodes[path].Parent;

    /// <summary>The last name of a path.</summary>
    public ReadOnlySpan<byte> NameOf(int path) => _names.Get(_nodes[path].Name);

    /// <summary>Adds a path to the set that is read.</summary>
    public Fit AddToSet(int path)
    {
        ref Node file = ref _nodes[path];
        if ((file.Next & FileMark) != 0)
        {
            return Fit.Twice;
        }

        file.Next |= FileMark;
        bool conflict = (file.Next & DirectoryMark) != 0;
        for (int number = file.Parent; number != None;)
        {
            ref Node directory = ref _nodes[number];
            conflict |= (directory.Next & FileMark) != 0;
            if ((directory.Next & DirectoryMark) != 0)
            {
                break;
            }

            directory.Next |= DirectoryMark;
            number = directory.Parent;
        }

        return conflict ? Fit.Conflict : Fit.Fits;
    }

    /// <summary>Removes the marks of a path; to be called for each path of a set when the set has been read.</summary>
    public void RemoveFromSet(int path)
    {
        ref Node file = ref _nodes[path];
        file.Next &= ~FileMark;
        for (int number = file.Parent; number != None;)
        {
            ref Node directory = ref _nodes[number];
            if ((directory.Next & DirectoryMark) == 0)
            {
                break;
            }

            directory.Next &= ~DirectoryMark;
            number = directory.Parent;
        }
    }

    private static ReadOnlySpan<byte> Encode(ReadOnlySpan<char> text, Span<byte> stack)
    {
        if (Encoding.UTF8.TryGetBytes(text, stack, out int length))
        {
            return stack[..length];
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private void Copy(int path, Span<byte> bytes)
    {
        int start = bytes.Length;
        for (int node = path; node != None; node = _nodes[node].Parent)
        {
            ReadOnlySpan<byte> name = NameOf(node);
            start -= name.Length;
            name.CopyTo(bytes[start..]);
            if (--start >= 0)
            {
                bytes[start] = (byte)'/';
            }
        }
    }

    private int Find(ReadOnlySpan<byte> path)
    {
        int node = None;
        while (true)
        {
            int slash = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> name = slash < 0 ? path : path[..slash];
            node = FindChild(node, name, TextHash.Of(node, name));
            if (slash < 0 || node == None)
            {
                return node;
            }

            path = path[(slash + 1)..];
        }
    }

    // Most paths are in the directory of the one before.
    private int InternDirectory(ReadOnlySpan<byte> directory)
    {
        if (directory.Length == _lastLength && directory.SequenceEqual(_lastDirectory.AsSpan(0, _lastLength)))
        {
            return _lastNode;
        }

        int node = None;
        ReadOnlySpan<byte> rest = directory;
        for (int slash = rest.IndexOf((byte)'/'); slash >= 0; slash = rest.IndexOf((byte)'/'))
        {
            node = InternName(node, rest[..slash]);
            rest = rest[(slash + 1)..];
        }

        node = InternName(node, rest);
        if (directory.Length <= LongestKept)
        {
            _lastDirectory = _lastDirectory.Length < directory.Length ? new byte[Math.Max(256, directory.Length)] : _lastDirectory;
            directory.CopyTo(_lastDirectory);
            _lastLength = directory.Length;
            _lastNode = node;
        }

        return node;
    }

    private int InternName(int parent, ReadOnlySpan<byte> name)
    {
        int hash = TextHash.Of(parent, name);
        int found = FindChild(parent, name, hash);
        if (found != None)
        {
            return found;
        }

        int node = _nodes.Add(new() { Parent = parent, Name = _names.Add(name) });
        if (_heads.GrowFor(node))
        {
            LinkAll();
        }
        else
        {
            Link(node, hash);
        }

        return node;
    }

    private int FindChild(int parent, ReadOnlySpan<byte> name, int hash)
    {
        for (int number = _heads[hash]; number != None;)
        {
            ref Node node = ref _nodes[number];
            if (node.Parent == parent && _names.Get(node.Name).SequenceEqual(name))
            {
                return number;
            }

            number = (int)(node.Next & ~Marks);
        }

        return None;
    }

    private void LinkAll()
    {
        for (int i = 1; i < _nodes.Count; i++)
        {
            Link(i, TextHash.Of(_nodes[i].Parent, NameOf(i)));
        }
    }

    private void Link(int number, int hash)
    {
        ref int head = ref _heads[hash];
        ref Node node = ref _nodes[number];
        node.Next = (node.Next & Marks) | (uint)head;
        head = number;
    }

    /// <summary>A path, or a directory of one, or both.</summary>
    private struct Node
    {
        public int Parent;
        public uint Name;

        /// <summary>The next with the same head, and the marks.</summary>
        public uint Next;
    }
}
