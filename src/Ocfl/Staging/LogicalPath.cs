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
        HashSet<string> files = new(paths, StringComparer.Ordinal);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> named = files.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> directories =
            new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string path in files)
        {
            CheckOne(path);
            for (int slash = path.LastIndexOf('/');
                slash > 0 && directories.Add(path.AsSpan(0, slash));
                slash = path.LastIndexOf('/', slash - 1))
            {
                if (named.Contains(path.AsSpan(0, slash)))
                {
                    throw new StageConflictException(path[..slash], $"it is a file, and '{path}' needs a directory of that name");
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
