using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

public sealed partial class AzureBlobStorage
{
    /// <inheritdoc/>
    /// <remarks>
    /// Each flush commits the blocks that the blob has by then, on condition that no other writer has changed it. Two writers are
    /// therefore distinguished when they flush, and not when they open the file.
    /// </remarks>
    public async Task<GrowingFile> OpenToAppendAsync(
        string path, long length, long expected, string? owner = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        BlockBlobClient blob = GetBlob(path);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        BlobState? found = await GetStateAsync(blob, path, cancellationToken).ConfigureAwait(false);
        if (found is null && length > 0)
        {
            throw new StorageFileNotFoundException(path, Location);
        }

        if (owner is not null && found is not null && found.File.Owner != owner)
        {
            throw new StorageConditionException(path, "nobody else may own it");
        }

        List<string> blocks = [];
        ReadOnlyMemory<byte> tail = default;
        if (found is not null && length > 0)
        {
            (blocks, long start) = await GetBlocksAsync(blob, path, length, expected, cancellationToken).ConfigureAwait(false);
            tail = await ReadTailAsync(found.File, start, length, cancellationToken).ConfigureAwait(false);
        }

        StorageCondition condition = StorageCondition.IfStill(found?.File.ETag);
        return new GrowingBlob(length, blocks, tail, expected, StageAsync, async (list, cancel) =>
        {
            StorageFile file = await CommitAsync(new BlobWrite(blob, path, condition, owner), list, cancel).ConfigureAwait(false);
            condition = StorageCondition.IfMatch(file.ETag);
            return file;
        });

        async Task StageAsync(string id, ReadOnlyMemory<byte> data, CancellationToken cancel)
        {
            try
            {
#pragma warning disable CA5351 // It detects accidents, not forgeries.
                BlockBlobStageBlockOptions with = new()
                {
                    TransferValidation = new() { ChecksumAlgorithm = BlobBlock.Checksum, PrecalculatedChecksum = MD5.HashData(data.Span) },
                };
#pragma warning restore CA5351
                using Stream content = MemoryMarshal.TryGetArray(data, out ArraySegment<byte> bytes)
                    ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
                    : new MemoryStream(data.ToArray(), writable: false);
                await blob.StageBlockAsync(id, content, with, cancel).ConfigureAwait(false);
            }
            catch (Exception fault) when (BlobFaults.IsFault(fault, cancel))
            {
                throw _faults.Translate(fault, path);
            }
        }
    }

    // The blocks that stay as they are. A short last block is sent again with what follows; so is one of which only a part counts, since
    // a writer has died between its flush and the record of it.
    private async Task<(List<string> Blocks, long Start)> GetBlocksAsync(
        BlockBlobClient blob, string path, long length, long expected, CancellationToken cancellationToken)
    {
        try
        {
            BlockList list = await blob.GetBlockListAsync(
                BlockListTypes.Committed, cancellationToken: cancellationToken).ConfigureAwait(false);
            List<string> blocks = [];
            long start = 0;
            foreach (Azure.Storage.Blobs.Models.BlobBlock block in list.CommittedBlocks)
            {
                bool isShortAndLast = block.SizeLong <= GrowingBlob.BlockSizeFor(start, expected) / 2 && start + block.SizeLong >= length;
                if (start + block.SizeLong > length || isShortAndLast)
                {
                    break;
                }

                blocks.Add(block.Name);
                start += block.SizeLong;
            }

            return (blocks, start);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw _faults.Translate(fault, path);
        }
    }

    private async Task<byte[]> ReadTailAsync(StorageFile file, long start, long length, CancellationToken cancellationToken)
    {
        if (file.Length < length)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{file.Path}' in {Location} has {file.Length} bytes, and {length} were written to it: it is damaged."));
        }

        byte[] tail = new byte[length - start];
        StorageReadOptions options = new() { Offset = start, Length = tail.Length, IfMatch = file.ETag };
        StorageReader reader = await OpenReadAsync(file.Path, options, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.Content.ReadExactlyAsync(tail, cancellationToken).ConfigureAwait(false);
            return tail;
        }
    }
}
