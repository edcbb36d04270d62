using Ocfl.Digests;

namespace Ocfl.Sources;

/// <summary>The digests that files must have, by some manifests, and which of the files have been seen.</summary>
/// <param name="manifests">The manifests, up to 16.</param>
internal sealed class ManifestTable(IReadOnlyList<NamedManifest> manifests)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The manifests.</summary>
    public IReadOnlyList<NamedManifest> Manifests => manifests;

    /// <summary>The names of the manifests' algorithms.</summary>
    public IReadOnlyList<string> Algorithms { get; } =
        [.. manifests.Select(manifest => manifest.Algorithm.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Adds a file of a manifest.</summary>
    /// <returns>False if the manifest has the file already.</returns>
    public bool TryAdd(int manifest, string path, byte[] digest)
    {
        Entry entry = _entries.GetValueOrDefault(path) ?? (_entries[path] = new Entry(new byte[]?[manifests.Count]));
        return entry.Digests[manifest] is null && (entry.Digests[manifest] = digest) is not null;
    }

    /// <summary>Gives files other paths, once all have been added.</summary>
    /// <param name="manifest">The manifest whose paths they are.</param>
    /// <param name="rename">The path for a path.</param>
    /// <returns>A path that two files would have; null if there is none.</returns>
    public string? Rename(int manifest, Func<string, string> rename)
    {
        (string Path, byte[] Digest)[] renamed =
        [
            .. _entries
                .Where(entry => entry.Value.Digests[manifest] is not null && rename(entry.Key) != entry.Key)
                .Select(entry => (entry.Key, entry.Value.Digests[manifest]!)),
        ];
        foreach ((string path, _) in renamed)
        {
            _entries[path].Digests[manifest] = null;
            if (_entries[path].Digests.All(digest => digest is null))
            {
                _entries.Remove(path);
            }
        }

        foreach ((string path, byte[] digest) in renamed)
        {
            if (!TryAdd(manifest, rename(path), digest))
            {
                return rename(path);
            }
        }

        return null;
    }

    /// <summary>Finds what the manifests say about a file that exists.</summary>
    /// <returns>By manifest, the digest, lower-case hexadecimal, or null where the manifest does not have the file; null if none
    /// has.</returns>
    public IReadOnlyList<string?>? See(string path)
    {
        if (!_entries.TryGetValue(path, out Entry? entry))
        {
            return null;
        }

        entry.IsSeen = true;
        return [.. entry.Digests.Select(digest => digest is null ? null : Convert.ToHexStringLower(digest))];
    }

    /// <summary>The files that have not been seen, each with the first manifest that has it.</summary>
    public IEnumerable<(string Path, string Manifest)> Missing() => _entries
        .Where(entry => !entry.Value.IsSeen)
        .Select(entry => (entry.Key, manifests[Array.FindIndex(entry.Value.Digests, digest => digest is not null)].Path));

    private sealed class Entry(byte[]?[] digests)
    {
        public byte[]?[] Digests => digests;

        public bool IsSeen { get; set; }
    }
}

/// <summary>A manifest.</summary>
/// <param name="Path">Its path in the source, or what it is called in messages.</param>
/// <param name="Algorithm">The algorithm of its digests.</param>
internal sealed record NamedManifest(string Path, DigestAlgorithm Algorithm);
