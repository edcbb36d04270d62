using System.Runtime.InteropServices;

namespace Ocfl.Inventories;

/// <summary>Hashes of bytes with a random key of the process, so that an inventory cannot be built from texts with the same hash.</summary>
internal static class TextHash
{
    public static int Of(int context, ReadOnlySpan<byte> text)
    {
        int last = (text.Length & 1) == 0 ? 0 : text[^1] + 1;
        return HashCode.Combine(context, last, string.GetHashCode(MemoryMarshal.Cast<byte, char>(text), StringComparison.Ordinal));
    }
}
