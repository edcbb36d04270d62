using System.Buffers.Binary;

namespace Ocfl.Digests;

/// <summary>
/// A hash function that works on blocks, and whose state can be saved between any two bytes: some words, the length, and what there is
/// of the last block.
/// </summary>
internal abstract class ResumableHash
{
    private readonly ulong[] _words;
    private readonly byte[] _block;
    private readonly bool _keepsLastBlock;
    private int _filled;

    /// <param name="words">The initial words; words of 32 bits have the upper half empty.</param>
    /// <param name="blockSize">In bytes.</param>
    /// <param name="keepsLastBlock">Whether the last block is processed in its own way even if it is full.</param>
    protected ResumableHash(ulong[] words, int blockSize, bool keepsLastBlock = false)
    {
        _words = words;
        _block = new byte[blockSize];
        _keepsLastBlock = keepsLastBlock;
    }

    /// <summary>How many bytes were added.</summary>
    public long Length { get; private set; }

    /// <summary>How many bytes <see cref="Save"/> writes.</summary>
    public int SavedSize => (_words.Length * sizeof(ulong)) + sizeof(long) + _block.Length;

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        int kept = _keepsLastBlock ? 1 : 0;
        if (_filled > 0)
        {
            int missing = Math.Min(_block.Length - _filled, data.Length);
            data[..missing].CopyTo(_block.AsSpan(_filled));
            _filled += missing;
            Length += missing;
            data = data[missing..];
            if (_filled < _block.Length || data.Length < kept)
            {
                return;
            }

            Compress(_words, _block, Length);
            _filled = 0;
        }

        int whole = Math.Max(0, data.Length - kept) / _block.Length * _block.Length;
        if (whole > 0)
        {
            Compress(_words, data[..whole], Length + _block.Length);
        }

        data[whole..].CopyTo(_block);
        _filled = data.Length - whole;
        Length += data.Length;
    }

    /// <summary>The digest of all bytes added so far; more can be added.</summary>
    public byte[] GetDigest() => Finish([.. _words], _block.AsSpan(0, _filled));

    /// <summary>Writes the state.</summary>
    public void Save(Span<byte> state)
    {
        foreach (ulong word in _words)
        {
            BinaryPrimitives.WriteUInt64BigEndian(state, word);
            state = state[sizeof(ulong)..];
        }

        BinaryPrimitives.WriteInt64BigEndian(state, Length);
        state = state[sizeof(long)..];
        _block.AsSpan(0, _filled).CopyTo(state);
        state[_filled..].Clear();
    }

    /// <summary>Reads the state that <see cref="Save"/> wrote.</summary>
    public void Restore(ReadOnlySpan<byte> state)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] = BinaryPrimitives.ReadUInt64BigEndian(state);
            state = state[sizeof(ulong)..];
        }

        Length = BinaryPrimitives.ReadInt64BigEndian(state);
        state = state[sizeof(long)..];
        _filled = (int)(Length % _block.Length);
        if (_filled == 0 && _keepsLastBlock && Length > 0)
        {
            _filled = _block.Length;
        }

        state[.._filled].CopyTo(_block);
    }

    /// <summary>Processes blocks.</summary>
    /// <param name="words">The state, which changes.</param>
    /// <param name="blocks">One or more whole blocks.</param>
    /// <param name="length">How many bytes there are up to the end of the first of them.</param>
    protected abstract void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks, long length);

    /// <summary>Computes the digest.</summary>
    /// <param name="words">A copy of the state.</param>
    /// <param name="rest">What there is of the last block.</param>
    protected abstract byte[] Finish(Span<ulong> words, ReadOnlySpan<byte> rest);

    /// <summary>Processes the last block with the padding of MD5, SHA-1 and SHA-2: a bit, zeros, and the length in bits.</summary>
    protected void CompressPadded(Span<ulong> words, ReadOnlySpan<byte> rest, bool isLittleEndian = false)
    {
        int blockSize = _block.Length;
        Span<byte> padded = stackalloc byte[2 * blockSize];
        padded = padded[..PadLast(padded, rest, blockSize, Length, isLittleEndian)];
        Compress(words, padded, 0);
    }

    /// <summary>The digest of SHA-1 and SHA-2: the words after the padded last block, big-endian; a block has 16 words.</summary>
    protected byte[] FinishPadded(Span<ulong> words, ReadOnlySpan<byte> rest)
    {
        CompressPadded(words, rest);
        int wordSize = _block.Length / 16;
        byte[] digest = new byte[words.Length * wordSize];
        for (int i = 0; i < words.Length; i++)
        {
            if (wordSize == sizeof(uint))
            {
                BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(i * wordSize), (uint)words[i]);
            }
            else
            {
                BinaryPrimitives.WriteUInt64BigEndian(digest.AsSpan(i * wordSize), words[i]);
            }
        }

        return digest;
    }

    /// <summary>Writes the last block, or two, with the padding of MD5, SHA-1 and SHA-2.</summary>
    /// <param name="padded">Room for two blocks; may start with <paramref name="rest"/>.</param>
    /// <param name="rest">What there is of the last block.</param>
    /// <param name="blockSize">64 or 128; the length's field is an eighth of it.</param>
    /// <param name="length">Of the whole content, in bytes.</param>
    /// <param name="isLittleEndian">The order of the length's bytes.</param>
    /// <returns>How many bytes they have: one block or two.</returns>
    internal static int PadLast(Span<byte> padded, ReadOnlySpan<byte> rest, int blockSize, long length, bool isLittleEndian = false)
    {
        int size = rest.Length + 1 + (blockSize / 8) <= blockSize ? blockSize : 2 * blockSize;
        rest.CopyTo(padded);
        padded[rest.Length] = 0x80;
        padded[(rest.Length + 1)..size].Clear();
        Span<byte> bits = padded[(size - sizeof(ulong))..size];
        if (isLittleEndian)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bits, (ulong)length << 3);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(bits, (ulong)length << 3);
            if (blockSize == 128)
            {
                padded[size - sizeof(ulong) - 1] = (byte)((ulong)length >> 61);
            }
        }

        return size;
    }
}
