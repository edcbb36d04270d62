using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// The paths that could not be read, so that each is reported once, and nothing at or below one is reported as missing.
/// </summary>
internal sealed class UnreadablePaths
{
    private const int MaxRemembered = 100_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>Adds a path of the storage.</summary>
    /// <returns>False when it is here, and need not be reported again.</returns>
    public bool Add(string path)
    {
        lock (_lock)
        {
            return _paths.Count >= MaxRemembered || _paths.Add(path);
        }
    }

    /// <summary>Whether a path, or a directory above it, could not be read. Also true if there are too many to remember.</summary>
    public bool Covers(string path)
    {
        lock (_lock)
        {
            return _paths.Count > 0 && (_paths.Count >= MaxRemembered || CoversEach(path));
        }
    }

    private bool CoversEach(string path)
    {
        for (string covered = path; ; covered = StoragePath.GetDirectory(covered))
        {
            if (_paths.Contains(covered))
            {
                return true;
            }

            if (covered.Length == 0)
            {
                return false;
            }
        }
    }
}
