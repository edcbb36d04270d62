using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ocfl.Digests;

/// <summary>SHA-256 of 8 messages at once, by AVX2.</summary>
internal readonly struct Sha256Lanes256 : ILanes<Sha256Lanes256, uint>
{
    private readonly Vector256<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Sha256Lanes256(Vector256<uint> words) => _words = words;

    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 operator +(Sha256Lanes256 left, Sha256Lanes256 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 operator ^(Sha256Lanes256 left, Sha256Lanes256 right) => new(left._words ^ right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 operator >>>(Sha256Lanes256 value, int bits) => new(value._words >>> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 Xor(Sha256Lanes256 first, Sha256Lanes256 second, Sha256Lanes256 third) =>
        new(first._words ^ second._words ^ third._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 Select(Sha256Lanes256 condition, Sha256Lanes256 one, Sha256Lanes256 other) =>
        new(Vector256.ConditionalSelect(condition._words, one._words, other._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 RotateRight(Sha256Lanes256 value, [ConstantExpected] byte bits) =>
        new((value._words >>> bits) | (value._words << (32 - bits)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 Broadcast(uint word) => new(Vector256.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Sha256Lanes256 LoadBigEndian(byte* words) => new(Avx2.Shuffle(
        Vector256.Load(words),
        Vector256.Create(
            0x0405060700010203UL, 0x0C0D0E0F08090A0B, 0x0405060700010203, 0x0C0D0E0F08090A0B).AsByte()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 ZipLower(Sha256Lanes256 one, Sha256Lanes256 other) => new(Avx2.Permute2x128(
        Avx2.UnpackLow(one._words, other._words), Avx2.UnpackHigh(one._words, other._words), 0x20));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sha256Lanes256 ZipUpper(Sha256Lanes256 one, Sha256Lanes256 other) => new(Avx2.Permute2x128(
        Avx2.UnpackLow(one._words, other._words), Avx2.UnpackHigh(one._words, other._words), 0x31));
}
