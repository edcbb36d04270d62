using Ocfl.Inventories;
using Ocfl.Sources;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>
/// Files of a version that an argument names: one file, a directory with all that is in it, or a glob (<see cref="GlobPattern"/>). A file or
/// a directory of exactly this name comes before the glob, since a name may have a <c>*</c>. A directory that a glob matches is taken with
/// all that is in it.
/// </summary>
/// <param name="argument">The argument's name.</param>
/// <param name="text">The path or the glob.</param>
internal sealed class PathPattern(string argument, string text)
{
    private readonly string _path = text.TrimEnd('/');

    /// <summary>
    /// The files that it names, in the order given; none if there are none. Reads the files once, and keeps what it names.
    /// </summary>
    /// <exception cref="ToolException">Nothing has this name, and it is a glob that is not valid.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Select(DigestMap files)
    {
        if (files.TryGetDigest(_path, out string? digest))
        {
            return [new(_path, digest)];
        }

        GlobPattern? glob = null;
        string? problem = null;
        if (_path.AsSpan().ContainsAny('*', '?'))
        {
            _ = GlobPattern.TryParse(_path, out glob, out problem);
        }

        List<KeyValuePair<string, string>> inside = [];
        List<KeyValuePair<string, string>> matching = [];
        foreach (KeyValuePair<string, string> file in files.Paths)
        {
            if (StoragePath.IsWithin(file.Key, _path))
            {
                inside.Add(file);
            }
            else if (glob is not null && inside.Count == 0 && IsMatch(glob, file.Key))
            {
                matching.Add(file);
            }
        }

        return inside.Count > 0 ? inside
            : problem is null ? matching
            : throw new ToolException(argument, text, problem);
    }

    private static bool IsMatch(GlobPattern glob, string path)
    {
        string[] names = path.Split('/');
        return Enumerable.Range(1, names.Length).Any(count => glob.Matches(new ArraySegment<string>(names, 0, count)));
    }
}
