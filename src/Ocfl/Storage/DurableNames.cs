using System.Collections.Concurrent;

namespace Ocfl.Storage;

/// <summary>
/// Directories whose names are known to be on the disk, since this process has flushed the directory above each of them: they are not
/// flushed again. A directory that is created again under its name is another one, whichever process does so.
/// </summary>
internal sealed class DurableNames
{
    // Forgetting costs a flush, nothing else.
    private const int Most = 1024;

    private readonly ConcurrentDictionary<string, Identity> _known = new(StringComparer.Ordinal);

    /// <summary>Which directory a path is now; null if the system does not tell it from the next one of its name.</summary>
    public static Identity? Find(string path) =>
        LocalEntry.TryGet(path) is { Kind: StorageEntryKind.Directory, Identity: { } file, BornNanoseconds: > 0 and var born }
            ? new Identity(file, born)
            : null;

    /// <summary>Whether the directory's name is known to be on the disk, and with it the names of all directories above it.</summary>
    public bool Has(string path, Identity? directory) =>
        directory is not null && _known.TryGetValue(path, out Identity known) && known == directory;

    /// <summary>Remembers a directory, after the one above it was flushed.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="directory">Which one it was before the flush.</param>
    public void Add(string path, Identity? directory)
    {
        if (directory is not { } known)
        {
            return;
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[path] = known;
    }

    /// <summary>Forgets a directory that is deleted, and those in it: the next one can have its number and its time.</summary>
    public void Forget(string path)
    {
        string below = path + Path.DirectorySeparatorChar;
        foreach (string known in _known.Keys.Where(known => known == path || known.StartsWith(below, StringComparison.Ordinal)))
        {
            _known.TryRemove(known, out _);
        }
    }

    /// <summary>A directory, and not the next one of its path.</summary>
    /// <param name="File">Its number on its volume, which a later one can have, too.</param>
    /// <param name="Born">When it was created.</param>
    internal readonly record struct Identity(FileIdentity File, long Born);
}
