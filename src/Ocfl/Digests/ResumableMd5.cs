using System.Buffers.Binary;
using System.Numerics;

namespace Ocfl.Digests;

/// <summary>MD5 (RFC 1321); insecure, for legacy fixity values only.</summary>
internal sealed class ResumableMd5() : ResumableHash([0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476], BlockSize)
{
    private const int BlockSize = 64;

    /// <summary>Section 3.4: the integer parts of 2^32 times the sine of 1 to 64.</summary>
    private static ReadOnlySpan<uint> RoundKeys =>
    [
        0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
        0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
        0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
        0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
        0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
        0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
        0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
        0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
    ];

    /// <summary>How far each step of a round of 16 rotates; the four repeat.</summary>
    private static ReadOnlySpan<byte> Rotations => [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    protected override void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks, long length)
    {
        Span<uint> block = stackalloc uint[16];
        for (; !blocks.IsEmpty; blocks = blocks[BlockSize..])
        {
            for (int i = 0; i < block.Length; i++)
            {
                block[i] = BinaryPrimitives.ReadUInt32LittleEndian(blocks[(i * sizeof(uint))..]);
            }

            (uint a, uint b, uint c, uint d) = ((uint)words[0], (uint)words[1], (uint)words[2], (uint)words[3]);
            for (int t = 0; t < RoundKeys.Length; t++)
            {
                (uint mixed, int word) = (t / 16) switch
                {
                    0 => (d ^ (b & (c ^ d)), t),
                    1 => (c ^ (d & (b ^ c)), (5 * t) + 1),
                    2 => (b ^ c ^ d, (3 * t) + 5),
                    _ => (c ^ (b | ~d), 7 * t),
                };
                uint sum = a + mixed + block[word % 16] + RoundKeys[t];
                (a, d, c, b) = (d, c, b, b + BitOperations.RotateLeft(sum, Rotations[(t / 16 * 4) + (t % 4)]));
            }

            words[0] = (uint)words[0] + a;
            words[1] = (uint)words[1] + b;
            words[2] = (uint)words[2] + c;
            words[3] = (uint)words[3] + d;
        }
    }

    protected override byte[] Finish(Span<ulong> words, ReadOnlySpan<byte> rest)
    {
        CompressPadded(words, rest, isLittleEndian: true);
        byte[] digest = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(digest.AsSpan(i * sizeof(uint)), (uint)words[i]);
        }

        return digest;
    }
}
