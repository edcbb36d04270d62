using System.Buffers.Binary;
using System.Text;
using Blake3;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>The digests (BLAKE3) of blocks of a content.</summary>
internal sealed class BlockTable
{
    private readonly byte[] _digests;
    private readonly long _first;

    private BlockTable(BlockLayout layout, long first, byte[] digests)
    {
        Layout = layout;
        _first = first;
        _digests = digests;
    }

    /// <summary>How the content is divided.</summary>
    public BlockLayout Layout { get; }

    /// <summary>Whether a block has its digest.</summary>
    /// <param name="block">The number of the block: one of the part that the table was read for.</param>
    /// <param name="bytes">All bytes of it.</param>
    public bool Fits(long block, ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[BlockLayout.DigestLength];
        Hasher.Hash(bytes, digest);
        return digest.SequenceEqual(_digests.AsSpan((int)(block - _first) * BlockLayout.DigestLength, BlockLayout.DigestLength));
    }

    /// <summary>The bytes of a table.</summary>
    /// <param name="name">The name of the content, so that a table counts for no other.</param>
    /// <param name="layout">How the content is divided.</param>
    /// <param name="digests">The digests of all blocks, in order.</param>
    public static byte[] Write(string name, BlockLayout layout, ReadOnlySpan<byte> digests)
    {
        byte[] table = new byte[layout.TableLength];
        for (long page = 0; digests.Length > 0; page++)
        {
            ByteRange place = layout.PlaceOf(page);
            Span<byte> bytes = table.AsSpan((int)place.Offset, (int)place.Length);
            int length = bytes.Length - BlockLayout.HeadLength - BlockLayout.DigestLength;
            BinaryPrimitives.WriteInt64LittleEndian(bytes, layout.ContentLength);
            digests[..length].CopyTo(bytes[BlockLayout.HeadLength..]);
            HashPage(name, page, bytes, bytes[^BlockLayout.DigestLength..]);
            digests = digests[length..];
        }

        return table;
    }

    /// <summary>Reads pages of a table.</summary>
    /// <param name="name">The name of the content.</param>
    /// <param name="layout">How the content is divided.</param>
    /// <param name="first">The number of the first page.</param>
    /// <param name="pages">The bytes of pages.</param>
    /// <returns>Null if they are not whole pages of the table of this content.</returns>
    public static BlockTable? TryRead(string name, BlockLayout layout, long first, ReadOnlySpan<byte> pages)
    {
        using MemoryStream digests = new(pages.Length);
        for (long page = first; pages.Length > 0; page++)
        {
            int length = (int)layout.PlaceOf(page).Length;
            if (length < 0 || pages.Length < length || TryReadLength(name, page, pages[..length]) != layout.ContentLength)
            {
                return null;
            }

            digests.Write(pages[BlockLayout.HeadLength..(length - BlockLayout.DigestLength)]);
            pages = pages[length..];
        }

        return new BlockTable(layout, first * BlockLayout.BlocksOfPage, digests.ToArray());
    }

    /// <summary>The length of the content that a page is of.</summary>
    /// <returns>Null if it is not that page of the table of this content.</returns>
    public static long? TryReadLength(string name, long page, ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[BlockLayout.DigestLength];
        if (bytes.Length < BlockLayout.HeadLength + digest.Length)
        {
            return null;
        }

        HashPage(name, page, bytes, digest);
        return bytes.EndsWith(digest) ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : null;
    }

    // The digest of the name, the number of the page, and all of the page before it.
    private static void HashPage(string name, long page, ReadOnlySpan<byte> bytes, Span<byte> digest)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, page);
        using Hasher hasher = Hasher.New();
        hasher.Update(Encoding.UTF8.GetBytes(name));
        hasher.Update(number);
        hasher.Update(bytes[..^BlockLayout.DigestLength]);
        hasher.Finalize(digest);
    }
}

/// <summary>Computes the digests of the blocks of a content that is read from its start.</summary>
/// <param name="layout">How the content is divided.</param>
internal sealed class BlockRecorder(BlockLayout layout) : IDisposable
{
    private readonly byte[] _digests = new byte[layout.Blocks * BlockLayout.DigestLength];
    private readonly Hasher _hasher = Hasher.New();
    private long _length;

    /// <summary>The digests of all blocks, in order; null if other than all bytes were read.</summary>
    public byte[]? Digests => _length == layout.ContentLength ? _digests : null;

    /// <summary>The next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && _length < layout.ContentLength)
        {
            long block = _length / layout.BlockSize;
            long end = (block * layout.BlockSize) + layout.LengthOf(block);
            int length = (int)Math.Min(bytes.Length, end - _length);
            _hasher.Update(bytes[..length]);
            _length += length;
            bytes = bytes[length..];
            if (_length == end)
            {
                _hasher.Finalize(_digests.AsSpan((int)block * BlockLayout.DigestLength, BlockLayout.DigestLength));
                _hasher.Reset();
            }
        }

        _length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _hasher.Dispose();
}
