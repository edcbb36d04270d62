namespace Ocfl.Storage;

/// <summary>The path of a folder without links: the same whichever way it was named.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>Resolves the links in a full path. What does not exist, or may not be looked at, stays as it is named.</summary>
    /// <exception cref="IOException">The links lead around in a circle.</exception>
    public static string Resolve(string path)
    {
        Stack<string> names = new(NamesOf(path).Reverse());
        string resolved = Path.GetPathRoot(path)!;
        for (int links = 0; names.TryPop(out string? name);)
        {
            string next = Path.Combine(resolved, name);
            if (FindTarget(next) is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"The links in '{path}' lead around in a circle.");
            }

            string full = Path.GetFullPath(target, resolved);
            resolved = Path.GetPathRoot(full)!;
            foreach (string part in NamesOf(full).Reverse())
            {
                names.Push(part);
            }
        }

        return resolved;
    }

    private static string[] NamesOf(string path) =>
        path[Path.GetPathRoot(path)!.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

    private static string? FindTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
