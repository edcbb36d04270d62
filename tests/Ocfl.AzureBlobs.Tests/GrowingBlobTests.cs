using Ocfl.Storage;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>The blocks and the memory of a blob that grows, without a service.</summary>
public sealed class GrowingBlobTests
{
    private const long Tebibyte = 1L << 40;

    [Fact]
    public async Task One_byte_of_a_long_blob_takes_little_memory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        await using GrowingBlob blob = Open(4 * Tebibyte, new Blocks());

        await blob.AppendAsync(new byte[1]);
        await blob.FlushAsync();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    // A block that was committed when it was short stays if it has half the length, so there may be twice as many.
    [Theory]
    [InlineData(1L << 20)]
    [InlineData(100L << 30)]
    [InlineData(Tebibyte)]
    [InlineData(4 * Tebibyte)]
    public void A_blob_has_few_enough_blocks(long expected)
    {
        int count = 0;
        for (long start = 0; start < expected; count++)
        {
            start += GrowingBlob.BlockSizeFor(start, expected);
        }

        Assert.InRange(count, 1, BlockUploader.MostBlocks / 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_blocks_are_what_was_appended(int seed)
    {
        Random random = new(seed);
        byte[] content = new byte[13 << 20];
        random.NextBytes(content);
        Blocks blocks = new();
        await using GrowingBlob blob = Open(content.Length, blocks);

        for (int offset = 0; offset < content.Length;)
        {
            int length = Math.Min(content.Length - offset, random.Next(1, 6 << 20));
            await blob.AppendAsync(content.AsMemory(offset, length));
            offset += length;
            await blob.FlushAsync();
            Assert.True(content.AsSpan(0, offset).SequenceEqual(blocks.Committed));
        }
    }

    private static GrowingBlob Open(long expected, Blocks blocks) =>
        new(length: 0, [], default, expected, blocks.StageAsync, blocks.CommitAsync);

    private sealed class Blocks
    {
        private readonly Dictionary<string, byte[]> _staged = new(StringComparer.Ordinal);

        public byte[] Committed { get; private set; } = [];

        public Task StageAsync(string id, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            _staged[id] = data.ToArray();
            return Task.CompletedTask;
        }

        public Task<StorageFile> CommitAsync(BlobBlockList list, CancellationToken cancellationToken)
        {
            Committed = [.. list.Ids.SelectMany(id => _staged[id])];
            return Task.FromResult(new StorageFile("a", list.Length, "1", DateTimeOffset.UnixEpoch));
        }
    }
}
