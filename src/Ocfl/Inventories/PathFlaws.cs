using System.Text;

namespace Ocfl.Inventories;

/// <summary>What the specification does not allow in a logical or content path (OCFL 1.1, sections 3.5.2 and 3.5.3.1).</summary>
[Flags]
internal enum PathFlaws : byte
{
    None = 0,

    /// <summary>It is empty.</summary>
    Empty = 1,

    /// <summary>An element is <c>.</c>, <c>..</c> or empty.</summary>
    Element = 2,

    /// <summary>It begins or ends with a slash.</summary>
    Slash = 4,

    /// <summary>It holds a NUL, which no file system can store.</summary>
    Nul = 8,
}

/// <summary>Finds <see cref="PathFlaws"/>.</summary>
internal static class PathFlawFinder
{
    /// <summary>What is wrong with a path of any kind.</summary>
    public static PathFlaws Find(string path) => Find(Encoding.UTF8.GetBytes(path));

    /// <summary>What is wrong with a path of any kind.</summary>
    /// <param name="path">In UTF-8.</param>
    public static PathFlaws Find(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return PathFlaws.Empty;
        }

        PathFlaws flaws = path.Contains((byte)0) ? PathFlaws.Nul : PathFlaws.None;

        // A slash in front or at the end is a flaw of its own, not also an empty element.
        if (path[0] == '/')
        {
            flaws |= PathFlaws.Slash;
            path = path[1..];
        }

        if (!path.IsEmpty && path[^1] == '/')
        {
            flaws |= PathFlaws.Slash;
            path = path[..^1];
        }
        else if (path.IsEmpty)
        {
            return flaws;
        }

        return HasFlawedElement(path) ? flaws | PathFlaws.Element : flaws;
    }

    private static bool HasFlawedElement(ReadOnlySpan<byte> path)
    {
        for (int slash = path.IndexOf((byte)'/'); slash >= 0; slash = path.IndexOf((byte)'/'))
        {
            if (IsFlawed(path[..slash]))
            {
                return true;
            }

            path = path[(slash + 1)..];
        }

        return IsFlawed(path);
    }

    private static bool IsFlawed(ReadOnlySpan<byte> element) =>
        element.Length switch
        {
            0 => true,
            1 => element[0] == '.',
            2 => element[0] == '.' && element[1] == '.',
            _ => false,
        };
}
