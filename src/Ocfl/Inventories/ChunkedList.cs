namespace Ocfl.Inventories;

/// <summary>A list of values that grows without copying what is there, so that a large one never needs its memory twice.</summary>
internal sealed class ChunkedList<T>
    where T : struct
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;
    private const int FirstSize = 64;

    private readonly List<T[]> _chunks = [new T[FirstSize]];

    public int Count { get; private set; }

    public ref T this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    /// <summary>Adds a value.</summary>
    /// <returns>Its index. References to others may be to copies from then on.</returns>
    public int Add(T value)
    {
        int index = Count++;
        if (index >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(new T[ChunkSize]);
        }
        else if (index == _chunks[0].Length)
        {
            T[] first = _chunks[0];
            Array.Resize(ref first, first.Length * 2);
            _chunks[0] = first;
        }

        this[index] = value;
        return index;
    }
}
