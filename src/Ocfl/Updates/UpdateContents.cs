using Ocfl.Sources;

namespace Ocfl.Updates;

/// <summary>Where the files of a new version come from. Without any, the version is made from the last one.</summary>
public sealed record UpdateContents
{
    /// <summary>Sources, whose files are put together. No path may be in two of them.</summary>
    public IReadOnlyList<SourceContents> Sources { get; init; } = [];

    /// <summary>A tar archive, which is read once, from where it is to its end; null for none.</summary>
    public Stream? Archive { get; init; }

    /// <summary>Whether there is neither a source nor an archive.</summary>
    public bool IsEmpty => Sources.Count == 0 && Archive is null;
}

/// <summary>An update was stopped, and has changed nothing. What it staged may be there for the next update of the object.</summary>
/// <param name="keptFiles">How many files of the source the next update does not read again.</param>
/// <param name="keptBytes">How many bytes it does not read again.</param>
/// <param name="inner">What stopped it.</param>
public sealed class UpdateStoppedException(long keptFiles, long keptBytes, OperationCanceledException inner)
    : OperationCanceledException("The update was stopped. Nothing has changed.", inner, inner?.CancellationToken ?? default)
{
    /// <summary>How many files of the source the next update of the object does not read again.</summary>
    public long KeptFiles { get; } = keptFiles;

    /// <summary>How many bytes the next update of the object does not read again.</summary>
    public long KeptBytes { get; } = keptBytes;
}
