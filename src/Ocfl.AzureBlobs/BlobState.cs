using Azure;
using Azure.Storage.Blobs.Models;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>The state of a blob when it was read.</summary>
/// <param name="File">The file.</param>
/// <param name="WriteId">The id of the request that wrote it; null if another tool did.</param>
/// <param name="Metadata">All of its metadata.</param>
internal sealed record BlobState(StorageFile File, string? WriteId, IDictionary<string, string> Metadata)
{
    public static BlobState Of(string path, BlobProperties blob) => new(
        new(path, blob.ContentLength, ToText(blob.ETag), blob.LastModified, BlobMetadata.GetOwner(blob.Metadata)),
        BlobMetadata.GetWriteId(blob.Metadata),
        blob.Metadata);

    public static BlobState Of(string path, BlobItem blob) => new(
        new(
            path,
            blob.Properties.ContentLength ?? 0,
            ToText(blob.Properties.ETag ?? default),
            blob.Properties.LastModified ?? DateTimeOffset.UnixEpoch,
            BlobMetadata.GetOwner(blob.Metadata)),
        BlobMetadata.GetWriteId(blob.Metadata),
        blob.Metadata);

    /// <summary>An ETag without the quotes that it has in a header and lacks in a listing.</summary>
    public static string ToText(ETag etag) => etag.ToString("H").Trim('"');
}
