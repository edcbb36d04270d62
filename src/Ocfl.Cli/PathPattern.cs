using System.IO.Enumeration;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>
/// Files of a version that an argument names: one file, a directory with all that is in it, or a glob. A file or a directory of exactly
/// this name comes before the glob, since a name may have a <c>*</c>.
/// </summary>
/// <remarks>
/// In a glob <c>*</c> is any part of a name, <c>?</c> one character, and <c>**</c> any number of directories; a backslash takes the next
/// character as it is. A directory that matches is taken with all that is in it.
/// </remarks>
internal sealed class PathPattern
{
    private readonly string _text;
    private readonly string[] _names;

    public PathPattern(string text)
    {
        _text = text.TrimEnd('/');
        _names = _text.Split('/');
    }

    /// <summary>
    /// The files that it names, in the order given; none if there are none. Reads the files once, and keeps what it names.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Select(DigestMap files)
    {
        if (files.TryGetDigest(_text, out string? digest))
        {
            return [new(_text, digest)];
        }

        List<KeyValuePair<string, string>> inside = [];
        List<KeyValuePair<string, string>> matching = [];
        bool isGlob = _text.AsSpan().ContainsAny('*', '?', '\\');
        foreach (KeyValuePair<string, string> file in files.Paths)
        {
            if (StoragePath.IsWithin(file.Key, _text))
            {
                inside.Add(file);
            }
            else if (isGlob && inside.Count == 0 && IsMatch(file.Key))
            {
                matching.Add(file);
            }
        }

        return inside.Count > 0 ? inside : matching;
    }

    /// <summary>Whether the glob matches a path, or a directory above it.</summary>
    public bool IsMatch(string path)
    {
        string[] names = path.Split('/');

        // Which beginnings of the glob match the names so far. The whole of it matches a directory, or the file.
        bool[] reached = new bool[_names.Length + 1];
        reached[0] = true;
        SkipDirectories(reached);
        foreach (string name in names)
        {
            bool[] next = new bool[reached.Length];
            for (int at = 0; at < _names.Length; at++)
            {
                if (reached[at] && _names[at] == "**")
                {
                    next[at] = true;
                    next[at + 1] |= at == _names.Length - 1;
                }
                else if (reached[at] && FileSystemName.MatchesSimpleExpression(_names[at], name, ignoreCase: false))
                {
                    next[at + 1] = true;
                }
            }

            SkipDirectories(next);
            if (next[^1])
            {
                return true;
            }

            reached = next;
        }

        return false;
    }

    /// <summary>Whether a glob matches a text as a whole, such as an id; <c>*</c> is any text.</summary>
    public static bool IsMatch(string glob, string text) => FileSystemName.MatchesSimpleExpression(glob, text, ignoreCase: false);

    // A '**' may stand for no directory. At the end it stands for all that is in one, so it needs a name.
    private void SkipDirectories(bool[] reached)
    {
        for (int at = 0; at < _names.Length - 1; at++)
        {
            reached[at + 1] |= reached[at] && _names[at] == "**";
        }
    }
}
