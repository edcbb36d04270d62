using System.Buffers;
using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>Copies a large content into a file that grows, and hashes it on the way: reading, hashing and writing go on at once.</summary>
public static class DigestedCopy
{
    private const int ChunkLength = 1 << 20;
    private const int ChunksAtOnce = 4;

    /// <summary>Copies and hashes.</summary>
    /// <param name="source">Is read from where it is.</param>
    /// <param name="target">Is appended to, and not flushed; null to hash only.</param>
    /// <param name="digests">What was copied before, to which the bytes are added. After a failure they do not count.</param>
    /// <param name="most">How many bytes are copied at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many bytes were copied: fewer than <paramref name="most"/> only if the source has ended.</returns>
    /// <exception cref="StorageException">It cannot be read or written.</exception>
    public static async Task<long> CopyAsync(
        Stream source, GrowingFile? target, ResumableDigests digests, long most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(digests);
        Queue<(byte[] Chunk, Task Done)> underWay = new(ChunksAtOnce);
        Task hashed = Task.CompletedTask;
        Task written = Task.CompletedTask;
        long copied = 0;
        try
        {
            while (copied < most)
            {
                byte[] chunk = await TakeChunkAsync(underWay).ConfigureAwait(false);
                int length;
                try
                {
                    length = (int)Math.Min(ChunkLength, most - copied);
                    length = await source.ReadAtLeastAsync(
                        chunk.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    ArrayPool<byte>.Shared.Return(chunk);
                    throw;
                }

                ReadOnlyMemory<byte> bytes = chunk.AsMemory(0, length);
                hashed = HashAfterAsync(hashed, digests, bytes);
                written = WriteAfterAsync(written, target, bytes, cancellationToken);
                underWay.Enqueue((chunk, Task.WhenAll(hashed, written)));
                copied += length;
                if (length < ChunkLength)
                {
                    break;
                }
            }

            await Task.WhenAll(hashed, written).ConfigureAwait(false);
            return copied;
        }
        finally
        {
            // Nothing may use a chunk any more when it is returned.
            foreach ((byte[] chunk, Task done) in underWay)
            {
                await done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ArrayPool<byte>.Shared.Return(chunk);
            }
        }
    }

    private static async ValueTask<byte[]> TakeChunkAsync(Queue<(byte[] Chunk, Task Done)> underWay)
    {
        if (underWay.Count < ChunksAtOnce)
        {
            return ArrayPool<byte>.Shared.Rent(ChunkLength);
        }

        // It stays in the queue until nothing uses it.
        await underWay.Peek().Done.ConfigureAwait(false);
        return underWay.Dequeue().Chunk;
    }

    private static async Task HashAfterAsync(Task before, ResumableDigests digests, ReadOnlyMemory<byte> bytes)
    {
        await before.ConfigureAwait(false);
        await Task.Run(() => digests.Append(bytes.Span)).ConfigureAwait(false);
    }

    private static async Task WriteAfterAsync(
        Task before, GrowingFile? target, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(false);
        if (target is not null)
        {
            await target.AppendAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }
}
