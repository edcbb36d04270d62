using System.Text;

namespace Ocfl.Layouts;

/// <summary>
/// An object root's name that shows the object's id, percent-encoded and cut where it is long (extensions 0003 and 0012).
/// </summary>
internal static class EncapsulationDirectory
{
    private const int MaxLength = 100;
    private const string Hexadecimal = "0123456789abcdef";

    public static string GetName(ReadOnlySpan<byte> id, string digest)
    {
        StringBuilder name = new(MaxLength + 1 + digest.Length);
        foreach (byte octet in id)
        {
            if (IsSafe(octet))
            {
                name.Append((char)octet);
            }
            else
            {
                name.Append('%').Append(Hexadecimal[octet >> 4]).Append(Hexadecimal[octet & 15]);
            }

            if (name.Length > MaxLength)
            {
                name.Length = MaxLength;
                return name.Append('-').Append(digest).ToString();
            }
        }

        return name.ToString();
    }

    private static bool IsSafe(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_';
}
