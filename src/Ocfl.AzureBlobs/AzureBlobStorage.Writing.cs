using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

public sealed partial class AzureBlobStorage
{
    /// <inheritdoc/>
    /// <remarks>
    /// Content of up to <see cref="AzureBlobStorageOptions.BlockSize"/> is one request. Longer content is sent in blocks, several at
    /// once; the file exists once their list is committed, and the condition is checked then. Blocks that an interrupted upload of the
    /// same content has left are not sent again.
    /// </remarks>
    public async Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        BlobWrite write = new(GetBlob(path), path, options.Condition, options.Owner);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await WriteAsync(write, content, options.Length, inBlocks: false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The service copies the blob onto itself: if versions are immutable, it accepts new versions but refuses to change the metadata of
    /// existing ones.
    /// </remarks>
    public async Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        BlockBlobClient blob = GetBlob(path);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        BlobState found = await GetStateAsync(blob, path, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageFileNotFoundException(path, Location);
        BlobWrite write = new(blob, path, StorageCondition.IfMatch(etag), owner, found.Metadata);
        if (found.File.ETag != etag)
        {
            throw write.Lost(cause: null);
        }

        StorageCopyOptions itself = new() { SourceETag = etag, SourceLength = found.File.Length };
        return await CopyWithinAccountAsync(write, this, path, itself, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="write">What to write.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="length">The number of bytes; null if not known.</param>
    /// <param name="inBlocks">Whether even short content is sent in blocks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task<StorageFile> WriteAsync(
        BlobWrite write, Stream content, long? length, bool inBlocks, CancellationToken cancellationToken)
    {
        using BlobBlock first = await _uploader.ReadFirstAsync(content, length, write.Path, cancellationToken).ConfigureAwait(false);
        if (!inBlocks && first.IsWhole && await PutAsync(write, first, cancellationToken).ConfigureAwait(false) is { } written)
        {
            return written;
        }

        BlobBlockList blocks = await _uploader.UploadAsync(write, first, content, length, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(write, blocks, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null if the emulator mistakes the blocks of an unfinished upload for an existing file.</returns>
    private async Task<StorageFile?> PutAsync(BlobWrite write, BlobBlock block, CancellationToken cancellationToken)
    {
        try
        {
            BlobUploadOptions options = new()
            {
                Conditions = write.CreateConditions(),
                Metadata = write.CreateMetadata(),
                TransferOptions = new()
                {
                    InitialTransferSize = AzureBlobStorageOptions.LargestBlockSize,
                    MaximumTransferSize = AzureBlobStorageOptions.LargestBlockSize,
                },
                TransferValidation = new() { ChecksumAlgorithm = BlobBlock.Checksum },
            };
            BlobContentInfo written = await write.Blob.UploadAsync(block.OpenRead(), options, cancellationToken).ConfigureAwait(false);
            return write.ToFile(written.ETag, written.LastModified, block.Length);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            BlobState? now = await CheckWriteAsync(write, fault, cancellationToken).ConfigureAwait(false);
            return write.Wrote(now) ? now.File
                : now is not null || !write.Condition.MustBeAbsent ? throw write.Lost(fault)
                : await TryTakeOverAsync(write, cancellationToken).ConfigureAwait(false)
                    ? await PutAsync(write, block, cancellationToken).ConfigureAwait(false)
                : null;
        }
    }

    private async Task<StorageFile> CommitAsync(BlobWrite write, BlobBlockList blocks, CancellationToken cancellationToken)
    {
        try
        {
            CommitBlockListOptions options = new() { Conditions = write.CreateConditions(), Metadata = write.CreateMetadata() };
            BlobContentInfo written = await write.Blob.CommitBlockListAsync(blocks.Ids, options, cancellationToken).ConfigureAwait(false);
            return write.ToFile(written.ETag, written.LastModified, blocks.Length);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            BlobState? now = await CheckWriteAsync(write, fault, cancellationToken).ConfigureAwait(false);
            return write.Wrote(now) ? now.File
                : BlobFaults.IsBlockListInvalid(fault) && write.Allows(now) ? throw _faults.Translate(fault, write.Path)
                : now is null && await TryTakeOverAsync(write, cancellationToken).ConfigureAwait(false)
                    ? await CommitAsync(write, blocks, cancellationToken).ConfigureAwait(false)
                : throw write.Lost(fault);
        }
    }

    /// <summary>
    /// Whether a blob that is not a file blocks the write and may be overwritten: a folder marker, or the destination of a failed copy.
    /// That happens at most once in a write.
    /// </summary>
    /// <exception cref="StorageException">A copy to it is in progress.</exception>
    private async Task<bool> TryTakeOverAsync(BlobWrite write, CancellationToken cancellationToken)
    {
        if (!write.Condition.MustBeAbsent || write.TakenOver is not null)
        {
            return false;
        }

        try
        {
            BlobProperties found = await write.Blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            if (found.BlobCopyStatus == CopyStatus.Pending)
            {
                throw new StorageException(
                    $"'{write.Path}' in {Location} is the destination of a copy that is not finished. Wait for it, or abort it.");
            }

            write.TakenOver = IsFile(found.Metadata, found.ContentLength, found.BlobCopyStatus) ? null : found.ETag;
            return write.TakenOver is not null;
        }
        catch (Exception fault) when (BlobFaults.IsBlobMissing(fault))
        {
            return false;
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw _faults.Translate(fault, write.Path);
        }
    }

    /// <summary>Reads the outcome of a failed write: a retry may have met the result of the first attempt, whose answer was lost.</summary>
    /// <returns>The blob as it is now, from this write or another; null if there is none.</returns>
    /// <exception cref="StorageException">The write failed, not because of its condition, and it is not known to have been
    /// done.</exception>
    private async Task<BlobState?> CheckWriteAsync(BlobWrite write, Exception fault, CancellationToken cancellationToken)
    {
        bool refused = BlobFaults.IsConditionFailed(fault) || BlobFaults.IsBlockListInvalid(fault) || BlobFaults.IsBlobMissing(fault);
        if (!refused && !BlobFaults.IsOutcomeUnknown(fault))
        {
            throw _faults.Translate(fault, write.Path);
        }

        BlobState? found;
        try
        {
            found = await GetStateAsync(write.Blob, write.Path, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException) when (!refused)
        {
            throw _faults.Translate(fault, write.Path);
        }

        return refused || write.Wrote(found) ? found : throw _faults.Translate(fault, write.Path);
    }
}
