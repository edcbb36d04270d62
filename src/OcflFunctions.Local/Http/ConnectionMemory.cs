using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace OcflFunctions.Local.Http;

/// <summary>
/// The memory of connections, in blocks into which a small file fits with the head of its request: it arrives in one or two calls of the
/// system. The server's own blocks have 4 KiB.
/// </summary>
internal sealed class ConnectionMemory : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 32 << 10;

    // So many free blocks are kept.
    private const int MostFree = 256;

    private readonly ConcurrentQueue<byte[]> _free = [];

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <summary>This pool, for all listeners.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return new Block(this, _free.TryDequeue(out byte[]? bytes) ? bytes : GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true));
    }

    // One listener may end before the others.
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(byte[] bytes)
    {
        if (_free.Count < MostFree)
        {
            _free.Enqueue(bytes);
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
