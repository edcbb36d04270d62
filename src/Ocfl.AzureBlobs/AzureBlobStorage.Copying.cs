using Azure;
using Azure.Core;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

public sealed partial class AzureBlobStorage
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestCopy = TimeSpan.FromHours(24);

    // Once the service is found not to support an operation, it is not requested again.
    private volatile bool _lacksCopyFromUrl;
    private volatile bool _lacksBlockFromUrl;
    private volatile bool _lacksStartedCopy;

    /// <inheritdoc/>
    /// <remarks>
    /// Within one account the service copies, and the content does not pass through this process: up to 256 MiB in one request, longer
    /// content in blocks. If the service cannot copy, the content is read and written.
    /// </remarks>
    public async Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        BlobWrite write = new(GetBlob(path), path, options.Condition, options.Owner);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return source is AzureBlobStorage blobs && IsSameAccount(blobs)
            ? await CopyWithinAccountAsync(write, blobs, sourcePath, options, cancellationToken).ConfigureAwait(false)
            : await CopyThroughHereAsync(
                write, source, sourcePath, options, options.SourceETag, inBlocks: false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The service copies within one account.</remarks>
    public bool CopiesByItself(IStorage source) => source is AzureBlobStorage blobs && IsSameAccount(blobs);

    private bool IsSameAccount(AzureBlobStorage other) =>
        _container.AccountName == other._container.AccountName && _container.Uri.Authority == other._container.Uri.Authority;

    private async Task<StorageFile> CopyThroughHereAsync(
        BlobWrite write,
        IStorage source,
        string sourcePath,
        StorageCopyOptions options,
        string? sourceETag,
        bool inBlocks,
        CancellationToken cancellationToken)
    {
        if (!options.ThroughHere)
        {
            throw new StorageCopyException(write.Path);
        }

        StorageReader reader = await source.OpenReadAsync(
            sourcePath, new() { IfMatch = sourceETag }, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await WriteAsync(write, reader.Content, reader.File.Length, inBlocks, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StorageFile> CopyWithinAccountAsync(
        BlobWrite write, AzureBlobStorage source, string sourcePath, StorageCopyOptions options, CancellationToken cancellationToken)
    {
        BlobCopySource from = await source.PinAsync(sourcePath, options, cancellationToken).ConfigureAwait(false);
        StorageFile? copied = null;
        bool refused = false;
        try
        {
            copied = from.Length <= _options.CopySize
                ? await CopyFromUrlAsync(write, from, cancellationToken).ConfigureAwait(false)
                : await CopyInBlocksAsync(write, from, cancellationToken).ConfigureAwait(false)
                    ?? await StartCopyAsync(write, from, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            copied = await CheckCopyAsync(write, from, source, fault, cancellationToken).ConfigureAwait(false);
            refused = true;
        }

        return copied
            ?? await CopyThroughHereAsync(
                write, source, sourcePath, options, from.ETag, inBlocks: refused, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what a request for a copy needs: the source's state and length, and how the service may read it.</summary>
    private async Task<BlobCopySource> PinAsync(string path, StorageCopyOptions options, CancellationToken cancellationToken)
    {
        BlockBlobClient blob = GetBlob(path);
        (string? etag, long? length) = (options.SourceETag, options.SourceLength);
        if (etag is null || length is null)
        {
            StorageFile file = await GetFileAsync(path, cancellationToken).ConfigureAwait(false)
                ?? throw new StorageFileNotFoundException(path, Location);
            if (etag is not null && etag != file.ETag)
            {
                throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
            }

            (etag, length) = (file.ETag, file.Length);
        }

        // A shared key signs for the source; a token is sent along; a shared access signature is already in the address.
        Uri address = blob.CanGenerateSasUri ? blob.GenerateSasUri(BlobSasPermissions.Read, _time.GetUtcNow() + LongestCopy) : blob.Uri;
        return new(path, etag, length.Value, blob, address);
    }

    private async Task<HttpAuthorization?> AuthorizeSourceAsync(CancellationToken cancellationToken)
    {
        if (_credential is null)
        {
            return null;
        }

        AccessToken token = await _credential.GetTokenAsync(
            new TokenRequestContext(["https://storage.azure.com/.default"]), cancellationToken).ConfigureAwait(false);
        return new("Bearer", token.Token);
    }

    /// <returns>Null if the service does not support it.</returns>
    private async Task<StorageFile?> CopyFromUrlAsync(BlobWrite write, BlobCopySource from, CancellationToken cancellationToken)
    {
        if (_lacksCopyFromUrl)
        {
            return null;
        }

        try
        {
            BlobCopyFromUriOptions how = new()
            {
                Metadata = write.CreateMetadata(),
                DestinationConditions = write.CreateConditions(),
                SourceConditions = from.CreateConditions(),
                SourceAuthentication = await AuthorizeSourceAsync(cancellationToken).ConfigureAwait(false),
            };
            Response<BlobCopyInfo> copied = await write.Blob.SyncCopyFromUriAsync(
                from.Address, how, cancellationToken).ConfigureAwait(false);
            return write.ToFile(copied.Value.ETag, copied.Value.LastModified, from.Length);
        }
        catch (Exception fault) when (BlobFaults.IsNotForTheService(fault))
        {
            _lacksCopyFromUrl |= BlobFaults.IsLacking(fault);
            return null;
        }
    }

    /// <returns>Null if the service does not support it.</returns>
    private async Task<StorageFile?> CopyInBlocksAsync(BlobWrite write, BlobCopySource from, CancellationToken cancellationToken)
    {
        if (_lacksBlockFromUrl)
        {
            return null;
        }

        HashSet<string> arrived = await _uploader.GetArrivedAsync(write, cancellationToken).ConfigureAwait(false);
        List<(string Id, HttpRange Range)> blocks = [.. from.CreateBlocks(_options.CopySize)];
        ParallelOptions some = new() { MaxDegreeOfParallelism = _options.BlocksAtOnce, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(blocks.Where(block => !arrived.Contains(block.Id)), some, async (block, cancel) =>
            {
                StageBlockFromUriOptions how = new()
                {
                    SourceRange = block.Range,
                    SourceConditions = from.CreateConditions(),
                    SourceAuthentication = await AuthorizeSourceAsync(cancel).ConfigureAwait(false),
                };
                await write.Blob.StageBlockFromUriAsync(from.Address, block.Id, how, cancel).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (Exception fault) when (BlobFaults.IsNotForTheService(fault))
        {
            _lacksBlockFromUrl |= BlobFaults.IsLacking(fault);
            return null;
        }

        return await CommitAsync(write, new([.. blocks.Select(block => block.Id)], from.Length), cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null if the service does not support it.</returns>
    private async Task<StorageFile?> StartCopyAsync(BlobWrite write, BlobCopySource from, CancellationToken cancellationToken)
    {
        if (_lacksStartedCopy)
        {
            return null;
        }

        CopyFromUriOperation copy;
        try
        {
            BlobCopyFromUriOptions how = new()
            {
                Metadata = write.CreateMetadata(),
                DestinationConditions = write.CreateConditions(),
                SourceConditions = from.CreateConditions(),
            };
            copy = await write.Blob.StartCopyFromUriAsync(from.Blob.Uri, how, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (BlobFaults.IsNotForTheService(fault))
        {
            _lacksStartedCopy |= BlobFaults.IsLacking(fault);
            return null;
        }

        return await WaitForCopyAsync(write, copy.Id, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StorageFile> WaitForCopyAsync(BlobWrite write, string copyId, CancellationToken cancellationToken)
    {
        try
        {
            TimeSpan pause = FirstLook;
            while (true)
            {
                BlobProperties now = await write.Blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                if (BlobMetadata.GetWriteId(now.Metadata) != write.WriteId)
                {
                    throw write.Lost(cause: null);
                }

                switch (now.BlobCopyStatus)
                {
                    case CopyStatus.Pending:
                        await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
                        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                        break;
                    case null or CopyStatus.Success:
                        return BlobState.Of(write.Path, now).File;
                    default:
                        await DeleteAsync(write.Path, BlobState.ToText(now.ETag), cancellationToken).ConfigureAwait(false);
                        throw new StorageException($"The copy to '{write.Path}' in {Location} failed: {now.CopyStatusDescription}");
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await AbandonCopyAsync(write, copyId).ConfigureAwait(false);
            throw;
        }
    }

    private async Task AbandonCopyAsync(BlobWrite write, string copyId)
    {
        try
        {
            await write.Blob.AbortCopyFromUriAsync(copyId, cancellationToken: CancellationToken.None).ConfigureAwait(false);
            BlobProperties now = await write.Blob.GetPropertiesAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
            if (BlobMetadata.GetWriteId(now.Metadata) == write.WriteId && now.BlobCopyStatus is not CopyStatus.Success)
            {
                await DeleteAsync(write.Path, BlobState.ToText(now.ETag), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is StorageException || BlobFaults.IsFault(fault, CancellationToken.None))
        {
            // The copy finished before it could be aborted, or the service does not answer. An unfinished copy is not a file.
        }
    }

    /// <summary>Finds the cause of a failed copy.</summary>
    /// <returns>
    /// The file, if this copy created it; null if the emulator mistakes the blocks of an unfinished upload for a file.
    /// </returns>
    private async Task<StorageFile?> CheckCopyAsync(
        BlobWrite write, BlobCopySource from, AzureBlobStorage source, Exception fault, CancellationToken cancellationToken)
    {
        if (BlobFaults.IsSourceMissing(fault))
        {
            throw new StorageFileNotFoundException(from.Path, source.Location, fault);
        }

        BlobState? now = await CheckWriteAsync(write, fault, cancellationToken).ConfigureAwait(false);
        if (write.Wrote(now))
        {
            return now.File;
        }

        if (!write.Allows(now))
        {
            throw write.Lost(fault);
        }

        StorageFile there = await source.GetFileAsync(from.Path, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageFileNotFoundException(from.Path, source.Location, fault);
        return there.ETag == from.ETag
            ? null
            : throw new StorageConditionException(from.Path, StorageCondition.IfMatch(from.ETag).ToString(), fault);
    }
}
