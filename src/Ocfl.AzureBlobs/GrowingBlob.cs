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
/// <param name="expected">How long the blob will be.</param>
/// <param name="stageAsync">Sends a block.</param>
/// <param name="commitAsync">Commits a list of blocks of a length.</param>
internal sealed class GrowingBlob(
    long length,
    IEnumerable<string> blocks,
    ReadOnlyMemory<byte> tail,
    long expected,
    Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> stageAsync,
    Func<BlobBlockList, CancellationToken, Task<StorageFile>> commitAsync) : GrowingFile(length)
{
    private const int IdBytes = 48;
    private const int SmallestBlock = 4 << 20;
    private const int SmallestBuffer = 256 << 10;

    private readonly List<string> _blocks = [.. blocks];
    private byte[]? _buffer = Rent(tail, tail.Length);
    private int _filled = tail.Length;

    /// <summary>A name that no other block has, of the length that all names of this library have.</summary>
    private static string NewId => Convert.ToBase64String(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>
    /// How long a block becomes: longer, the more of the blob is there, so that memory is taken for what arrives and not for what was
    /// announced; and so long that a blob of the length that is expected has few enough.
    /// </summary>
    /// <param name="start">Where in the blob the block starts.</param>
    /// <param name="expected">How long the blob will be.</param>
    public static int BlockSizeFor(long start, long expected) => (int)Math.Clamp(
        Math.Min(start / (BlockUploader.MostBlocks / 20), expected / (BlockUploader.MostBlocks / 4)),
        SmallestBlock,
        AzureBlobStorageOptions.LargestBlockSize);

    /// <inheritdoc/>
    public override async ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        while (!data.IsEmpty)
        {
            int blockSize = BlockSizeFor(Length - _filled, expected);
            ReadOnlyMemory<byte> part = data[..Math.Min(data.Length, Math.Max(0, blockSize - _filled))];
            MakeRoom(_filled + part.Length, blockSize);
            part.CopyTo(_buffer.AsMemory(_filled));
            _filled += part.Length;
            Length += part.Length;
            data = data[part.Length..];
            if (_filled >= blockSize)
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

    private void MakeRoom(int needed, int blockSize)
    {
        byte[] buffer = _buffer!;
        if (buffer.Length < needed)
        {
            _buffer = Rent(buffer.AsMemory(0, _filled), Math.Max(needed, (int)Math.Min(2L * buffer.Length, blockSize)));
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Rent(ReadOnlyMemory<byte> content, int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, SmallestBuffer));
        content.CopyTo(buffer);
        return buffer;
    }
}
