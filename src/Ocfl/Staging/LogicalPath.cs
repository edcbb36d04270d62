using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>The rules for logical paths (OCFL 1.1, section 3.5.3.1).</summary>
public static class LogicalPath
{
    /// <summary>Checks the paths of one version state, by themselves and together.</summary>
    /// <param name="paths">The paths in any order.</param>
    /// <exception cref="StageConflictException">A path has an empty, <c>.</c> or <c>..</c> name, holds a NUL, or is a directory of
    /// another.</exception>
    public static void Check(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        PathTree tree = new();
        NumberedValues<bool> isFile = new();
        List<int> numbers = [];
        foreach (string path in paths)
        {
            RequireUnicode(path);
            int number = tree.Intern(path);
            numbers.Add(number);
            isFile[number] = true;
        }

        Check(tree, numbers, number => isFile[number]);
    }

    /// <summary>The same for paths of a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="paths">The numbers of the paths, in the order in which they are checked.</param>
    /// <param name="isFile">Whether a number is that of one of the paths.</param>
    /// <exception cref="StageConflictException">A path is not allowed.</exception>
    internal static void Check(PathTree tree, IEnumerable<int> paths, Predicate<int> isFile)
    {
        NumberedValues<bool> isDirectory = new();
        foreach (int path in paths)
        {
            CheckOne(tree[path]);
            for (int directory = tree.ParentOf(path);
                directory != PathTree.None && !isDirectory[directory];
                directory = tree.ParentOf(directory))
            {
                isDirectory[directory] = true;
                if (isFile(directory))
                {
                    throw new StageConflictException(tree[directory], $"it is a file, and '{tree[path]}' needs a directory of that name");
                }
            }
        }
    }

    internal static void CheckOne(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new StageConflictException(path, "it holds a NUL");
        }

        if (path.Length == 0 || !StoragePath.IsValid(path))
        {
            throw new StageConflictException(path, "no name in a path may be empty, '.' or '..'");
        }

        RequireUnicode(path);
    }

    /// <summary>Requires that a path can be written in UTF-8.</summary>
    /// <exception cref="StageConflictException">It cannot.</exception>
    internal static void RequireUnicode(string path)
    {
        for (int i = path.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < path.Length; i++)
        {
            if (char.IsHighSurrogate(path[i]) && i + 1 < path.Length && char.IsLowSurrogate(path[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(path[i]))
            {
                throw new StageConflictException(path, "it is not valid Unicode");
            }
        }
    }
}
