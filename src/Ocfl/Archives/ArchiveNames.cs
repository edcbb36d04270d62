using System.Text;

namespace Ocfl.Archives;

/// <summary>
/// Which paths may be in an archive. An inventory's paths have no <c>.</c> and <c>..</c> between slashes, but programs on Windows treat a
/// backslash as a slash, and a letter with a colon as a drive.
/// </summary>
internal static class ArchiveNames
{
    // The field for a name's length in a ZIP archive has 16 bits.
    private const int LongestInZip = ushort.MaxValue;

    /// <summary>Refuses a path that would be extracted to another place.</summary>
    /// <exception cref="ArchiveNameException">It would be.</exception>
    public static void Require(string path, ArchiveFormat format)
    {
        if (path.Length == 0 || path[0] is '/' or '\\')
        {
            throw new ArchiveNameException(path, "it is absolute, at least on Windows");
        }

        if (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
        {
            throw new ArchiveNameException(path, "on Windows it starts with a drive");
        }

        foreach (Range range in path.AsSpan().SplitAny('/', '\\'))
        {
            if (path.AsSpan()[range] is "..")
            {
                throw new ArchiveNameException(path, "it has the name '..', at least on Windows");
            }
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArchiveNameException(path, "it has the character NUL");
        }

        if (format == ArchiveFormat.Zip)
        {
            RequireInZip(path);
        }
    }

    private static void RequireInZip(string path)
    {
        if (path.Contains('\\', StringComparison.Ordinal))
        {
            throw new ArchiveNameException(path, "in a ZIP archive many programs treat a backslash as a slash; a tar archive can have it");
        }

        if (path.Any(char.IsControl))
        {
            throw new ArchiveNameException(path, "in a ZIP archive it may have no control character; a tar archive can have it");
        }

        if (Encoding.UTF8.GetByteCount(path) > LongestInZip)
        {
            throw new ArchiveNameException(path, "in a ZIP archive it may have 65,535 bytes; a tar archive can have it");
        }
    }
}
