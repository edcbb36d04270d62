namespace Ocfl.Digests;

/// <summary>Reads from another stream, and hashes what it reads.</summary>
public sealed class DigestingReadStream : Stream, IPrefixDigest
{
    private readonly Stream _content;
    private readonly MultiDigest _digest;
    private readonly bool _leaveOpen;
    private long _position;
    private bool _isTaken;

    /// <summary>A stream around another.</summary>
    /// <param name="content">What is read.</param>
    /// <param name="algorithms">Each once.</param>
    /// <param name="leaveOpen">Whether <paramref name="content"/> stays open when this is disposed.</param>
    public DigestingReadStream(Stream content, IReadOnlyList<DigestAlgorithm> algorithms, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(content);
        _content = content;
        _digest = new(algorithms);
        _leaveOpen = leaveOpen;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <summary>How many bytes were read through here.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>The digests of what was read. To be called once, after the last read: it resets the digests.</summary>
    public ContentDigests GetDigests()
    {
        _isTaken = true;
        return _digest.GetDigestsAndReset();
    }

    /// <inheritdoc/>
    public byte[]? GetPrefixDigest() => _isTaken ? null : _digest.GetCurrent();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int length = _content.Read(buffer);
        return Take(buffer[..length]);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int length = await _content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Take(buffer.Span[..length]);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _digest.Dispose();
        if (!_leaveOpen)
        {
            await _content.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _digest.Dispose();
            if (!_leaveOpen)
            {
                _content.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private int Take(ReadOnlySpan<byte> data)
    {
        _position += data.Length;
        _digest.Append(data);
        return data.Length;
    }
}
