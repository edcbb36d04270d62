using System.Buffers.Binary;
using System.Numerics;

namespace Ocfl.Digests;

/// <summary>BLAKE2b without a key (RFC 7693).</summary>
/// <param name="digestSize">In bytes, at most 64.</param>
internal sealed class ResumableBlake2b(int digestSize) : ResumableHash(Initial(digestSize), BlockSize, keepsLastBlock: true)
{
    private const int BlockSize = 128;
    private const int Rounds = 12;

    /// <summary>The permutations of the message's words (section 2.7). Rounds 10 and 11 use the first two again.</summary>
    private static ReadOnlySpan<byte> Permutations =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];

    protected override void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks, long length)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockSize..], length += BlockSize)
        {
            CompressOne(words, blocks[..BlockSize], length, isLast: false);
        }
    }

    protected override byte[] Finish(Span<ulong> words, ReadOnlySpan<byte> rest)
    {
        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        rest.CopyTo(block);
        CompressOne(words, block, Length, isLast: true);
        byte[] digest = new byte[words.Length * sizeof(ulong)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest.AsSpan(i * sizeof(ulong)), words[i]);
        }

        return digest[..digestSize];
    }

    private static ulong[] Initial(int digestSize)
    {
        ulong[] words = Sha2Constants.Initial512.ToArray();
        words[0] ^= 0x01010000 ^ (uint)digestSize;
        return words;
    }

    private static void CompressOne(Span<ulong> words, ReadOnlySpan<byte> block, long length, bool isLast)
    {
        Span<ulong> message = stackalloc ulong[16];
        for (int i = 0; i < message.Length; i++)
        {
            message[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(i * sizeof(ulong))..]);
        }

        Span<ulong> v = stackalloc ulong[16];
        words.CopyTo(v);
        Sha2Constants.Initial512.CopyTo(v[8..]);
        v[12] ^= (ulong)length;
        v[14] = isLast ? ~v[14] : v[14];
        for (int round = 0; round < Rounds; round++)
        {
            ReadOnlySpan<byte> order = Permutations.Slice(round % 10 * 16, 16);
            Mix(ref v[0], ref v[4], ref v[8], ref v[12], message[order[0]], message[order[1]]);
            Mix(ref v[1], ref v[5], ref v[9], ref v[13], message[order[2]], message[order[3]]);
            Mix(ref v[2], ref v[6], ref v[10], ref v[14], message[order[4]], message[order[5]]);
            Mix(ref v[3], ref v[7], ref v[11], ref v[15], message[order[6]], message[order[7]]);
            Mix(ref v[0], ref v[5], ref v[10], ref v[15], message[order[8]], message[order[9]]);
            Mix(ref v[1], ref v[6], ref v[11], ref v[12], message[order[10]], message[order[11]]);
            Mix(ref v[2], ref v[7], ref v[8], ref v[13], message[order[12]], message[order[13]]);
            Mix(ref v[3], ref v[4], ref v[9], ref v[14], message[order[14]], message[order[15]]);
        }

        for (int i = 0; i < words.Length; i++)
        {
            words[i] ^= v[i] ^ v[i + 8];
        }
    }

    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong x, ulong y)
    {
        a += b + x;
        d = BitOperations.RotateRight(d ^ a, 32);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 24);
        a += b + y;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 63);
    }
}
