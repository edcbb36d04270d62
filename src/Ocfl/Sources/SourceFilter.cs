using Ocfl.Staging;

namespace Ocfl.Sources;

/// <summary>Which of a source's files are included.</summary>
public sealed class SourceFilter
{
    private readonly GlobPattern[]? _include;
    private readonly GlobPattern[] _exclude;

    private SourceFilter(GlobPattern[]? include, GlobPattern[] exclude)
    {
        _include = include;
        _exclude = exclude;
    }

    /// <summary>Whether there are any patterns.</summary>
    public bool HasPatterns => _include is not null || _exclude.Length > 0;

    /// <summary>The filter of some patterns (<see cref="GlobPattern"/>).</summary>
    /// <param name="include">The patterns of files to take; null for all.</param>
    /// <param name="exclude">The patterns of files not to take; null for none.</param>
    /// <exception cref="InvalidUpdateException">A pattern is not valid.</exception>
    public static SourceFilter Of(IEnumerable<string>? include, IEnumerable<string>? exclude) =>
        new(include?.Select(Parse).ToArray(), [.. exclude?.Select(Parse) ?? []]);

    /// <summary>Whether a file is included.</summary>
    /// <param name="path">Its path from the source's top.</param>
    public bool Takes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!HasPatterns)
        {
            return true;
        }

        string[] names = path.Split('/');
        return (_include is null || _include.Any(pattern => pattern.Matches(names))) && !_exclude.Any(pattern => pattern.Matches(names));
    }

    /// <summary>
    /// Whether something that is neither a file nor a directory, such as a link, is included: itself, or something below it.
    /// </summary>
    /// <param name="path">Its path from the source's top.</param>
    public bool IncludesWithin(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] names = path.Split('/');
        return (_include is null || _include.Any(pattern => pattern.Matches(names) || pattern.ReachesBelow(names)))
            && !_exclude.Any(pattern => pattern.Matches(names) || pattern.CoversBelow(names));
    }

    private static GlobPattern Parse(string text) => GlobPattern.TryParse(text, out GlobPattern? pattern, out string? problem)
        ? pattern
        : throw new InvalidUpdateException($"The pattern '{text}' {problem}.");
}
