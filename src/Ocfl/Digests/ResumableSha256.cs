using System.Buffers.Binary;
using System.Numerics;

namespace Ocfl.Digests;

/// <summary>SHA-256 (FIPS 180-4, section 6.2).</summary>
internal sealed class ResumableSha256() : ResumableHash(Initial(), BlockSize)
{
    internal const int BlockSize = 64;

    /// <summary>The initial hash value (section 5.3.3).</summary>
    public static ulong[] Initial() => [.. Sha2Constants.Initial512.ToArray().Select(word => word >> 32)];

    /// <summary>Processes whole blocks.</summary>
    /// <param name="words">The state: words of 32 bits.</param>
    /// <param name="blocks">The blocks.</param>
    public static void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks)
    {
        Span<uint> schedule = stackalloc uint[64];
        for (; !blocks.IsEmpty; blocks = blocks[BlockSize..])
        {
            for (int t = 0; t < 16; t++)
            {
                schedule[t] = BinaryPrimitives.ReadUInt32BigEndian(blocks[(t * sizeof(uint))..]);
            }

            for (int t = 16; t < schedule.Length; t++)
            {
                uint s0 = schedule[t - 15];
                uint s1 = schedule[t - 2];
                s0 = BitOperations.RotateRight(s0, 7) ^ BitOperations.RotateRight(s0, 18) ^ (s0 >> 3);
                s1 = BitOperations.RotateRight(s1, 17) ^ BitOperations.RotateRight(s1, 19) ^ (s1 >> 10);
                schedule[t] = schedule[t - 16] + s0 + schedule[t - 7] + s1;
            }

            (uint a, uint b, uint c, uint d) = ((uint)words[0], (uint)words[1], (uint)words[2], (uint)words[3]);
            (uint e, uint f, uint g, uint h) = ((uint)words[4], (uint)words[5], (uint)words[6], (uint)words[7]);
            for (int t = 0; t < schedule.Length; t++)
            {
                uint sum = h + (uint)(Sha2Constants.RoundKeys[t] >> 32) + schedule[t] + (g ^ (e & (f ^ g)))
                    + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25));
                uint more = ((a & b) ^ (c & (a ^ b)))
                    + (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22));
                (h, g, f, e, d, c, b, a) = (g, f, e, d + sum, c, b, a, sum + more);
            }

            words[0] = (uint)words[0] + a;
            words[1] = (uint)words[1] + b;
            words[2] = (uint)words[2] + c;
            words[3] = (uint)words[3] + d;
            words[4] = (uint)words[4] + e;
            words[5] = (uint)words[5] + f;
            words[6] = (uint)words[6] + g;
            words[7] = (uint)words[7] + h;
        }
    }

    protected override void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks, long length) => Compress(words, blocks);

    protected override byte[] Finish(Span<ulong> words, ReadOnlySpan<byte> rest)
    {
        CompressPadded(words, rest);
        byte[] digest = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(i * sizeof(uint)), (uint)words[i]);
        }

        return digest;
    }
}
