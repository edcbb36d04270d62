using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>
/// A blob that grows by blocks. Each flush commits the list of its blocks, on condition that no other writer has changed the blob. The last
/// block is sent again with what follows as long as it is short, so that small appends do not use up the blocks that a blob may have.
/// </summary>
/// <param name="length">How many bytes are committed.</param>
/// <param name="blocks">The committed blocks before <paramref name="tail"/>.</param>
/// <param name="tail">The bytes of the last block, if it is short.</param>
/// <param name="blockSize">How long blocks become.</param>
/// <param name="stageAsync">Sends a block.</param>
/// <param name="commitAsync">Commits a list of blocks of a length.</param>
internal sealed class GrowingBlob(
    long length,
    IEnumerable<string> blocks,
    ReadOnlyMemory<byte> tail,
    int blockSize,
    Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> stageAsync,
    Func<BlobBlockList, CancellationToken, Task<StorageFile>> commitAsync) : GrowingFile(length)
{
    private const int IdBytes = 48;

    private readonly List<string> _blocks = [.. blocks];
    private byte[]? _buffer = Rent(tail, blockSize);
    private int _filled = tail.Length;

    /// <summary>A name that no other block has, of the length that all names of this library have.</summary>
    private static string NewId => Convert.ToBase64String(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>How long the blocks of a blob become: a blob of the longest length that is expected has few enough.</summary>
    public static int BlockSizeFor(long expected) =>
        (int)Math.Clamp(expected / (BlockUploader.MostBlocks / 4), 4 << 20, AzureBlobStorageOptions.LargestBlockSize);

    /// <inheritdoc/>
    public override async ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        while (!data.IsEmpty)
        {
            ReadOnlyMemory<byte> part = data[..Math.Min(data.Length, blockSize - _filled)];
            part.CopyTo(_buffer.AsMemory(_filled));
            _filled += part.Length;
            Length += part.Length;
            data = data[part.Length..];
            if (_filled == blockSize)
            {
                _blocks.Add(await SendAsync(cancellationToken).ConfigureAwait(false));
                _filled = 0;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task<StorageFile> FlushAsync(CancellationToken cancellationToken = default)
    {
        string[] ids = _filled == 0 ? [.. _blocks] : [.. _blocks, await SendAsync(cancellationToken).ConfigureAwait(false)];
        return ids.Length <= BlockUploader.MostBlocks
            ? await commitAsync(new BlobBlockList(ids, Length), cancellationToken).ConfigureAwait(false)
            : throw new StorageException(string.Create(
                CultureInfo.InvariantCulture, $"The blob has {ids.Length} blocks, and it may have {BlockUploader.MostBlocks}."));
    }

    /// <inheritdoc/>
    protected override ValueTask CloseAsync()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return ValueTask.CompletedTask;
    }

    private async Task<string> SendAsync(CancellationToken cancellationToken)
    {
        string id = NewId;
        await stageAsync(id, _buffer.AsMemory(0, _filled), cancellationToken).ConfigureAwait(false);
        return id;
    }

    private static byte[] Rent(ReadOnlyMemory<byte> tail, int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        tail.CopyTo(buffer);
        return buffer;
    }
}
