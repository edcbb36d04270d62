using Ocfl.Digests;

namespace Ocfl.Objects;

/// <summary>Hands on a content, and throws at its end where its digest is not the one that was promised.</summary>
internal sealed class VerifyingStream(Stream content, DigestAlgorithm algorithm, string digest, Func<string, Exception> onMismatch) : Stream
{
    private readonly DigestingReadStream _content = new(content, [algorithm]);
    private bool _isVerified;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _content.Position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer) => Check(_content.Read(buffer), buffer.Length);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Check(await _content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Check(int read, int asked)
    {
        if (read > 0 || asked == 0 || _isVerified)
        {
            return read;
        }

        string actual = _content.GetDigests().Digests[0].Value;
        _isVerified = true;
        return string.Equals(actual, digest, StringComparison.OrdinalIgnoreCase) ? 0 : throw onMismatch(actual);
    }
}
