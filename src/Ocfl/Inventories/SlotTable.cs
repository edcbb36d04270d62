namespace Ocfl.Inventories;

/// <summary>
/// The slots of a hash table with open addressing: numbers of what is kept elsewhere, 4 bytes each. Whoever uses it compares, and adds
/// everything again when it has grown.
/// </summary>
internal sealed class SlotTable
{
    /// <summary>What a slot holds that holds nothing.</summary>
    public const int Free = -1;

    private const int FirstSize = 128;

    private int[] _slots = Create(FirstSize);

    public int this[int slot]
    {
        get => _slots[slot];
        set => _slots[slot] = value;
    }

    /// <summary>Whether so many numbers leave enough slots free.</summary>
    public bool HasRoomFor(int count) => count <= _slots.Length / 4 * 3;

    /// <summary>The first slot to look at for a hash.</summary>
    public int First(int hash) => hash & (_slots.Length - 1);

    /// <summary>The slot to look at after one that holds something else.</summary>
    public int Next(int slot) => (slot + 1) & (_slots.Length - 1);

    /// <summary>Puts a number that is not there into the first free slot of its hash.</summary>
    public void Add(int hash, int number)
    {
        int slot = First(hash);
        while (_slots[slot] != Free)
        {
            slot = Next(slot);
        }

        _slots[slot] = number;
    }

    /// <summary>Makes twice as many slots, all of them free.</summary>
    /// <returns>The slots before.</returns>
    public int[] Grow()
    {
        int[] before = _slots;
        _slots = Create(before.Length * 2);
        return before;
    }

    private static int[] Create(int size)
    {
        int[] slots = new int[size];
        Array.Fill(slots, Free);
        return slots;
    }
}
