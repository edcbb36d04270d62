using Ocfl.Digests;
using Ocfl.Inventories;

namespace Ocfl.Updates;

/// <summary>What an <see cref="ObjectUpdater"/> shall make of a source.</summary>
public sealed record ObjectUpdateOptions
{
    /// <summary>How the source becomes a version state.</summary>
    public UpdateMode Mode { get; init; }

    /// <summary>Why the version is made; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>Who makes it; null for none.</summary>
    public VersionUser? User { get; init; }

    /// <summary>The digest algorithm of a new object; an object that exists keeps its own. Null for sha512.</summary>
    public DigestAlgorithm? DigestAlgorithm { get; init; }

    /// <summary>Further digests for the fixity block.</summary>
    public IReadOnlyList<DigestAlgorithm> Fixity { get; init; } = [];

    /// <summary>The specification to follow; null for the newest in a new object, and an existing object's own.</summary>
    public SpecificationVersion? Specification { get; init; }

    /// <summary>How many files are staged or copied at once.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount * 2;

    /// <summary>Told after each file staged and after each step; may be called from several threads at once. Null for nobody.</summary>
    public Action<ObjectUpdateProgress>? Progress { get; init; }
}
