using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ocfl.Digests;

/// <summary>SHA-256 of 16 messages at once, by AVX-512.</summary>
internal readonly struct Sha256Lanes512 : ILanes<Sha256Lanes512, uint>
{
    private readonly Vector512<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Sha256Lanes512(Vector512<uint> words) => _words = words;

    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 operator +(Sha256Lanes512 left, Sha256Lanes512 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 operator ^(Sha256Lanes512 left, Sha256Lanes512 right) => new(left._words ^ right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 operator >>>(Sha256Lanes512 value, int bits) => new(value._words >>> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 Xor(Sha256Lanes512 first, Sha256Lanes512 second, Sha256Lanes512 third) =>
        new(Avx512F.TernaryLogic(first._words, second._words, third._words, 0x96));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 Select(Sha256Lanes512 condition, Sha256Lanes512 one, Sha256Lanes512 other) =>
        new(Vector512.ConditionalSelect(condition._words, one._words, other._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 RotateRight(Sha256Lanes512 value, [ConstantExpected] byte bits) =>
        new(Avx512F.RotateRight(value._words, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 Broadcast(uint word) => new(Vector512.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Sha256Lanes512 LoadBigEndian(byte* words) => new(Avx512BW.Shuffle(
        Vector512.Load(words),
        Vector512.Create(
            0x0405060700010203UL, 0x0C0D0E0F08090A0B, 0x0405060700010203, 0x0C0D0E0F08090A0B,
            0x0405060700010203, 0x0C0D0E0F08090A0B, 0x0405060700010203, 0x0C0D0E0F08090A0B).AsByte()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 ZipLower(Sha256Lanes512 one, Sha256Lanes512 other) => new(Avx512F.PermuteVar16x32x2(
        one._words, Vector512.Create(0U, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), other._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes512 ZipUpper(Sha256Lanes512 one, Sha256Lanes512 other) => new(Avx512F.PermuteVar16x32x2(
        one._words, Vector512.Create(8U, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), other._words));
}
