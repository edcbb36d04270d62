using System.Buffers.Text;
using System.Text;

namespace Ocfl.Tests.Inventories;

/// <summary>A start and then parts without end, made while they are read, and without memory.</summary>
/// <param name="start">What comes first.</param>
/// <param name="part">What comes again and again, with its number of eight digits in the places of <c>{0}</c>.</param>
/// <param name="length">Where it ends, about, in bytes.</param>
/// <param name="parts">After how many parts it ends.</param>
internal sealed class EndlessStream(string start, string part, long length, int parts = int.MaxValue) : Stream
{
    private const int NumberLength = 8;

    private readonly byte[] _start = Encoding.UTF8.GetBytes(start);
    private readonly byte[] _part = Encoding.UTF8.GetBytes(part.Replace("{0}", new string('0', NumberLength), StringComparison.Ordinal));
    private readonly int[] _places = [.. PlacesIn(part)];
    private int _offset;
    private int _number = -1;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int written = 0;
        while (written < buffer.Length && _position < length)
        {
            byte[] current = _number < 0 ? _start : _part;
            if (_offset == current.Length)
            {
                if (++_number == parts)
                {
                    _number--;
                    break;
                }

                _offset = 0;
                foreach (int place in _places)
                {
                    Utf8Formatter.TryFormat(_number, _part.AsSpan(place), out _, new('D', NumberLength));
                }

                continue;
            }

            int taken = Math.Min(buffer.Length - written, current.Length - _offset);
            current.AsSpan(_offset, taken).CopyTo(buffer[written..]);
            _offset += taken;
            written += taken;
            _position += taken;
        }

        return written;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static IEnumerable<int> PlacesIn(string part)
    {
        string[] texts = part.Split("{0}");
        int place = 0;
        foreach (string text in texts[..^1])
        {
            place += Encoding.UTF8.GetByteCount(text);
            yield return place;
            place += NumberLength;
        }
    }
}
