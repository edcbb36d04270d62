using System.Buffers;

namespace Ocfl.Inventories;

/// <summary>Writes the texts of an inventory that was read as JSON, from the bytes in which they are kept.</summary>
internal static class PackedTexts
{
    private const int LongestHex = 256;
    private const int LongestPath = 4096;

    private static readonly SearchValues<byte> MustBeEscaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>Writes a digest in quotation marks.</summary>
    /// <returns>False, with nothing written, if it must be written as a text.</returns>
    public static bool TryQuote(DigestTable digests, int digest, ArrayBufferWriter<byte> destination)
    {
        Span<byte> room = destination.GetSpan(LongestHex + 2);
        return digests.TryWriteHex(digest, room[1..^1], out int length) && Quote(room, length, destination);
    }

    /// <summary>Writes a path in quotation marks.</summary>
    /// <returns>False, with nothing written, if it must be written as a text.</returns>
    public static bool TryQuote(PathTree paths, int path, ArrayBufferWriter<byte> destination)
    {
        int length = paths.LengthOf(path);
        if (length > LongestPath)
        {
            return false;
        }

        Span<byte> room = destination.GetSpan(length + 2);
        Span<byte> text = room.Slice(1, length);
        return paths.Write(path, text) && !text.ContainsAny(MustBeEscaped) && Quote(room, length, destination);
    }

    private static bool Quote(Span<byte> room, int length, ArrayBufferWriter<byte> destination)
    {
        (room[0], room[length + 1]) = ((byte)'"', (byte)'"');
        destination.Advance(length + 2);
        return true;
    }
}
