namespace Ocfl.Digests;

/// <summary>SHA-512 and SHA-512/256 (FIPS 180-4, section 6.4).</summary>
/// <param name="initial">The initial hash value.</param>
/// <param name="digestSize">In bytes.</param>
internal sealed class ResumableSha512(ReadOnlySpan<ulong> initial, int digestSize) : ResumableHash([.. initial], BlockSize)
{
    internal const int BlockSize = 128;

    protected override void Compress(Span<ulong> words, ReadOnlySpan<byte> blocks, long length) =>
        Sha2Stream<ulong>.Compress(words, blocks);

    protected override byte[] Finish(Span<ulong> words, ReadOnlySpan<byte> rest) => FinishPadded(words, rest)[..digestSize];
}
