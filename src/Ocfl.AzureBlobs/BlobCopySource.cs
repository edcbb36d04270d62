using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Ocfl.AzureBlobs;

/// <summary>A blob that the service is to copy, in one state.</summary>
/// <param name="Path">The path in its storage.</param>
/// <param name="ETag">The state.</param>
/// <param name="Length">Its length in that state.</param>
/// <param name="Blob">The blob.</param>
/// <param name="Address">Where the service reads it. May hold a signature: a secret.</param>
internal sealed record BlobCopySource(string Path, string ETag, long Length, BlockBlobClient Blob, Uri Address)
{
    public BlobRequestConditions CreateConditions() => new() { IfMatch = new ETag(ETag) };

    /// <summary>
    /// The ranges to copy, with names. The same range of the same state always has the same name (see <see cref="BlobBlock.CreateId"/>).
    /// </summary>
    /// <param name="usualSize">Their length, unless the blob would then have too many blocks.</param>
    public IEnumerable<(string Id, HttpRange Range)> CreateBlocks(int usualSize)
    {
        long size = Math.Max(usualSize, (Length + BlockUploader.MostBlocks - 1) / BlockUploader.MostBlocks);
        byte[] source = SHA256.HashData(Encoding.UTF8.GetBytes($"{Blob.BlobContainerName}\0{Blob.Name}\0{ETag}"));
        for (long offset = 0; offset < Length; offset += size)
        {
            long length = Math.Min(size, Length - offset);
            yield return (CreateId(source, (int)(offset / size), (int)length), new HttpRange(offset, length));
        }
    }

    private static string CreateId(ReadOnlySpan<byte> source, int index, int length)
    {
        Span<byte> id = stackalloc byte[48];
        BinaryPrimitives.WriteInt32BigEndian(id, index);
        BinaryPrimitives.WriteInt32BigEndian(id[4..], length);
        source.CopyTo(id[8..]);
        "ocflcpy1"u8.CopyTo(id[40..]);
        return Convert.ToBase64String(id);
    }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
