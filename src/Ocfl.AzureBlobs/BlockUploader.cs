using System.Buffers;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Azure.Storage.Blobs.Models;
using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>Sends the blocks of files, some at once, within the memory allowed for all of them.</summary>
#pragma warning disable CA1001 // A semaphore needs no disposal as long as its wait handle is not used.
internal sealed class BlockUploader(AzureBlobStorageOptions options, BlobFaults faults)
#pragma warning restore CA1001
{
    /// <summary>How many blocks a blob may have.</summary>
    public const int MostBlocks = 50_000;
    private const int BlocksOfOneSize = 8_000;
    private const int Uncounted = 1 << 20;

    private readonly SemaphoreSlim _places = new(options.BlocksInMemory);

    /// <summary>Reads the first block of a file, which may be all of it.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="length">How many there must be; null for any.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">The content has another length.</exception>
    public Task<BlobBlock> ReadFirstAsync(Stream content, long? length, string path, CancellationToken cancellationToken) =>
        ReadAsync(content, 0, 0, length, path, cancellationToken);

    /// <summary>Sends those blocks of a file that have not arrived yet.</summary>
    /// <param name="write">Which file.</param>
    /// <param name="first">The first block.</param>
    /// <param name="content">What comes after it.</param>
    /// <param name="length">How many bytes there must be with the first block; null for any.</param>
    /// <param name="cancellationToken">Stops it; what has arrived stays, for the next attempt.</param>
    /// <exception cref="StorageException">The service failed, or the content has another length.</exception>
    public async Task<BlobBlockList> UploadAsync(
        BlobWrite write, BlobBlock first, Stream content, long? length, CancellationToken cancellationToken)
    {
        HashSet<string> arrived = !first.IsWhole && (length is null || length >= options.ResumeFrom)
            ? await GetArrivedAsync(write, cancellationToken).ConfigureAwait(false)
            : [];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using SemaphoreSlim turns = new(options.BlocksAtOnce);
        List<Task<string>> sent = [];
        try
        {
            long total = await SendAllAsync().ConfigureAwait(false);
            return new(await Task.WhenAll(sent).ConfigureAwait(false), total);
        }
        catch (Exception)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(sent)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (sent.Find(each => each.IsFaulted)?.Exception?.InnerException is { } cause)
            {
                ExceptionDispatchInfo.Throw(cause);
            }

            throw;
        }

        async Task<long> SendAllAsync()
        {
            BlobBlock block = first;
            long position = 0;
            while (true)
            {
                await turns.WaitAsync(stop.Token).ConfigureAwait(false);
                position += block.Length;
                bool isLast = block.IsWhole;
                sent.Add(SendAsync(write, block, sent.Count, arrived, turns, stop));
                if (isLast)
                {
                    return position;
                }

                block = await ReadAsync(content, sent.Count, position, length, write.Path, stop.Token).ConfigureAwait(false);
                if (block.Length == 0)
                {
                    block.Dispose();
                    return position;
                }
            }
        }
    }

    private async Task<string> SendAsync(
        BlobWrite write, BlobBlock block, int index, HashSet<string> arrived, SemaphoreSlim turns, CancellationTokenSource stop)
    {
        // Hashing takes long enough to run beside the reading.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using (block)
        {
            try
            {
                string id = block.CreateId(index);
                if (!arrived.Contains(id))
                {
                    BlockBlobStageBlockOptions with = new() { TransferValidation = block.CreateTransferValidation() };
                    await write.Blob.StageBlockAsync(id, block.OpenRead(), with, stop.Token).ConfigureAwait(false);
                }

                return id;
            }
            catch (Exception fault) when (BlobFaults.IsFault(fault, stop.Token))
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw faults.Translate(fault, write.Path);
            }
            finally
            {
                turns.Release();
            }
        }
    }

    /// <summary>The names of the blocks that an interrupted upload has left.</summary>
    public async Task<HashSet<string>> GetArrivedAsync(BlobWrite write, CancellationToken cancellationToken)
    {
        try
        {
            BlockList blocks = await write.Blob.GetBlockListAsync(
                BlockListTypes.Uncommitted, cancellationToken: cancellationToken).ConfigureAwait(false);
            return [.. blocks.UncommittedBlocks.Select(block => block.Name)];
        }
        catch (Exception fault) when (BlobFaults.IsBlobMissing(fault))
        {
            return [];
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw faults.Translate(fault, write.Path);
        }
    }

    private async Task<BlobBlock> ReadAsync(
        Stream content, int index, long position, long? length, string path, CancellationToken cancellationToken)
    {
        int capacity = GetBlockSize(index, length, position);
        SemaphoreSlim? place = capacity > Uncounted ? _places : null;
        if (place is not null)
        {
            await place.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 1));
        try
        {
            int read = await content.ReadAtLeastAsync(
                buffer.AsMemory(0, capacity), capacity, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            byte[]? prefixDigest = (content as IPrefixDigest)?.GetPrefixDigest();
            bool isWhole = read < capacity;
            if (length is { } expected)
            {
                isWhole = position + read == expected;
                if (read < capacity || (isWhole && await HasMoreAsync(content, cancellationToken).ConfigureAwait(false)))
                {
                    string found = read < capacity ? string.Create(CultureInfo.InvariantCulture, $"{position + read}") : "more";
                    throw new StorageException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"The content for '{path}' should have {expected} bytes and has {found}. It is not stored."));
                }
            }

            return new(buffer, read, isWhole, prefixDigest, place);
        }
        catch (Exception)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            place?.Release();
            throw;
        }
    }

    private static async Task<bool> HasMoreAsync(Stream content, CancellationToken cancellationToken) =>
        await content.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;

    // The same for every attempt, so that blocks are found again.
    private int GetBlockSize(int index, long? length, long position)
    {
        if (length is { } known)
        {
            long least = (known + MostBlocks - 1) / MostBlocks;
            long size = least <= options.BlockSize
                ? options.BlockSize
                : Math.Min((least + Uncounted - 1) / Uncounted * Uncounted, AzureBlobStorageOptions.LargestBlockSize);
            return (int)Math.Min(size, known - position);
        }

        return (int)Math.Min((long)options.BlockSize << (index / BlocksOfOneSize), AzureBlobStorageOptions.LargestBlockSize);
    }
}
