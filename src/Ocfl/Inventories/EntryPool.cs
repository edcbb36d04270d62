namespace Ocfl.Inventories;

/// <summary>The entries of all manifests, states and fixity blocks of one inventory, one after the other, as numbers.</summary>
internal sealed class EntryPool
{
    /// <summary>The entries: their digests, and where their paths end.</summary>
    public ChunkedList<PackedEntry> Entries { get; } = new();

    public ChunkedList<int> Paths { get; } = new();

    public long Memory => Entries.Memory + Paths.Memory;
}

/// <summary>An entry as numbers.</summary>
/// <param name="Digest">Its digest's number.</param>
/// <param name="PathEnd">Where its paths end among those of the pool; they begin where those of the entry before end.</param>
internal readonly record struct PackedEntry(int Digest, int PathEnd);
