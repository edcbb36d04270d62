using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>A part of a file in memory, on its way to the service. Dispose it, so that the next can have its place.</summary>
internal sealed class BlobBlock(byte[] buffer, int length, bool isWhole, SemaphoreSlim? place) : IDisposable
{
    private byte[]? _buffer = buffer;

    /// <summary>How many bytes.</summary>
    public int Length { get; } = length;

    /// <summary>Whether nothing comes after it.</summary>
    public bool IsWhole { get; } = isWhole;

    /// <summary>
    /// The block's name: its place in the file, its length and its SHA-256, so that a block of that name is that block, whoever sent
    /// it. 48 bytes long, as the names that the SDK gives: the service wants all blocks of a file to have names of one length.
    /// </summary>
    public string CreateId(int index)
    {
        Span<byte> id = stackalloc byte[48];
        BinaryPrimitives.WriteInt32BigEndian(id, index);
        BinaryPrimitives.WriteInt32BigEndian(id[4..], Length);
        SHA256.HashData(Bytes, id[8..]);
        "ocflblk1"u8.CopyTo(id[40..]);
        return Convert.ToBase64String(id);
    }

    /// <summary>Asks for a checksum by which the service sees that what arrives is what was sent. (MD5, since the emulator knows no other.)</summary>
    public static UploadTransferValidationOptions CreateTransferValidation() => new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    /// <summary>The bytes, to be read as often as it takes.</summary>
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
