using System.Buffers;
using System.Runtime.InteropServices;

namespace Ocfl.Storage;

/// <summary>Memory outside the runtime's heap that begins where <see cref="DirectWriter"/> needs it. It is freed when it is disposed.</summary>
/// <param name="length">How many bytes.</param>
internal sealed unsafe class AlignedMemory(int length) : MemoryManager<byte>
{
    /// <summary>What its address is a multiple of: the largest block of the disks in use.</summary>
    public const int Alignment = 4096;

    private void* _start = NativeMemory.AlignedAlloc((nuint)length, Alignment);

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new Span<byte>(_start, length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new MemoryHandle((byte*)_start + elementIndex);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // It never moves.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
