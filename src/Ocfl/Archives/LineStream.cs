using System.Text;
using Ocfl.Digests;

namespace Ocfl.Archives;

/// <summary>
/// A text file that is made line by line while it is read, and hashed. Its lines are enumerated twice: first for the length.
/// </summary>
internal sealed class LineStream(IEnumerable<string> lines, DigestAlgorithm algorithm)
    : SizedStream(lines.Sum(line => (long)Encoding.UTF8.GetByteCount(line)))
{
    private readonly IEnumerator<string> _next = lines.GetEnumerator();
    private readonly MultiDigest _digest = new([algorithm]);
    private ReadOnlyMemory<byte> _line;

    /// <summary>The digest of all of it; to be called once, when it has been read.</summary>
    public string GetDigest() => _digest.GetDigestsAndReset()[algorithm];

    protected override ValueTask<int> ReadNextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (filled < buffer.Length && (_line.Length > 0 || _next.MoveNext()))
        {
            _line = _line.Length > 0 ? _line : Encoding.UTF8.GetBytes(_next.Current);
            int taken = Math.Min(_line.Length, buffer.Length - filled);
            _line[..taken].CopyTo(buffer[filled..]);
            _line = _line[taken..];
            filled += taken;
        }

        _digest.Append(buffer.Span[..filled]);
        return ValueTask.FromResult(filled);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _next.Dispose();
            _digest.Dispose();
        }

        base.Dispose(disposing);
    }
}
