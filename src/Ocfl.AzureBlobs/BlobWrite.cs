using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>One write of one blob: the request, and the id by which a retry recognizes its own result.</summary>
internal sealed class BlobWrite(
    BlockBlobClient blob, string path, StorageCondition condition, string? owner, IDictionary<string, string>? kept = null)
{
    public BlockBlobClient Blob { get; } = blob;

    public string Path { get; } = path;

    public StorageCondition Condition { get; } = condition;

    public string? Owner { get; } = owner;

    public string WriteId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>A blob of this name that is not a file and is overwritten even if the write must create the file; null for none.</summary>
    public ETag? TakenOver { get; set; }

    /// <summary>The blob's metadata once it is written.</summary>
    public Dictionary<string, string> CreateMetadata() => BlobMetadata.Create(kept, Owner, WriteId);

    /// <summary>The conditions as the service takes them.</summary>
    public BlobRequestConditions CreateConditions() => Condition switch
    {
        { MustBeAbsent: true } when TakenOver is { } state => new() { IfMatch = state },
        { MustBeAbsent: true } => new() { IfNoneMatch = ETag.All },
        { ETag: { } etag } => new() { IfMatch = new ETag(etag) },
        _ => new(),
    };

    /// <summary>Whether this write wrote a blob.</summary>
    public bool Wrote([NotNullWhen(true)] BlobState? found) => found?.WriteId == WriteId;

    /// <summary>Whether the condition would hold for a blob as it is; null for none.</summary>
    public bool Allows(BlobState? found) =>
        Condition.MustBeAbsent ? found is null : Condition.ETag is not { } etag || found?.File.ETag == etag;

    /// <summary>The file after the service has confirmed the write.</summary>
    public StorageFile ToFile(ETag etag, DateTimeOffset lastModified, long length) =>
        new(Path, length, BlobState.ToText(etag), lastModified, Owner);

    /// <summary>Another write was first.</summary>
    public StorageConditionException Lost(Exception? cause) => new(Path, Condition.ToString(), cause);
}
