using System.Runtime.CompilerServices;

namespace Ocfl.Inventories;

/// <summary>A list that grows without copying its values, so that a large one never needs the memory twice.</summary>
internal sealed class ChunkedList<T>
    where T : struct
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;
    private const int FirstSize = 64;

    private readonly List<T[]> _chunks = [new T[FirstSize]];

    public int Count { get; private set; }

    /// <summary>How many bytes it takes.</summary>
    public long Memory => (_chunks.Count == 1 ? _chunks[0].Length : (long)_chunks.Count << ChunkBits) * Unsafe.SizeOf<T>();

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

    /// <summary>Removes the last values.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>The values from an index on that are contiguous: up to the end of their chunk or of the range.</summary>
    public ReadOnlySpan<T> Run(int start, int end)
    {
        int offset = start & (ChunkSize - 1);
        return _chunks[start >> ChunkBits].AsSpan(offset, Math.Min(end - start, ChunkSize - offset));
    }
}
