namespace Ocfl.Layouts;

/// <summary>The parameters of <see cref="DirectCleanPathLayout"/>, with the extension's defaults.</summary>
public sealed record DirectCleanPathParameters
{
    /// <summary>The longest name of a directory, in bytes of UTF-8.</summary>
    public int MaxPathSegmentLen { get; init; } = 127;

    /// <summary>The longest path, in bytes of UTF-8.</summary>
    public int MaxPathnameLen { get; init; } = 32000;

    /// <summary>
    /// Whether dangerous characters are encoded (<c>=u003A</c>), so that different ids have different paths; otherwise they are replaced.
    /// </summary>
    public bool EncodeUtf { get; init; }

    /// <summary>What dangerous characters are replaced with; where they are encoded, only what is not Unicode.</summary>
    public string ReplacementString { get; init; } = "_";

    /// <summary>What white space is replaced with, unless it is encoded.</summary>
    public string WhitespaceReplacementString { get; init; } = " ";

    /// <summary>The digest of the id, for ids whose paths are too long.</summary>
    public string FallbackDigestAlgorithm { get; init; } = "md5";

    /// <summary>The directory of objects whose ids have paths that are too long.</summary>
    public string FallbackFolder { get; init; } = "fallback";

    /// <summary>How many levels of directories the fallback has.</summary>
    public int NumberOfFallbackTuples { get; init; }

    /// <summary>The length of the names of these directories.</summary>
    public int FallbackTupleSize { get; init; } = 1;
}
