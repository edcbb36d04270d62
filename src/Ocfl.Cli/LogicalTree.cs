using Ocfl.Inventories;
using Ocfl.Sources;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>The files and folders of a version state, and which of them a path or a pattern names.</summary>
internal sealed class LogicalTree
{
    private readonly HashSet<string> _files;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>The tree of a state, or of all that several states have.</summary>
    public LogicalTree(params DigestMap[] states)
    {
        _files = states.SelectMany(state => state.Paths).Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        foreach (string file in _files)
        {
            for (string folder = StoragePath.GetDirectory(file);
                folder.Length > 0 && _folders.Add(folder);
                folder = StoragePath.GetDirectory(folder))
            {
            }
        }
    }

    /// <summary>Whether there is a file at a path.</summary>
    public bool HasFile(string path) => _files.Contains(path);

    /// <summary>Whether there is a folder at a path; the top is one.</summary>
    public bool HasFolder(string path) => path.Length == 0 || _folders.Contains(path);

    /// <summary>
    /// The files and folders that a path or a pattern names, in the order of their paths. A folder stands for all that is in it. A path of
    /// something that exists is no pattern.
    /// </summary>
    /// <param name="argument">The argument's name.</param>
    /// <param name="text">The path or the pattern.</param>
    /// <param name="where">What it was searched in, for messages.</param>
    /// <exception cref="ToolException">Nothing is named, or the pattern is not valid.</exception>
    public IReadOnlyList<string> Find(string argument, string text, string where)
    {
        string path = text.EndsWith('/') ? text[..^1] : text;
        if (HasFile(path) || (path.Length > 0 && HasFolder(path)))
        {
            return [path];
        }

        if (text.AsSpan().IndexOfAny('*', '?') < 0)
        {
            throw new ToolException(argument, text, $"there is no such file or folder in {where}");
        }

        if (!GlobPattern.TryParse(text, out GlobPattern? pattern, out string? problem))
        {
            throw new ToolException(argument, text, problem);
        }

        string[] names = [.. _folders.Concat(_files).Where(entry => pattern.Matches(entry.Split('/')))];
        return names.Length > 0 ? Outermost(names) : throw new ToolException(argument, text, $"matches nothing in {where}");
    }

    /// <summary>What several paths and patterns name, each once. What is in a folder goes with it.</summary>
    /// <param name="argument">The argument's name.</param>
    /// <param name="texts">The paths and patterns.</param>
    /// <param name="where">What they are searched in, for messages.</param>
    /// <exception cref="ToolException">One names nothing, or is not valid.</exception>
    public IReadOnlyList<string> FindAll(string argument, IEnumerable<string> texts, string where) =>
        Outermost(texts.SelectMany(text => Find(argument, text, where)));

    // Those that are not below another, in their order.
    private static IReadOnlyList<string> Outermost(IEnumerable<string> paths)
    {
        HashSet<string> all = paths.ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(path => !IsBelowAny(all, path)).Order(StringComparer.Ordinal)];
    }

    private static bool IsBelowAny(HashSet<string> folders, string path)
    {
        for (string folder = StoragePath.GetDirectory(path); folder.Length > 0; folder = StoragePath.GetDirectory(folder))
        {
            if (folders.Contains(folder))
            {
                return true;
            }
        }

        return false;
    }
}
