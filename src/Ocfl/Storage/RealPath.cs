namespace Ocfl.Storage;

/// <summary>The path of a folder without links: the same whichever way it was named.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    private static readonly StringComparison Comparison = OperatingSystem.IsWindows()
        ? StringComparison.OrdinalIgnoreCase
        : StringComparison.Ordinal;

    /// <summary>Resolves the links in a full path. What does not exist, or may not be read, stays as it is named.</summary>
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

    /// <summary>Whether a full path is a folder or below it, as both are spelled: resolve them first where links count.</summary>
    public static bool IsWithin(string path, string folder) => WithSeparator(path).StartsWith(WithSeparator(folder), Comparison);

    /// <summary>Whether neither of two folders, by their full paths, is the other or within it.</summary>
    public static bool AreApart(string folder, string other) => !IsWithin(folder, other) && !IsWithin(other, folder);

    private static string WithSeparator(string path) => Path.EndsInDirectorySeparator(path) ? path : path + Path.DirectorySeparatorChar;

    private static string[] NamesOf(string path) =>
        path[Path.GetPathRoot(path)!.Length..].Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

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
