namespace Ocfl.Inventories;

/// <summary>How a <see cref="DigestMap"/> keeps its entries.</summary>
internal abstract class DigestMapEntries
{
    /// <summary>The number of digests.</summary>
    public abstract int Count { get; }

    /// <summary>The number of paths.</summary>
    public abstract int PathCount { get; }

    public abstract DigestEntry this[int index] { get; }

    /// <summary>The entry of a digest, given in any case; -1 for none.</summary>
    public abstract int FindDigest(string digest);

    /// <summary>The entry of a path; -1 for none.</summary>
    public abstract int FindPath(string path);

    /// <summary>The digest of an entry.</summary>
    public virtual string DigestAt(int index) => this[index].Digest;

    /// <summary>The first path of an entry.</summary>
    public virtual string FirstPathAt(int index) => this[index].Paths[0];

    /// <summary>Where an entry is kept as numbers; null if it is not.</summary>
    public virtual (PackedEntries Entries, int Index)? Locate(int index) => null;

    /// <summary>Whether the digest of an entry is this one, given in any case.</summary>
    public virtual bool IsDigestAt(int index, string digest) =>
        string.Equals(DigestAt(index), digest, StringComparison.OrdinalIgnoreCase);
}
