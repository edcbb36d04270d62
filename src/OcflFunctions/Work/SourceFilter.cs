using Ocfl.Updates;
using OcflFunctions.Contracts;

namespace OcflFunctions.Work;

/// <summary>Which of a source's files are taken.</summary>
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

    /// <summary>The filter that a source asks for.</summary>
    /// <exception cref="InvalidUpdateException">A pattern is none.</exception>
    public static SourceFilter Of(UpdateSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SourceFilter(source.Include?.Select(Parse).ToArray(), [.. source.Exclude?.Select(Parse) ?? []]);
    }

    /// <summary>Whether a file is taken.</summary>
    /// <param name="path">Its path from the source's top.</param>
    public bool Takes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] names = path.Split('/');
        return (_include is null || _include.Any(pattern => pattern.Matches(names))) && !_exclude.Any(pattern => pattern.Matches(names));
    }

    /// <summary>Whether something that is neither a file nor a directory, such as a link, is asked for: itself, or something below it.</summary>
    /// <param name="path">Its path from the source's top.</param>
    public bool AsksFor(string path)
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
