namespace Ocfl.Storage;

/// <summary>
/// Directories whose names are known to be on the disk, since this process has flushed the directory above each of them: they are not
/// flushed again. A directory that is created again under its name is another one, whichever process does so.
/// </summary>
internal sealed class DurableNames
{
    // Forgetting costs a flush, nothing else.
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Identity> _known = new(StringComparer.Ordinal);

    // In order: what is in a directory is found without a look at all the others.
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>Which directory a path is now; null if the system does not tell it from the next one of its name.</summary>
    public static Identity? Find(string path) =>
        LocalEntry.TryGet(path) is { Kind: StorageEntryKind.Directory, Identity: { } file, BornNanoseconds: > 0 and var born }
            ? new Identity(file, born)
            : null;

    /// <summary>Whether the directory's name is known to be on the disk, and with it the names of all directories above it.</summary>
    public bool Has(string path, Identity? directory)
    {
        lock (_gate)
        {
            return directory is not null && _known.TryGetValue(path, out Identity known) && known == directory;
        }
    }

    /// <summary>Remembers a directory, after the one above it was flushed.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="directory">Which one it was before the flush.</param>
    public void Add(string path, Identity? directory)
    {
        if (directory is not { } known)
        {
            return;
        }

        lock (_gate)
        {
            if (_known.Count >= Most)
            {
                _known.Clear();
                _paths.Clear();
            }

            _known[path] = known;
            _paths.Add(path);
        }
    }

    /// <summary>Forgets a directory that is deleted, and those in it: the next one can have its number and its time.</summary>
    public void Forget(string path)
    {
        lock (_gate)
        {
            Remove(path);
            string first = path + Path.DirectorySeparatorChar;
            string end = path + (char)(Path.DirectorySeparatorChar + 1);
            foreach (string known in _paths.GetViewBetween(first, end).Where(known => known != end).ToArray())
            {
                Remove(known);
            }
        }
    }

    private void Remove(string path)
    {
        _known.Remove(path);
        _paths.Remove(path);
    }

    /// <summary>A directory, and not the next one of its path.</summary>
    /// <param name="File">Its number on its volume, which a later one can have, too.</param>
    /// <param name="Born">When it was created.</param>
    internal readonly record struct Identity(FileIdentity File, long Born);
}
