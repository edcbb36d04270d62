using System.Collections.Immutable;

namespace Ocfl.Staging;

/// <summary>
/// A version state as a tree that is never changed: a file with its digest, or a directory. A change makes new directories along one
/// path only, and all else is shared, so that a directory of any size is moved or copied at once.
/// </summary>
internal sealed class StateTree
{
    /// <summary>How deep a path may be: the tree is walked by recursion.</summary>
    public const int MostNames = 2048;

    private static readonly ImmutableSortedDictionary<string, StateTree> NoChildren = ImmutableSortedDictionary.Create<string, StateTree>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, StateTree> _children;

    private StateTree(string? digest, ImmutableSortedDictionary<string, StateTree> children)
    {
        Digest = digest;
        _children = children;
        Files = digest is null ? children.Values.Aggregate(0L, (sum, child) => checked(sum + child.Files)) : 1;
    }

    private StateTree(ImmutableSortedDictionary<string, StateTree> children, long files)
    {
        _children = children;
        Files = files;
    }

    /// <summary>A state with no file.</summary>
    public static StateTree Empty { get; } = new(NoChildren, 0);

    /// <summary>The digest of a file; null for a directory.</summary>
    public string? Digest { get; }

    /// <summary>How many files there are in it.</summary>
    public long Files { get; }

    /// <summary>A file.</summary>
    public static StateTree File(string digest) => new(digest, NoChildren);

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
        StateTree after = (before ?? Empty).Put(names[1..], item);
        return new StateTree(_children.SetItem(names[0], after), checked(Files - (before?.Files ?? 0) + after.Files));
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
        return new StateTree(after.Files == 0 ? _children.Remove(names[0]) : _children.SetItem(names[0], after), Files - before.Files + after.Files);
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

        public StateTree Build() => new(
            null,
            ImmutableSortedDictionary.CreateRange(
                StringComparer.Ordinal, Files.Concat(_directories.Select(directory => KeyValuePair.Create(directory.Key, directory.Value.Build())))));
    }
}
