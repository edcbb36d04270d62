using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

public sealed partial class AzureBlobStorage
{
    /// <inheritdoc/>
    /// <remarks>One request, and further ones only if the connection breaks; all read the same state of the blob.</remarks>
    public async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Offset);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Length ?? 0);
        BlockBlobClient blob = GetBlob(path);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        if (options.Length == 0)
        {
            return await OpenNothingAsync(blob, path, options.IfMatch, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            BlobDownloadOptions how = new()
            {
                Range = options is { Offset: 0, Length: null } ? default : new HttpRange(options.Offset, options.Length),
                Conditions = options.IfMatch is { } etag ? new() { IfMatch = new ETag(etag) } : null,
            };
            BlobDownloadStreamingResult found = await blob.DownloadStreamingAsync(how, cancellationToken).ConfigureAwait(false);
            if (!IsFile(
                found.Details.Metadata, GetWholeLength(found.Details), found.Details.CopyId is null ? null : found.Details.CopyStatus))
            {
                await found.Content.DisposeAsync().ConfigureAwait(false);
                throw new StorageFileNotFoundException(path, Location);
            }

            return new(ToFile(path, found.Details), new BlobContentStream(found.Content, path, options.IfMatch, _faults));
        }
        catch (Exception fault) when (BlobFaults.IsRangeUnsatisfiable(fault))
        {
            return await OpenNothingAsync(blob, path, options.IfMatch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (BlobFaults.IsBlobMissing(fault))
        {
            throw new StorageFileNotFoundException(path, Location, fault);
        }
        catch (Exception fault) when (BlobFaults.IsConditionFailed(fault))
        {
            throw new StorageConditionException(path, StorageCondition.IfMatch(options.IfMatch ?? "?").ToString(), fault);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw _faults.Translate(fault, path);
        }
    }

    private async Task<StorageReader> OpenNothingAsync(BlobBaseClient blob, string path, string? etag, CancellationToken cancellationToken)
    {
        BlobState found = await GetStateAsync(blob, path, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageFileNotFoundException(path, Location);
        return etag is null || found.File.ETag == etag
            ? new(found.File, Stream.Null)
            : throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
    }

    private static StorageFile ToFile(string path, BlobDownloadDetails blob) =>
        new(path, GetWholeLength(blob), BlobState.ToText(blob.ETag), blob.LastModified, BlobMetadata.GetOwner(blob.Metadata));

    private static long GetWholeLength(BlobDownloadDetails blob) =>
        blob.ContentRange is { } range && long.TryParse(
            range.AsSpan(range.IndexOf('/', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long whole)
            ? whole
            : blob.ContentLength;
}
