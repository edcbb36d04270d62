namespace Ocfl.Storage;

/// <summary>The next bytes of a stream, up to a number.</summary>
internal sealed class LimitedStream(Stream inner, long length) : ForwardStream(inner)
{
    private readonly Stream _inner = inner;
    private long _left = length;

    public override int Read(Span<byte> buffer)
    {
        int read = _inner.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await _inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        _left -= read;
        return read;
    }
}
