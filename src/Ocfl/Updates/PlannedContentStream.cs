using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Content on its way from its source into an object, hashed again as it is read. Its end is only reached if it is what was planned:
/// otherwise nothing is stored.
/// </summary>
internal sealed class PlannedContentStream : ForwardStream, IPrefixDigest
{
    private readonly DigestingReadStream _content;
    private readonly OcflActivity _copy;
    private bool _isOver;

    /// <param name="content">The bytes; disposed with this.</param>
    /// <param name="copy">The step that says what they should be.</param>
    /// <param name="algorithm">The algorithm of the step's digest.</param>
    public PlannedContentStream(Stream content, OcflActivity copy, DigestAlgorithm algorithm)
        : this(new DigestingReadStream(content, [algorithm]), copy)
    {
    }

    private PlannedContentStream(DigestingReadStream content, OcflActivity copy)
        : base(content)
    {
        _content = content;
        _copy = copy;
    }

    public byte[]? GetPrefixDigest() => _content.GetPrefixDigest();

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Check(_content.Read(buffer), buffer.Length);
        }
        catch (StorageConditionException change)
        {
            throw Changed(_copy, change);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Check(await _content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (StorageConditionException change)
        {
            throw Changed(_copy, change);
        }
    }

    private int Check(int read, int asked)
    {
        if (_content.Position > _copy.Length)
        {
            throw Changed(_copy);
        }

        if (read > 0 || asked == 0 || _isOver)
        {
            return read;
        }

        _isOver = true;
        ContentDigests digests = _content.GetDigests();
        return digests.Length == _copy.Length && string.Equals(digests.Digests[0].Value, _copy.Digest, StringComparison.OrdinalIgnoreCase)
            ? 0
            : throw Changed(_copy);
    }

    private static ContentMismatchException Changed(OcflActivity copy, Exception? cause = null) =>
        new($"'{copy.Source!.Path}' in the source was changed after it was hashed for '{copy.Path}'.", cause);
}
