namespace Ocfl.Staging;

/// <summary>
/// How much larger changes may make a version state: a copied directory doubles what is in it, so that a few changes could make more
/// paths than any memory holds. What the object or the source has already does not count.
/// </summary>
public sealed record StateChangeLimits
{
    /// <summary>The length of a path, in bytes of UTF-8, that a change may make; one that is longer already may be as long again.</summary>
    public const int MaxPathBytes = 4096;

    /// <summary>The defaults.</summary>
    public static StateChangeLimits Default { get; } = new();

    /// <summary>How many paths changes may add in all; 100,000 unless set.</summary>
    public long MaxAddedPaths { get; init; } = 100_000;

    /// <summary>How many bytes of UTF-8 the paths may become longer in all; 16 MiB unless set.</summary>
    public long MaxAddedPathBytes { get; init; } = 16L << 20;

    /// <summary>What these limits are called where they are set, for messages: the settings or options of the program.</summary>
    public string AddedPathsName { get; init; } = nameof(MaxAddedPaths);

    /// <inheritdoc cref="AddedPathsName"/>
    public string AddedPathBytesName { get; init; } = nameof(MaxAddedPathBytes);
}
