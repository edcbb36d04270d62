namespace Ocfl.Storage;

/// <summary>Paths within a storage.</summary>
public static class StoragePath
{
    /// <summary>Puts names together; empty ones are left out.</summary>
    public static string Combine(params ReadOnlySpan<string> names)
    {
        string path = "";
        foreach (string name in names)
        {
            path = path.Length == 0 ? name : name.Length == 0 ? path : path + "/" + name;
        }

        return path;
    }

    /// <summary>The directory that a path is in; empty for the top.</summary>
    public static string GetDirectory(string path) => path.LastIndexOf('/') is int slash and >= 0 ? path[..slash] : "";

    /// <inheritdoc cref="GetDirectory(string)"/>
    internal static ReadOnlySpan<char> GetDirectory(ReadOnlySpan<char> path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    /// <summary>The last name of a path.</summary>
    public static string GetName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <inheritdoc cref="GetName(string)"/>
    internal static ReadOnlySpan<char> GetName(ReadOnlySpan<char> path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether a path is <paramref name="directory"/> itself or below it; everything is below the empty one.</summary>
    public static bool IsWithin(string path, string directory) =>
        directory.Length == 0
        || (path.StartsWith(directory, StringComparison.Ordinal) && (path.Length == directory.Length || path[directory.Length] == '/'));

    /// <summary>Whether a path is one: no empty, <c>.</c> or <c>..</c> name, no NUL, no slash in front or at the end.</summary>
    public static bool IsValid(string path)
    {
        ReadOnlySpan<char> rest = path;
        for (int slash = rest.IndexOf('/'); slash >= 0; slash = rest.IndexOf('/'))
        {
            if (rest[..slash] is "" or "." or "..")
            {
                return false;
            }

            rest = rest[(slash + 1)..];
        }

        return rest is not ("" or "." or "..") && !path.Contains('\0', StringComparison.Ordinal);
    }

    /// <summary>Refuses what is not a path of a file or directory below the top.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static string Validate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return IsValid(path)
            ? path
            : throw new ArgumentException(
                $"'{path}' is not a path within a storage: no name may be empty, '.' or '..', nor hold a NUL.", nameof(path));
    }
}
