using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ocfl.Digests;

/// <summary>SHA-512 of 4 messages at once, by AVX2.</summary>
internal readonly struct Sha512Lanes256 : ILanes<Sha512Lanes256, ulong>
{
    private readonly Vector256<ulong> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Sha512Lanes256(Vector256<ulong> words) => _words = words;

    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 operator +(Sha512Lanes256 left, Sha512Lanes256 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 operator ^(Sha512Lanes256 left, Sha512Lanes256 right) => new(left._words ^ right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 operator >>>(Sha512Lanes256 value, int bits) => new(value._words >>> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 Xor(Sha512Lanes256 first, Sha512Lanes256 second, Sha512Lanes256 third) =>
        new(first._words ^ second._words ^ third._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 Select(Sha512Lanes256 condition, Sha512Lanes256 one, Sha512Lanes256 other) =>
        new(Vector256.ConditionalSelect(condition._words, one._words, other._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 RotateRight(Sha512Lanes256 value, [ConstantExpected] byte bits) =>
        new((value._words >>> bits) | (value._words << (64 - bits)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 Broadcast(ulong word) => new(Vector256.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Sha512Lanes256 LoadBigEndian(byte* words) => new(Avx2.Shuffle(
        Vector256.Load(words),
        Vector256.Create(
            0x0001020304050607UL, 0x08090A0B0C0D0E0F, 0x0001020304050607, 0x08090A0B0C0D0E0F).AsByte()).AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 ZipLower(Sha512Lanes256 one, Sha512Lanes256 other) => new(Avx2.Permute2x128(
        Avx2.UnpackLow(one._words, other._words), Avx2.UnpackHigh(one._words, other._words), 0x20));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha512Lanes256 ZipUpper(Sha512Lanes256 one, Sha512Lanes256 other) => new(Avx2.Permute2x128(
        Avx2.UnpackLow(one._words, other._words), Avx2.UnpackHigh(one._words, other._words), 0x31));
}
