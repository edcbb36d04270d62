namespace Ocfl.Digests;

/// <summary>SHA-256 (FIPS 180-4, section 6.2).</summary>
internal sealed class ResumableSha256() : ResumableHash(Initial(), BlockSize)
{
    internal const int BlockSize = 64;

    /// <summary>The initial hash value (section 5.3.3).</summary>
    public static ulong[] Initial() => [.. Sha2Constants.Initial512.ToArray().Select(word => word >> 32)];

    protected override void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks, long length) =>
        Sha2Stream<uint>.Compress(words, blocks);

    protected override byte[] Finish(Span<ulong> words, ReadOnlySpan<byte> rest) => FinishPadded(words, rest);
}
