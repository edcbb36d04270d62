using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace OcflFunctions.Local.Http;

/// <summary>
/// The memory of connections, in blocks into which a small file fits with the head of its request: it arrives in one or two calls of the
/// system. Of many connections, which may all be idle, most have blocks of 4 KiB, as the server's own.
/// </summary>
internal sealed class ConnectionMemory : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>So many large blocks are in use at most: 32 MiB.</summary>
    public const int MostLarge = 1024;

    private const int LargeBytes = 32 << 10;
    private const int SmallBytes = 4 << 10;

    // So many free blocks of each kind are kept.
    private const int MostFree = 256;

    private readonly ConcurrentQueue<byte[]> _large = [];
    private readonly ConcurrentQueue<byte[]> _small = [];
    private int _largeInUse;

    /// <inheritdoc/>
    public override int MaxBufferSize => LargeBytes;

    /// <summary>This pool, for all listeners.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, LargeBytes);
        if (Interlocked.Increment(ref _largeInUse) <= MostLarge || minBufferSize > SmallBytes)
        {
            return new Block(this, Take(_large, LargeBytes));
        }

        Interlocked.Decrement(ref _largeInUse);
        return new Block(this, Take(_small, SmallBytes));
    }

    // One listener may end before the others.
    protected override void Dispose(bool disposing)
    {
    }

    private static byte[] Take(ConcurrentQueue<byte[]> free, int length) =>
        free.TryDequeue(out byte[]? bytes) ? bytes : GC.AllocateUninitializedArray<byte>(length, pinned: true);

    private void Return(byte[] bytes)
    {
        bool isLarge = bytes.Length == LargeBytes;
        if (isLarge)
        {
            Interlocked.Decrement(ref _largeInUse);
        }

        ConcurrentQueue<byte[]> free = isLarge ? _large : _small;
        if (free.Count < MostFree)
        {
            free.Enqueue(bytes);
        }
    }

    private sealed class Block(ConnectionMemory pool, byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } free)
            {
                pool.Return(free);
            }
        }
    }
}
