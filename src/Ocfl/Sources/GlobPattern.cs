using System.Diagnostics.CodeAnalysis;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>
/// A pattern of paths within a source. It is compared with the whole path, name by name, exactly (ordinal): <c>*</c> stands for any
/// characters of one name, <c>?</c> for one, and a name that is <c>**</c> for any number of names, at the end of the pattern for at
/// least one. There are no other special characters.
/// </summary>
public sealed class GlobPattern
{
    private const string AnyNames = "**";

    private readonly string[] _names;

    private GlobPattern(string[] names) => _names = names;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="pattern">The pattern; null if the text is not one.</param>
    /// <param name="problem">What is wrong with it; null if nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out GlobPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] names = text.Split('/');
        problem = text.Length == 0 ? "is empty"
            : !StoragePath.IsValid(text)
                ? "can match no path: no name in it may be empty, '.' or '..', and it has no slash at the start or end"
            : names.Any(name => name != AnyNames && name.Contains(AnyNames, StringComparison.Ordinal))
                ? "has '**' within a name; it stands for whole names only, as in 'data/**/*.csv'"
            : null;
        pattern = problem is null ? new GlobPattern(names) : null;
        return problem is null;
    }

    /// <summary>Whether the pattern matches a path.</summary>
    /// <param name="path">The names of the path.</param>
    public bool Matches(IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _names[^1] == AnyNames
            ? path.Count > 0 && MatchesNames(path, path.Count - 1, _names.Length - 1)
            : MatchesNames(path, path.Count, _names.Length);
    }

    /// <summary>Whether the pattern could match something below a path, if that were a directory.</summary>
    /// <param name="path">The names of the path.</param>
    public bool ReachesBelow(IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        for (int i = 0; i < path.Count; i++)
        {
            if (i == _names.Length || _names[i] == AnyNames)
            {
                return i < _names.Length;
            }

            if (!MatchesName(path[i], _names[i]))
            {
                return false;
            }
        }

        return path.Count < _names.Length;
    }

    /// <summary>
    /// Whether the pattern matches all that could be below a path, if that were a directory: it ends in <c>**</c>, and the rest matches.
    /// </summary>
    /// <param name="path">The names of the path.</param>
    public bool CoversBelow(IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _names[^1] == AnyNames && MatchesNames(path, path.Count, _names.Length);
    }

    // What comes before the last "**" so far is never compared again, so that the cost is at most names times names. With
    // a last "**", any number of names may follow what the rest of the pattern matches.
    private bool MatchesNames(IReadOnlyList<string> path, int pathLength, int patternLength)
    {
        bool openEnd = patternLength < _names.Length;
        int name = 0;
        int at = 0;
        int retryName = -1;
        int retryAt = -1;
        while (true)
        {
            if (at == patternLength && (openEnd || name == pathLength))
            {
                return true;
            }

            if (at < patternLength && _names[at] == AnyNames)
            {
                (retryName, retryAt) = (name, ++at);
            }
            else if (at < patternLength && name < pathLength && MatchesName(path[name], _names[at]))
            {
                name++;
                at++;
            }
            else if (retryAt >= 0 && retryName < pathLength)
            {
                (name, at) = (++retryName, retryAt);
            }
            else
            {
                return false;
            }
        }
    }

    private static bool MatchesName(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        int character = 0;
        int at = 0;
        int retryCharacter = -1;
        int retryAt = -1;
        while (character < name.Length || at < pattern.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (retryCharacter, retryAt) = (character, ++at);
            }
            else if (at < pattern.Length && character < name.Length && pattern[at] == '?')
            {
                character += LengthAt(name, character);
                at++;
            }
            else if (at < pattern.Length && character < name.Length && pattern[at] == name[character])
            {
                character++;
                at++;
            }
            else if (retryAt >= 0 && retryCharacter < name.Length)
            {
                retryCharacter += LengthAt(name, retryCharacter);
                (character, at) = (retryCharacter, retryAt);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    // A character beyond the first 65,536 is two in UTF-16, and one for the author of the pattern.
    private static int LengthAt(ReadOnlySpan<char> name, int at) =>
        char.IsHighSurrogate(name[at]) && at + 1 < name.Length && char.IsLowSurrogate(name[at + 1]) ? 2 : 1;
}
