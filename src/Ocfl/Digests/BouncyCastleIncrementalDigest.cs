using System.Buffers;
using Org.BouncyCastle.Crypto;

namespace Ocfl.Digests;

/// <summary>The algorithms that the runtime does not have: BLAKE2b and SHA-512/256.</summary>
internal sealed class BouncyCastleIncrementalDigest(IDigest digest) : IncrementalDigest
{
    private const int ChunkSize = 64 * 1024;

    public override void Append(ReadOnlySpan<byte> data)
    {
        // Older versions of the library take arrays only.
        byte[] chunk = ArrayPool<byte>.Shared.Rent(Math.Min(data.Length, ChunkSize));
        while (!data.IsEmpty)
        {
            int length = Math.Min(data.Length, chunk.Length);
            data[..length].CopyTo(chunk);
            digest.BlockUpdate(chunk, 0, length);
            data = data[length..];
        }

        ArrayPool<byte>.Shared.Return(chunk);
    }

    public override string GetHexAndReset()
    {
        byte[] bytes = new byte[digest.GetDigestSize()];
        digest.DoFinal(bytes, 0);
        return Convert.ToHexStringLower(bytes);
    }
}
