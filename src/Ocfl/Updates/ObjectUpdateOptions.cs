using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Staging;

namespace Ocfl.Updates;

/// <summary>What a new version is made of, and how.</summary>
public sealed record ObjectUpdateOptions
{
    /// <summary>How the source becomes a version state.</summary>
    public UpdateMode Mode { get; init; }

    /// <summary>
    /// Whether the source may be without files, and a new object too. Otherwise that is refused: it is what a share looks like that is
    /// not mounted. Changes that remove every file are always allowed.
    /// </summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Why the version is created; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>Who creates it; null for none.</summary>
    public VersionUser? User { get; init; }

    /// <summary>
    /// The version's time, for a migration that keeps historic dates; null for now. Not in the future, and not before the previous
    /// version's.
    /// </summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Changes to make to what the source gives, in order; empty for none.</summary>
    public IReadOnlyList<StateChange> Changes { get; init; } = [];

    /// <summary>How much larger the changes may make the version's state.</summary>
    public StateChangeLimits ChangeLimits { get; init; } = StateChangeLimits.Default;

    /// <summary>
    /// The digest algorithm: another than an object has moves it there, and all its content is read for that. Null for the object's own,
    /// and for sha512 in a new object.
    /// </summary>
    public DigestAlgorithm? DigestAlgorithm { get; init; }

    /// <summary>Further digests for the fixity block.</summary>
    public IReadOnlyList<DigestAlgorithm> Fixity { get; init; } = [];

    /// <summary>The specification to follow; null for the newest in a new object, and an existing object's own.</summary>
    public SpecificationVersion? Specification { get; init; }

    /// <summary>The content directory's name in a new object; null for <c>content</c>, and for an existing object's own.</summary>
    public string? ContentDirectory { get; init; }

    /// <summary>How many digits a new object's version numbers have, padded with zeros; 0 for no padding.</summary>
    public int VersionPadding { get; init; }

    /// <summary>How logical paths become content paths, and what those may be.</summary>
    public ContentPathRules ContentPaths { get; init; } = ContentPathRules.Default;

    /// <summary>How many files are staged or copied at once.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount * 2;

    /// <summary>Called after each file staged and after each step, possibly from several threads at once; null for none.</summary>
    public Action<ObjectUpdateProgress>? Progress { get; init; }
}
