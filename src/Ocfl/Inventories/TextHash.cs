using System.Runtime.InteropServices;

namespace Ocfl.Inventories;

/// <summary>Hashes of bytes that nobody outside the process can foresee, so that no inventory can be made of texts with the same.</summary>
internal static class TextHash
{
    public static int Of(int context, ReadOnlySpan<byte> text)
    {
        int last = (text.Length & 1) == 0 ? 0 : text[^1] + 1;
        return HashCode.Combine(context, last, string.GetHashCode(MemoryMarshal.Cast<byte, char>(text), StringComparison.Ordinal));
    }
}
