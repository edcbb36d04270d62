
namespace Ocfl.Staging;

/// <summary>A file of a new version: its logical path, its digests, and where its content waits.</summary>
public sealed record StagedFile
{
    /// <summary>The logical path in the new version's state.</summary>
    public required string LogicalPath { get; init; }

    /// <summary>The content's digest in the stage's algorithm, lower-case hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>Where the content waits.</summary>
    public required StagedContent Content { get; init; }

    /// <summary>Digests in further algorithms, for the fixity block; null if none were requested.</summary>
    public IReadOnlyDictionary<string, string>? Fixity { get; init; }
}
