using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>A part of a file in memory, on its way to the service. Dispose it to make room for the next.</summary>
/// <param name="buffer">From the shared pool; returned to it on disposal.</param>
/// <param name="length">How many bytes of it.</param>
/// <param name="isWhole">Whether nothing comes after it.</param>
/// <param name="prefixDigest">A safe digest of the file from its start to this block's end; null if there is none.</param>
/// <param name="place">Released when the block is disposed; null for a block that is not counted.</param>
internal sealed class BlobBlock(byte[] buffer, int length, bool isWhole, byte[]? prefixDigest, SemaphoreSlim? place) : IDisposable
{
    /// <summary>The checksum by which the service checks that the bytes arrived unchanged. The emulator supports no other.</summary>
    public const StorageChecksumAlgorithm Checksum = StorageChecksumAlgorithm.MD5;

    private const int DigestLength = 32;

    private byte[]? _buffer = buffer;

    /// <summary>How many bytes.</summary>
    public int Length { get; } = length;

    /// <summary>Whether nothing comes after it.</summary>
    public bool IsWhole { get; } = isWhole;

    /// <summary>
    /// The block's name: its place in the file, its length, and the digest of the file up to its end (of the block, if the file is not
    /// hashed). Blocks with the same name therefore have the same content, whichever upload sent them. The name has 48 bytes, like those
    /// of the SDK: the service requires that the names of all blocks of a file have one length.
    /// </summary>
    public string CreateId(int index)
    {
        Span<byte> id = stackalloc byte[8 + DigestLength + 8];
        BinaryPrimitives.WriteInt32BigEndian(id, index);
        BinaryPrimitives.WriteInt32BigEndian(id[4..], Length);
        if (prefixDigest is null)
        {
            SHA256.HashData(Bytes, id[8..]);
            "ocflblk1"u8.CopyTo(id[(8 + DigestLength)..]);
        }
        else
        {
            prefixDigest.AsSpan(0, DigestLength).CopyTo(id[8..]);
            "ocflblk2"u8.CopyTo(id[(8 + DigestLength)..]);
        }

        return Convert.ToBase64String(id);
    }

    /// <summary>The <see cref="Checksum"/> of these bytes. The SDK would copy them to compute it.</summary>
    public UploadTransferValidationOptions CreateTransferValidation() =>
#pragma warning disable CA5351 // It detects accidents, not forgeries.
        new() { ChecksumAlgorithm = Checksum, PrecalculatedChecksum = MD5.HashData(Bytes) };
#pragma warning restore CA5351

    /// <summary>The bytes. Can be read any number of times.</summary>
    public MemoryStream OpenRead() => new(_buffer!, 0, Length, writable: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
            place?.Release();
        }
    }

    private ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);
}
