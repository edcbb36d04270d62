using System.Globalization;
using System.Text;
using Ocfl.Digests;
using Ocfl.Findings;
using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>
/// All content paths that any inventory of an object names, with the digests that they state. Paths are found in constant time.
/// </summary>
internal sealed class ContentIndex
{
    private readonly InventoryTexts _texts;
    private readonly List<ContentFile> _files;

    // The indexes of files, above 0, by the numbers of their paths.
    private readonly List<int> _byPath = [];

    /// <summary>An index of the manifest and fixity blocks of the root's inventory.</summary>
    public ContentIndex(InventoryDocument root, bool withFixity)
    {
        _texts = root.Manifest?.Packed?.Texts ?? new();
        _files = new(root.Manifest?.PathCount ?? 0);
        Algorithm = DigestAlgorithm.TryGet(root.DigestAlgorithm, out DigestAlgorithm? algorithm) ? algorithm : null;
        foreach ((int path, int digest) in FilesOf(root.Manifest))
        {
            if (Find(path) < 0)
            {
                Add(path, digest);
            }
        }

        if (withFixity)
        {
            AddFixity(root, "");
        }
    }

    /// <summary>The algorithm of the root's manifest; null if the inventory does not name a known one.</summary>
    public DigestAlgorithm? Algorithm { get; }

    public int Count => _files.Count;

    public ContentFile this[int index] => _files[index];

    /// <summary>Finds a content path.</summary>
    /// <returns>Its index; -1 where no manifest names it.</returns>
    public int Find(string path) => Find(_texts.Paths.Find(path));

    /// <summary>Adds what the manifest of an older inventory states, if it differs from the root's.</summary>
    /// <param name="document">The inventory.</param>
    /// <param name="directory">Its version directory.</param>
    /// <param name="mark">A number of its own for this inventory, above 0: <see cref="ContentFile.Mark"/> of what it names.</param>
    public void AddManifest(InventoryDocument document, string directory, int mark)
    {
        _ = DigestAlgorithm.TryGet(document.DigestAlgorithm, out DigestAlgorithm? algorithm);
        foreach ((int path, int digest) in FilesOf(document.Manifest))
        {
            int index = Find(path);
            ContentFile file = index < 0 ? Add(path, DigestTable.None) : _files[index];
            file.Mark = mark;
            if (algorithm is null || (algorithm == Algorithm && file.DigestNumber == digest))
            {
                continue;
            }

            string text = _texts.Digests[digest];
            bool isSame = algorithm == Algorithm && file.Digest is not null && text.Equals(file.Digest, StringComparison.OrdinalIgnoreCase);
            if (!isSame)
            {
                file.Expect(new(FindingCodes.E092, algorithm, text, directory));
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

            foreach ((int path, int digest) in FilesOf(block))
            {
                int index = Find(path);
                if (index >= 0)
                {
                    _files[index].Expect(new(FindingCodes.E093, algorithm, _texts.Digests[digest], directory));
                }
            }
        }
    }

    /// <summary>The numbers of a map's files. Inventories that were read together have them; others get them here.</summary>
    private IEnumerable<(int Path, int Digest)> FilesOf(DigestMap? map) =>
        map?.Packed is { } packed && packed.Texts == _texts
            ? packed.Files
            : (map ?? DigestMap.Empty).Paths.Select(
                file => (_texts.Paths.Intern(file.Key), _texts.Digests.Intern(Encoding.UTF8.GetBytes(file.Value))));

    private int Find(int path) => path < _byPath.Count ? _byPath[path] - 1 : -1;

    private ContentFile Add(int path, int digest)
    {
        string text = _texts.Paths[path];
        ContentFile file = new()
        {
            Path = text,
            DigestNumber = digest,
            Digest = digest == DigestTable.None
            ? null
            : _texts.Digests[digest],
            Version = VersionOf(text)
        };
        while (_byPath.Count <= path)
        {
            _byPath.Add(0);
        }

        _files.Add(file);
        _byPath[path] = _files.Count;
        return file;
    }

    private static int VersionOf(string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 1 && path[0] == 'v' && int.TryParse(
            path.AsSpan(1, slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }
}
