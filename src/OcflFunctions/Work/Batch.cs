namespace OcflFunctions.Work;

/// <summary>Collects items up to a number and up to a size; one item is taken whatever its size.</summary>
/// <param name="mostItems">How many items at most.</param>
/// <param name="mostBytes">How many bytes at most.</param>
public sealed class Batch<T>(int mostItems, long mostBytes)
{
    private readonly List<T> _items = [];
    private long _bytes;

    /// <summary>How many items wait.</summary>
    public int Count => _items.Count;

    /// <summary>Whether there is room for one more of that size.</summary>
    public bool HasRoomFor(long bytes) => _items.Count == 0 || (_items.Count < mostItems && _bytes + bytes <= mostBytes);

    /// <summary>Takes an item.</summary>
    public void Add(T item, long bytes)
    {
        _items.Add(item);
        _bytes += bytes;
    }

    /// <summary>Gives what was collected, and begins anew.</summary>
    public IReadOnlyList<T> Take()
    {
        T[] items = [.. _items];
        _items.Clear();
        _bytes = 0;
        return items;
    }
}
