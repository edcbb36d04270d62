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
        IMemoryOwner<byte>?[] chunks = new IMemoryOwner<byte>?[ChunksAtOnce];
        Task[] used = [.. Enumerable.Repeat(Task.CompletedTask, ChunksAtOnce)];
        Task hashed = Task.CompletedTask;
        Task written = Task.CompletedTask;
        long copied = 0;
        try
        {
            for (int next = 0; copied < most; next = (next + 1) % ChunksAtOnce)
            {
                await used[next].ConfigureAwait(false);
                Memory<byte> chunk = (chunks[next] ??= new AlignedMemory(ChunkLength)).Memory;
                int wanted = (int)Math.Min(ChunkLength, most - copied);
                int length = await source.ReadAtLeastAsync(
                    chunk[..wanted], wanted, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                ReadOnlyMemory<byte> bytes = chunk[..length];
                hashed = HashAfterAsync(hashed, digests, bytes);
                written = WriteAfterAsync(written, target, bytes, cancellationToken);
                used[next] = Task.WhenAll(hashed, written);
                copied += length;
                if (length < wanted)
                {
                    break;
                }
            }

            await Task.WhenAll(hashed, written).ConfigureAwait(false);
            return copied;
        }
        finally
        {
            // Each waits for those before it. After them nothing uses a chunk any more.
            await Task.WhenAll(hashed, written).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (IMemoryOwner<byte>? chunk in chunks)
            {
                chunk?.Dispose();
            }
        }
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
