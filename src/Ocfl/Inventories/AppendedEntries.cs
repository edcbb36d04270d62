namespace Ocfl.Inventories;

/// <summary>The entries of a map and further ones: those of a large inventory that was read stay as they are kept.</summary>
/// <param name="first">The first entries.</param>
/// <param name="rest">Those after them, with other digests and other paths.</param>
internal sealed class AppendedEntries(DigestMapEntries first, DigestMapEntries rest) : DigestMapEntries
{
    public override int Count { get; } = first.Count + rest.Count;

    public override int PathCount => first.PathCount + rest.PathCount;

    public override DigestEntry this[int index] => index < first.Count ? first[index] : rest[index - first.Count];

    public override int FindDigest(string digest) => Either(first.FindDigest(digest), () => rest.FindDigest(digest));

    public override int FindPath(string path) => Either(first.FindPath(path), () => rest.FindPath(path));

    public override string DigestAt(int index) => index < first.Count ? first.DigestAt(index) : rest.DigestAt(index - first.Count);

    public override string FirstPathAt(int index) =>
        index < first.Count ? first.FirstPathAt(index) : rest.FirstPathAt(index - first.Count);

    public override (PackedEntries Entries, int Index)? Locate(int index) =>
        index < first.Count ? first.Locate(index) : rest.Locate(index - first.Count);

    private int Either(int found, Func<int> find) => found >= 0 ? found : find() is var other and >= 0 ? first.Count + other : -1;
}
