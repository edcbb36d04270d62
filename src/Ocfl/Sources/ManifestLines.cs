using System.Text;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>The line of a manifest: the digest of a file.</summary>
/// <param name="Path">The file, from the source's top.</param>
/// <param name="Digest">Its digest.</param>
internal readonly record struct ManifestEntry(string Path, byte[] Digest);

/// <summary>Reads the lines of manifests.</summary>
/// <param name="manifest">What the manifest is called in messages, such as <c>'manifest-md5.txt' in the source</c>.</param>
/// <param name="algorithm">The algorithm of its digests.</param>
internal sealed class ManifestLines(string manifest, DigestAlgorithm algorithm)
{
    private int _line;

    /// <summary>Reads a line of a bag's manifest (RFC 8493, section 2.1.3): digest, white space, path.</summary>
    /// <returns>The entry, its path as it is written but for the escapes of line ends; null for an empty line.</returns>
    /// <exception cref="InvalidUpdateException">It is not such a line.</exception>
    public ManifestEntry? ReadOfBag(string line)
    {
        _line++;
        int end = line.AsSpan().IndexOfAny(' ', '\t');
        if (line.Length == 0)
        {
            return null;
        }

        // Tools that sum files as binary write an asterisk.
        string path = end < 0 ? "" : line[end..].TrimStart(' ', '\t');
        return Create(end < 0 ? line : line[..end], BagPaths.DecodeLineEnds(path.StartsWith('*') ? path[1..] : path));
    }

    /// <summary>
    /// Reads a line as <c>sha256sum</c> writes it: digest, blank, blank or asterisk, path. With a backslash in front, the path has
    /// escapes.
    /// </summary>
    /// <returns>The entry; null for an empty line.</returns>
    /// <exception cref="InvalidUpdateException">It is not such a line.</exception>
    public ManifestEntry? ReadOfList(string line)
    {
        _line++;
        if (line.Length == 0)
        {
            return null;
        }

        bool isEscaped = line[0] == '\\';
        string text = isEscaped ? line[1..] : line;
        int end = text.IndexOf(' ', StringComparison.Ordinal);
        if (end < 0 || end + 2 > text.Length)
        {
            return Create(text, "");
        }

        string path = text[(text[end + 1] is ' ' or '*' ? end + 2 : end + 1)..];
        return Create(text[..end], isEscaped ? Unescape(path) : path);
    }

    private ManifestEntry Create(string digest, string path)
    {
        if (!algorithm.IsWellFormed(digest) || algorithm.HexLength is null)
        {
            throw Fault($"'{VisibleText.Show(Clip(digest))}' is not a digest of {algorithm}");
        }

        string relative = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        if (!StoragePath.IsValid(relative))
        {
            throw Fault(path.Length == 0
                ? "there is no path after the digest"
                : $"'{VisibleText.Show(Clip(path))}' is not a path within the source: no slash in front, and no name that is empty, '.' or "
                    + "'..'");
        }

        return new ManifestEntry(relative, Convert.FromHexString(digest));
    }

    /// <summary>A fault of the current line.</summary>
    public InvalidUpdateException Fault(string what) =>
        new(FormattableString.Invariant($"{manifest} cannot be used: line {_line}: {what}."));

    private string Unescape(string path)
    {
        StringBuilder text = new(path.Length);
        for (int at = 0; at < path.Length; at++)
        {
            char character = path[at];
            if (character == '\\')
            {
                at++;
                character = (at < path.Length ? path[at] : ' ') switch
                {
                    '\\' => '\\',
                    'n' => '\n',
                    'r' => '\r',
                    _ => throw Fault("after a backslash there must be a backslash, 'n' or 'r'"),
                };
            }

            text.Append(character);
        }

        return text.ToString();
    }

    private static string Clip(string text) => text.Length <= 200 ? text : text[..200] + "...";
}
