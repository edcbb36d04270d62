using System.Globalization;

namespace Ocfl.Digests;

internal sealed class SizeDigest : IncrementalDigest
{
    private long _length;

    public override void Append(ReadOnlySpan<byte> data) => _length += data.Length;

    public override string GetHexAndReset()
    {
        string text = _length.ToString(CultureInfo.InvariantCulture);
        _length = 0;
        return text;
    }
}
