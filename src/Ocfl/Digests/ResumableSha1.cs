using System.Buffers.Binary;
using System.Numerics;

namespace Ocfl.Digests;

/// <summary>SHA-1 (FIPS 180-4, section 6.1); insecure, for legacy fixity values only.</summary>
internal sealed class ResumableSha1() : ResumableHash([0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0], BlockSize)
{
    private const int BlockSize = 64;

    protected override void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks, long length)
    {
        Span<uint> schedule = stackalloc uint[80];
        for (; !blocks.IsEmpty; blocks = blocks[BlockSize..])
        {
            for (int t = 0; t < 16; t++)
            {
                schedule[t] = BinaryPrimitives.ReadUInt32BigEndian(blocks[(t * sizeof(uint))..]);
            }

            for (int t = 16; t < schedule.Length; t++)
            {
                schedule[t] = BitOperations.RotateLeft(schedule[t - 3] ^ schedule[t - 8] ^ schedule[t - 14] ^ schedule[t - 16], 1);
            }

            (uint a, uint b, uint c, uint d, uint e) =
                ((uint)words[0], (uint)words[1], (uint)words[2], (uint)words[3], (uint)words[4]);
            for (int t = 0; t < schedule.Length; t++)
            {
                uint mixed = t switch
                {
                    < 20 => (d ^ (b & (c ^ d))) + 0x5A827999,
                    < 40 => (b ^ c ^ d) + 0x6ED9EBA1,
                    < 60 => ((b & c) ^ (d & (b ^ c))) + 0x8F1BBCDC,
                    _ => (b ^ c ^ d) + 0xCA62C1D6,
                };
                (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, BitOperations.RotateLeft(a, 5) + mixed + e + schedule[t]);
            }

            words[0] = (uint)words[0] + a;
            words[1] = (uint)words[1] + b;
            words[2] = (uint)words[2] + c;
            words[3] = (uint)words[3] + d;
            words[4] = (uint)words[4] + e;
        }
    }

    protected override byte[] Finish(Span<ulong> words, ReadOnlySpan<byte> rest) => FinishPadded(words, rest);
}
