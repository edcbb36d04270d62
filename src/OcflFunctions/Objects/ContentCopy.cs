using System.Buffers;

namespace OcflFunctions.Objects;

/// <summary>
/// Copies content into an answer. A block is sent when the one after it has been read: the last one is sent only when the content has been
/// verified, so that an answer with a wrong byte is never complete. While a block is sent, the next is read.
/// </summary>
internal static class ContentCopy
{
    private const int BlockSize = 256 * 1024;

    /// <summary>Copies.</summary>
    /// <param name="content">The content.</param>
    /// <param name="output">The body.</param>
    /// <param name="recorder">Gets what is sent, on another thread than the one that reads; null for nobody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many bytes were sent.</returns>
    public static async Task<long> CopyAsync(
        Stream content, Stream output, BlockRecorder? recorder, CancellationToken cancellationToken)
    {
        byte[][] blocks = [Rent(), Rent(), Rent()];
        Task sending = Task.CompletedTask;
        try
        {
            long sent = 0;
            int length = await ReadAsync(content, blocks[0], cancellationToken);
            for (int block = 0; length > 0; block++)
            {
                int next = length < BlockSize ? 0 : await ReadAsync(content, blocks[(block + 1) % 3], cancellationToken);
                await sending;
                sending = SendAsync(blocks[block % 3].AsMemory(0, length), output, recorder, cancellationToken);
                sent += length;
                length = next;
            }

            await sending;
            sending = Task.CompletedTask;
            return sent;
        }
        finally
        {
            await FinishAsync(sending);
            foreach (byte[] block in blocks)
            {
                ArrayPool<byte>.Shared.Return(block);
            }
        }
    }

    private static byte[] Rent() => ArrayPool<byte>.Shared.Rent(BlockSize);

    // Reads until the block is full or the content ends: a short block means that the end was read, which verifies.
    private static ValueTask<int> ReadAsync(Stream content, byte[] block, CancellationToken cancellationToken) =>
        content.ReadAtLeastAsync(block.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellationToken);

    private static Task SendAsync(
        ReadOnlyMemory<byte> block, Stream output, BlockRecorder? recorder, CancellationToken cancellationToken) =>
        recorder is null
            ? output.WriteAsync(block, cancellationToken).AsTask()
            : Task.Run(
                async () =>
                {
                    recorder.Add(block.Span);
                    await output.WriteAsync(block, cancellationToken);
                },
                cancellationToken);

    // A block that is being sent is not given back.
    private static async Task FinishAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The failure that ended the copy is the one that counts.
        }
    }
}
