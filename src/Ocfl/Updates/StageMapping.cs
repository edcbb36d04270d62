using Ocfl.Stages;
using Ocfl.Staging;

namespace Ocfl.Updates;

/// <summary>Converts between the record of a stage and what a version is built of. Content is named by its digest.</summary>
internal static class StageMapping
{
    /// <summary>A change as it is recorded.</summary>
    public static StageOperation ToOperation(StateChange change) => new()
    {
        Op = change.Kind.ToString().ToLowerInvariant(),
        Path = change.Path,
        From = change.From,
        To = change.To,
        Version = change.Version,
        Content = change.Content,
    };

    /// <summary>A change that was recorded.</summary>
    public static StateChange ToChange(StageOperation operation) => new()
    {
        Kind = StateChange.TryGetKind(operation.Op, out StateChangeKind kind)
            ? kind
            : throw new InvalidUpdateException($"The stage has a change '{operation.Op}', which this version does not know."),
        Path = operation.Path,
        From = operation.From,
        To = operation.To,
        Version = operation.Version,
        Content = operation.Content,
    };

    /// <summary>The change that puts a file at its path.</summary>
    public static StageOperation Put(StagedFile file, bool replaces) => ToOperation(new StateChange
    {
        Kind = replaces ? StateChangeKind.Replace : StateChangeKind.Add,
        Path = file.LogicalPath,
        Content = file.Digest,
    });

    /// <summary>The content of a file.</summary>
    public static StageContent ToContent(StagedFile file) => new()
    {
        Digest = file.Digest,
        Length = file.Content.Length,
        Path = file.Content.InSource ? null : file.Content.Path,
        ETag = file.Content.InSource ? null : file.Content.ETag,
        Fixity = file.Fixity,
    };

    /// <summary>Recorded content, as a file that changes can name.</summary>
    public static StagedFile ToFile(StageContent content) => new()
    {
        LogicalPath = content.Digest,
        Digest = content.Digest,
        Content = content.Path is { } path
            ? new StagedContent(path, content.Length, content.ETag)
            : new StagedContent(content.Digest, content.Length, ETag: null, InSource: true),
        Fixity = content.Fixity,
    };
}
