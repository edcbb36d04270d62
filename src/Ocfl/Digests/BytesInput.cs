namespace Ocfl.Digests;

/// <summary>Bytes in memory.</summary>
internal sealed class BytesInput(ReadOnlyMemory<byte> bytes) : LaneInput
{
    private int _read;

    public ReadOnlyMemory<byte> Bytes => bytes;

    public override int Read(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, bytes.Length - _read);
        bytes.Span.Slice(_read, length).CopyTo(buffer);
        _read += length;
        return length;
    }
}
