using System.Collections.Immutable;
using System.Text;

namespace Ocfl.Staging;

/// <summary>
/// A version state as a tree that is never changed: a file with its digest, or a directory. A change makes new directories along one
/// path only, and all else is shared, so that a directory of any size is moved or copied at once.
/// </summary>
internal sealed class StateTree
{
    /// <summary>How deep a path may be: the tree is walked by recursion.</summary>
    public const int MostNames = 2048;

    private static readonly ImmutableSortedDictionary<string, StateTree> NoChildren = ImmutableSortedDictionary.Create<string, StateTree>(
        StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, StateTree> _children;

    private (int Bytes, int Names)? _longest;

    private StateTree(string digest)
    {
        Digest = digest;
        _children = NoChildren;
        Files = 1;
    }

    private StateTree(ImmutableSortedDictionary<string, StateTree> children, long files, long pathBytes)
    {
        _children = children;
        Files = files;
        PathBytes = pathBytes;
    }

    /// <summary>A state with no file.</summary>
    public static StateTree Empty { get; } = new(NoChildren, 0, 0);

    /// <summary>The digest of a file; null for a directory.</summary>
    public string? Digest { get; }

    /// <summary>How many files there are in it.</summary>
    public long Files { get; }

    /// <summary>How long the paths of all files in it are together, in bytes of UTF-8, from here; 0 for a file.</summary>
    public long PathBytes { get; }

    /// <summary>The longest path from here, in bytes of UTF-8, and the most names that one has; 0 for a file.</summary>
    /// <remarks>Computed at the first request, and kept: a directory that is in many places is read once.</remarks>
    public (int Bytes, int Names) Longest => _longest ??= FindLongest();

    /// <summary>A file.</summary>
    public static StateTree File(string digest) => new(digest);

    /// <summary>A tree with these files, none of which is a directory of another.</summary>
    public static StateTree Of(IEnumerable<KeyValuePair<string, string>> files)
    {
        Builder top = new();
        foreach ((string path, string digest) in files)
        {
            string[] names = path.Split('/');
            RequireDepth(path, names);
            Builder directory = top;
            foreach (string name in names.AsSpan()[..^1])
            {
                directory = directory.Directory(name);
            }

            directory.Files[names[^1]] = File(digest);
        }

        return top.Build();
    }

    /// <summary>Refuses a path that is too deep to be changed.</summary>
    /// <exception cref="StageConflictException">It is.</exception>
    public static void RequireDepth(string path, string[] names)
    {
        if (names.Length > MostNames)
        {
            throw new StageConflictException(path, $"it has more than {MostNames} names");
        }
    }

    /// <summary>What is at a path; null for nothing.</summary>
    public StateTree? Find(ReadOnlySpan<string> names)
    {
        StateTree? found = this;
        foreach (string name in names)
        {
            found = found._children.GetValueOrDefault(name);
            if (found is null)
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>The tree with something at a path, in whose way there is no file.</summary>
    public StateTree Put(ReadOnlySpan<string> names, StateTree item)
    {
        if (names.IsEmpty)
        {
            return item;
        }

        StateTree? before = _children.GetValueOrDefault(names[0]);
        return With(names[0], before, (before ?? Empty).Put(names[1..], item));
    }

    /// <summary>The tree without what is at a path, and without directories that have become empty.</summary>
    public StateTree Without(ReadOnlySpan<string> names)
    {
        StateTree? before = _children.GetValueOrDefault(names[0]);
        if (before is null)
        {
            return this;
        }

        StateTree after = names.Length == 1 ? Empty : before.Without(names[1..]);
        return With(names[0], before, after);
    }

    private StateTree With(string name, StateTree? before, StateTree after)
    {
        long files = checked(Files - (before?.Files ?? 0) + after.Files);
        long pathBytes = checked(PathBytes - BytesOf(name, before) + BytesOf(name, after));
        return new StateTree(after.Files == 0 ? _children.Remove(name) : _children.SetItem(name, after), files, pathBytes);
    }

    private static long BytesOf(string name, StateTree? child)
    {
        long each = Encoding.UTF8.GetByteCount(name) + (child?.Digest is null ? 1 : 0);
        return child is null ? 0 : checked(child.PathBytes + (child.Files * each));
    }

    private (int Bytes, int Names) FindLongest()
    {
        int bytes = 0;
        int names = 0;
        foreach ((string name, StateTree child) in _children)
        {
            (int childBytes, int childNames) = child.Longest;
            bytes = Math.Max(bytes, childBytes + Encoding.UTF8.GetByteCount(name) + (child.Digest is null ? 1 : 0));
            names = Math.Max(names, childNames + 1);
        }

        return (bytes, names);
    }

    /// <summary>Adds all files to a list, with their paths.</summary>
    public void CollectTo(ICollection<KeyValuePair<string, string>> files, string prefix = "")
    {
        foreach ((string name, StateTree child) in _children)
        {
            if (child.Digest is { } digest)
            {
                files.Add(new(prefix + name, digest));
            }
            else
            {
                child.CollectTo(files, prefix + name + "/");
            }
        }
    }

    private sealed class Builder
    {
        private readonly Dictionary<string, Builder> _directories = new(StringComparer.Ordinal);

        public Dictionary<string, StateTree> Files { get; } = new(StringComparer.Ordinal);

        public Builder Directory(string name)
        {
            if (!_directories.TryGetValue(name, out Builder? directory))
            {
                _directories.Add(name, directory = new Builder());
            }

            return directory;
        }

        public StateTree Build()
        {
            KeyValuePair<string, StateTree>[] children = [
                .. Files,
                .. _directories.Select(directory => KeyValuePair.Create(directory.Key, directory.Value.Build())),
            ];
            return new StateTree(
                ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, children),
                children.Sum(child => child.Value.Files),
                children.Sum(child => BytesOf(child.Key, child.Value)));
        }
    }
}
