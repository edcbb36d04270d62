using System.Globalization;
using Ocfl.Digests;
using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>All content paths that any inventory of an object names, with the digests that they state. Paths are found in constant time.</summary>
internal sealed class ContentIndex
{
    private readonly Dictionary<string, int> _byPath;
    private readonly List<ContentFile> _files;

    /// <summary>An index of the manifest and fixity blocks of the root's inventory.</summary>
    public ContentIndex(InventoryDocument root, bool withFixity)
    {
        int count = root.Manifest?.PathCount ?? 0;
        _byPath = new(count, StringComparer.Ordinal);
        _files = new(count);
        Algorithm = DigestAlgorithm.TryGet(root.DigestAlgorithm, out DigestAlgorithm? algorithm) ? algorithm : null;
        foreach ((string path, string digest) in root.Manifest?.Paths ?? [])
        {
            if (_byPath.TryAdd(path, _files.Count))
            {
                _files.Add(new() { Path = path, Digest = digest, Version = VersionOf(path) });
            }
        }

        if (withFixity)
        {
            AddFixity(root, "");
        }
    }

    /// <summary>The algorithm of the root's manifest; null where the inventory names none that is known.</summary>
    public DigestAlgorithm? Algorithm { get; }

    public int Count => _files.Count;

    public ContentFile this[int index] => _files[index];

    /// <summary>Finds a content path.</summary>
    /// <returns>Its index; -1 where no manifest names it.</returns>
    public int Find(string path) => _byPath.TryGetValue(path, out int index) ? index : -1;

    /// <summary>Adds what the manifest of an older inventory says, where it says anything else than the root's.</summary>
    /// <param name="document">The inventory.</param>
    /// <param name="directory">Its version directory.</param>
    /// <param name="mark">A number of its own for this inventory, above 0: <see cref="ContentFile.Mark"/> of what it names.</param>
    public void AddManifest(InventoryDocument document, string directory, int mark)
    {
        _ = DigestAlgorithm.TryGet(document.DigestAlgorithm, out DigestAlgorithm? algorithm);
        foreach ((string path, string digest) in document.Manifest?.Paths ?? [])
        {
            if (!_byPath.TryGetValue(path, out int index))
            {
                index = _files.Count;
                _byPath.Add(path, index);
                _files.Add(new() { Path = path, Version = VersionOf(path) });
            }

            ContentFile file = _files[index];
            file.Mark = mark;
            bool isSame = algorithm == Algorithm && file.Digest is not null && digest.Equals(file.Digest, StringComparison.OrdinalIgnoreCase);
            if (algorithm is not null && !isSame)
            {
                file.Expect(new("E092", algorithm, digest, directory));
            }
        }
    }

    /// <summary>Adds what the fixity blocks of an inventory say.</summary>
    public void AddFixity(InventoryDocument document, string directory)
    {
        foreach ((string name, DigestMap block) in document.Fixity)
        {
            if (!DigestAlgorithm.TryGet(name, out DigestAlgorithm? algorithm))
            {
                continue;
            }

            foreach ((string path, string digest) in block.Paths)
            {
                if (_byPath.TryGetValue(path, out int index))
                {
                    _files[index].Expect(new("E093", algorithm, digest, directory));
                }
            }
        }
    }

    private static int VersionOf(string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 1 && path[0] == 'v' && int.TryParse(path.AsSpan(1, slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }
}
