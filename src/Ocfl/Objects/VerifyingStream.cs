using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Reads a content, and throws at its end if its digest is not the expected one.</summary>
/// <param name="content">The content; its one digest is the one that counts.</param>
/// <param name="digest">What the digest must be, in either case.</param>
/// <param name="onMismatch">Makes the exception from the digest that it is instead.</param>
internal sealed class VerifyingStream(
    DigestingReadStream content, string digest, Func<string, Exception> onMismatch) : ForwardStream(content)
{
    private bool _isOver;

    public override int Read(Span<byte> buffer) => Check(content.Read(buffer), buffer.Length);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Check(await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    private int Check(int read, int asked)
    {
        if (read > 0 || asked == 0 || _isOver)
        {
            return read;
        }

        _isOver = true;
        string actual = content.GetDigests().Digests[0].Value;
        return string.Equals(actual, digest, StringComparison.OrdinalIgnoreCase) ? 0 : throw onMismatch(actual);
    }
}
