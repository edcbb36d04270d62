using System.Buffers;

namespace Ocfl.Archives;

/// <summary>
/// Collects small writes into large ones. Only asynchronous writes reach what is beneath, which may not allow others; a synchronous one
/// that does not fit makes the buffer larger.
/// </summary>
internal sealed class OutputBuffer(Stream output, int size) : Stream
{
    private readonly ArrayBufferWriter<byte> _waiting = new(size);
    private long _position;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_waiting.WrittenCount + buffer.Length > size)
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
        }

        if (buffer.Length < size)
        {
            Write(buffer.Span);
            return;
        }

        _position += buffer.Length;
        await output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _position += buffer.Length;
        _waiting.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // What is beneath is flushed at the end.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_waiting.WrittenCount > 0)
        {
            await output.WriteAsync(_waiting.WrittenMemory, cancellationToken).ConfigureAwait(false);
            _waiting.ResetWrittenCount();
        }
    }
}
