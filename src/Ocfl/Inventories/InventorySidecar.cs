using System.Diagnostics.CodeAnalysis;

namespace Ocfl.Inventories;

/// <summary>The file beside an inventory that states its digest (OCFL 1.1, section 3.6).</summary>
public static class InventorySidecar
{
    /// <summary>The longest valid sidecar, in bytes: no more is read.</summary>
    public const int MaxLength = 4096;

    /// <summary>The file's text: the digest, two spaces, <c>inventory.json</c> and a newline, as sha512sum writes and checks it.</summary>
    public static string Format(string digest) => digest + "  " + Inventory.FileName + "\n";

    /// <summary>Reads a sidecar's text: a digest, one or more spaces or tabs, and <c>inventory.json</c>; a newline may follow.</summary>
    /// <returns>False when it is not that. The form of the digest is not checked.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? digest)
    {
        digest = null;
        ReadOnlySpan<char> line = text.AsSpan();
        line = line.EndsWith("\r\n") ? line[..^2] : line.EndsWith("\n") ? line[..^1] : line;
        int end = line.IndexOfAny(' ', '\t');
        if (end <= 0 || line[end..].TrimStart(" \t") is not Inventory.FileName || line[..end].ContainsAny('\n', '\r'))
        {
            return false;
        }

        digest = line[..end].ToString();
        return true;
    }

    /// <summary>Reads a sidecar's text.</summary>
    /// <exception cref="FormatException">It is not a digest and <c>inventory.json</c>.</exception>
    public static string Parse(string text) =>
        TryParse(text, out string? digest) ? digest : throw new FormatException("A sidecar must read 'DIGEST inventory.json'.");
}
