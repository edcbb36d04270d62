using System.Buffers.Binary;
using System.Numerics;

namespace Ocfl.Digests;

/// <summary>SHA-512 and SHA-512/256 (FIPS 180-4, section 6.4).</summary>
/// <param name="initial">The initial hash value.</param>
/// <param name="digestSize">In bytes.</param>
internal sealed class ResumableSha512(ReadOnlySpan<ulong> initial, int digestSize) : ResumableHash([.. initial], BlockSize)
{
    internal const int BlockSize = 128;

    /// <summary>Processes whole blocks.</summary>
    public static void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks)
    {
        Span<ulong> schedule = stackalloc ulong[80];
        for (; !blocks.IsEmpty; blocks = blocks[BlockSize..])
        {
            for (int t = 0; t < 16; t++)
            {
                schedule[t] = BinaryPrimitives.ReadUInt64BigEndian(blocks[(t * sizeof(ulong))..]);
            }

            for (int t = 16; t < schedule.Length; t++)
            {
                ulong s0 = schedule[t - 15];
                ulong s1 = schedule[t - 2];
                s0 = BitOperations.RotateRight(s0, 1) ^ BitOperations.RotateRight(s0, 8) ^ (s0 >> 7);
                s1 = BitOperations.RotateRight(s1, 19) ^ BitOperations.RotateRight(s1, 61) ^ (s1 >> 6);
                schedule[t] = schedule[t - 16] + s0 + schedule[t - 7] + s1;
            }

            (ulong a, ulong b, ulong c, ulong d) = (words[0], words[1], words[2], words[3]);
            (ulong e, ulong f, ulong g, ulong h) = (words[4], words[5], words[6], words[7]);
            for (int t = 0; t < schedule.Length; t++)
            {
                ulong sum = h + Sha2Constants.RoundKeys[t] + schedule[t] + (g ^ (e & (f ^ g)))
                    + (BitOperations.RotateRight(e, 14) ^ BitOperations.RotateRight(e, 18) ^ BitOperations.RotateRight(e, 41));
                ulong more = ((a & b) ^ (c & (a ^ b)))
                    + (BitOperations.RotateRight(a, 28) ^ BitOperations.RotateRight(a, 34) ^ BitOperations.RotateRight(a, 39));
                (h, g, f, e, d, c, b, a) = (g, f, e, d + sum, c, b, a, sum + more);
            }

            words[0] += a;
            words[1] += b;
            words[2] += c;
            words[3] += d;
            words[4] += e;
            words[5] += f;
            words[6] += g;
            words[7] += h;
        }
    }

    protected override void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks, long length) => Compress(words, blocks);

    protected override byte[] Finish(Span<ulong> words, ReadOnlySpan<byte> rest)
    {
        CompressPadded(words, rest);
        byte[] digest = new byte[words.Length * sizeof(ulong)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(digest.AsSpan(i * sizeof(ulong)), words[i]);
        }

        return digest[..digestSize];
    }
}
