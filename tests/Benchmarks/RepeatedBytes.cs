namespace Benchmarks;

/// <summary>A stream of so many bytes: a random block, again and again.</summary>
/// <param name="length">How many bytes there are.</param>
/// <param name="seed">Which block.</param>
internal sealed class RepeatedBytes(long length, int seed) : Stream
{
    private readonly byte[] _block = CreateBlock(seed);
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int offset = (int)(_position % _block.Length);
        int count = (int)Math.Min(Math.Min(buffer.Length, _block.Length - offset), length - _position);
        _block.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] CreateBlock(int seed)
    {
        byte[] block = new byte[1 << 20];
        new Random(seed).NextBytes(block);
        return block;
    }
}
