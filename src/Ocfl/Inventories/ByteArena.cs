using System.Diagnostics;

namespace Ocfl.Inventories;

/// <summary>
/// Texts one after the other in blocks of bytes, each behind its length: a short text takes one byte more than its length. Blocks are
/// never moved, so that growing never needs the memory twice.
/// </summary>
internal sealed class ByteArena
{
    private const int BlockBits = 16;
    private const int BlockSize = 1 << BlockBits;
    private const int FirstBlockSize = 1024;

    // A longer text gets a block of its own, so that little space of the others stays empty.
    private const int LongestShared = BlockSize / 4;
    private const int LengthSize = 5;
    private const int MostBlocks = BlockSize - 1024;

    private readonly List<byte[]> _blocks = [];
    private int _current = -1;
    private int _used;
    private long _memory;

    /// <summary>How many bytes it takes; so many that no limit allows them when its addresses are nearly used up.</summary>
    public long Memory => _blocks.Count > MostBlocks ? long.MaxValue / 4 : _memory;

    /// <summary>Adds a text.</summary>
    /// <param name="text">Its bytes.</param>
    /// <param name="kind">0 or 1; its meaning is the caller's.</param>
    /// <returns>Where it is.</returns>
    public uint Add(ReadOnlySpan<byte> text, int kind = 0)
    {
        Debug.Assert(kind is 0 or 1);
        int length = text.Length + LengthSize;
        int block = _current;
        int start = _used;
        if (length > LongestShared)
        {
            block = AddBlock(length);
            start = 0;
        }
        else if (block < 0 || start + length > _blocks[block].Length)
        {
            block = _current = AddBlock(Math.Max(NextSize(), length));
            start = 0;
        }

        int end = Write(_blocks[block], start, text, ((uint)text.Length << 1) | (uint)kind);
        _used = block == _current ? end : _used;
        return ((uint)block << BlockBits) | (uint)start;
    }

    /// <summary>The bytes of a text.</summary>
    public ReadOnlySpan<byte> Get(uint text) => Get(text, out _);

    /// <summary>The bytes of a text, and of what kind they are.</summary>
    public ReadOnlySpan<byte> Get(uint text, out int kind)
    {
        byte[] block = _blocks[(int)(text >> BlockBits)];
        int start = (int)(text & (BlockSize - 1));
        uint header = block[start++];
        if (header >= 0x80)
        {
            header &= 0x7f;
            for (int shift = 7; ; shift += 7)
            {
                byte next = block[start++];
                header |= (uint)(next & 0x7f) << shift;
                if (next < 0x80)
                {
                    break;
                }
            }
        }

        kind = (int)(header & 1);
        return block.AsSpan(start, (int)(header >> 1));
    }

    private static int Write(byte[] block, int start, ReadOnlySpan<byte> text, uint header)
    {
        for (; header >= 0x80; header >>= 7)
        {
            block[start++] = (byte)(header | 0x80);
        }

        block[start++] = (byte)header;
        text.CopyTo(block.AsSpan(start));
        return start + text.Length;
    }

    private int NextSize() => _current < 0 ? FirstBlockSize : Math.Min(_blocks[_current].Length * 2, BlockSize);

    private int AddBlock(int size)
    {
        _blocks.Add(new byte[size]);
        _memory += size;
        return _blocks.Count - 1;
    }
}
