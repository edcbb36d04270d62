namespace Ocfl.Inventories;

/// <summary>The first entries of the chains of a hash table whose entries are numbers from 1, each with the next of its chain.</summary>
internal sealed class ChainHeads
{
    private const int EntriesPerHead = 3;

    private int[] _heads = new int[64];

    /// <summary>About how many bytes it takes, including those needed while it grows.</summary>
    public long Memory => _heads.Length * 6L;

    /// <summary>The first entry of a hash's chain; 0 for none.</summary>
    public ref int this[int hash] => ref _heads[hash & (_heads.Length - 1)];

    /// <summary>Doubles the number of chains if there are too many entries. All chains are then empty, and must be filled again.</summary>
    /// <returns>Whether it did.</returns>
    public bool GrowFor(int entry)
    {
        if (entry <= _heads.Length * EntriesPerHead)
        {
            return false;
        }

        _heads = new int[_heads.Length * 2];
        return true;
    }
}
