using System.Text;

namespace Ocfl.Ingests;

/// <summary>The records of a text: lines, or for CSV also several lines where a quoted field has line ends.</summary>
/// <param name="content">UTF-8, with or without a byte order mark. It stays open.</param>
internal sealed class ManifestRecords(Stream content) : IDisposable
{
    /// <summary>How long a record may be.</summary>
    public const int MostCharacters = 1 << 20;

    private const char ByteOrderMark = '\uFEFF';

    private readonly StreamReader _text = new(
        content,
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        detectEncodingFromByteOrderMarks: false,
        bufferSize: 64 * 1024,
        leaveOpen: true);

    private readonly char[] _buffer = new char[32 * 1024];
    private int _position;
    private int _length;
    private long _line = 1;
    private bool _isStarted;

    /// <summary>Whether the text is CSV and not JSON lines: its first character that is no blank is no brace.</summary>
    public async Task<bool> IsCsvAsync(CancellationToken cancellationToken)
    {
        while (await PeekAsync(cancellationToken).ConfigureAwait(false) is { } next && next is ' ' or '\t' or '\r' or '\n')
        {
            Skip(next);
        }

        return await PeekAsync(cancellationToken).ConfigureAwait(false) is not '{';
    }

    /// <summary>The next record that is not empty.</summary>
    /// <param name="isQuoted">Whether a quote begins and ends a text that may have line ends.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its first line and its text, without the line end; null at the end.</returns>
    /// <exception cref="IngestManifestException">It is not UTF-8, or too long.</exception>
    public async ValueTask<(long Line, string Text)?> ReadAsync(bool isQuoted, CancellationToken cancellationToken)
    {
        while (true)
        {
            long first = _line;
            StringBuilder text = new();
            bool isInQuotes = false;
            while (await PeekAsync(cancellationToken).ConfigureAwait(false) is { } next)
            {
                Skip(next);
                if (next == '\n' && !isInQuotes)
                {
                    break;
                }

                isInQuotes ^= isQuoted && next == '"';
                text.Append(next);
                if (text.Length > MostCharacters)
                {
                    throw new IngestManifestException(FormattableString.Invariant(
                        $"line {first}: is longer than {MostCharacters} characters")
                        + (isInQuotes ? ", or a quote is missing" : ""));
                }
            }

            if (text.Length > 0 && text[^1] == '\r')
            {
                text.Length--;
            }

            if (text.Length > 0)
            {
                return (first, text.ToString());
            }

            if (await PeekAsync(cancellationToken).ConfigureAwait(false) is null)
            {
                return null;
            }
        }
    }

    public void Dispose() => _text.Dispose();

    private void Skip(char character)
    {
        _position++;
        _line += character == '\n' ? 1 : 0;
    }

    private async ValueTask<char?> PeekAsync(CancellationToken cancellationToken)
    {
        if (_position == _length)
        {
            try
            {
                (_position, _length) = (0, await _text.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
            }
            catch (DecoderFallbackException)
            {
                throw new IngestManifestException(FormattableString.Invariant($"line {_line} or a later one: is not UTF-8"));
            }

            if (!_isStarted && _length > 0)
            {
                _isStarted = true;
                _position = _buffer[0] == ByteOrderMark ? 1 : 0;
            }
        }

        return _position < _length ? _buffer[_position] : null;
    }
}
