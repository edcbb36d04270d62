using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>The bytes of an open file, from an offset.</summary>
/// <remarks>
/// Reads are synchronous: an asynchronous one would only have another thread of the pool wait for the disk, at a cost that small
/// files feel.
/// </remarks>
internal sealed class LocalReadStream(SafeFileHandle file, long offset) : ForwardStream(file)
{
    private readonly SafeFileHandle _file = file;
    private long _offset = offset;

    public override int Read(Span<byte> buffer)
    {
        int read = RandomAccess.Read(_file, buffer, _offset);
        _offset += read;
        return read;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));
}
