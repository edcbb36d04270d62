namespace Ocfl.Storage;

/// <summary>A stream whose end is only reached when a check holds there: that what was read did not change meanwhile.</summary>
internal sealed class PinnedStream(Stream inner, Action checkAtEnd) : ForwardStream(inner)
{
    private readonly Stream _inner = inner;

    public override int Read(Span<byte> buffer) => Check(_inner.Read(buffer), buffer.Length);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Check(await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    private int Check(int read, int asked)
    {
        if (read == 0 && asked > 0)
        {
            checkAtEnd();
        }

        return read;
    }
}
