using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ocfl.Digests;

/// <summary>SHA-512 of 8 messages at once, by AVX-512.</summary>
internal readonly struct Sha512Lanes512 : ILanes<Sha512Lanes512, ulong>
{
    private readonly Vector512<ulong> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Sha512Lanes512(Vector512<ulong> words) => _words = words;

    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 operator +(Sha512Lanes512 left, Sha512Lanes512 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 operator ^(Sha512Lanes512 left, Sha512Lanes512 right) => new(left._words ^ right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 operator >>>(Sha512Lanes512 value, int bits) => new(value._words >>> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 Xor(Sha512Lanes512 first, Sha512Lanes512 second, Sha512Lanes512 third) =>
        new(Avx512F.TernaryLogic(first._words, second._words, third._words, 0x96));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 Select(Sha512Lanes512 condition, Sha512Lanes512 one, Sha512Lanes512 other) =>
        new(Vector512.ConditionalSelect(condition._words, one._words, other._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 RotateRight(Sha512Lanes512 value, [ConstantExpected] byte bits) =>
        new(Avx512F.RotateRight(value._words, bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 Broadcast(ulong word) => new(Vector512.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Sha512Lanes512 LoadBigEndian(byte* words) => new(Avx512BW.Shuffle(
        Vector512.Load(words),
        Vector512.Create(
            0x0001020304050607UL, 0x08090A0B0C0D0E0F, 0x0001020304050607, 0x08090A0B0C0D0E0F,
            0x0001020304050607, 0x08090A0B0C0D0E0F, 0x0001020304050607, 0x08090A0B0C0D0E0F).AsByte()).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 ZipLower(Sha512Lanes512 one, Sha512Lanes512 other) => new(Avx512F.PermuteVar8x64x2(
        one._words, Vector512.Create(0UL, 8, 1, 9, 2, 10, 3, 11), other._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes512 ZipUpper(Sha512Lanes512 one, Sha512Lanes512 other) => new(Avx512F.PermuteVar8x64x2(
        one._words, Vector512.Create(4UL, 12, 5, 13, 6, 14, 7, 15), other._words));
}
