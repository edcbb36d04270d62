namespace Ocfl.Staging;

/// <summary>What staging a content came to.</summary>
/// <param name="Content">Where it waits.</param>
/// <param name="Digest">Its digest in the stage's algorithm, lower-case hexadecimal.</param>
/// <param name="Fixity">Its digests in the further algorithms asked for; null when none were.</param>
public sealed record StagingResult(StagedContent Content, string Digest, IReadOnlyDictionary<string, string>? Fixity);
