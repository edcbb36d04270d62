namespace Ocfl.Staging;

/// <summary>The result of staging a content.</summary>
/// <param name="Content">Where it waits.</param>
/// <param name="Digest">Its digest in the stage's algorithm, lower-case hexadecimal.</param>
/// <param name="Fixity">Its digests in further algorithms; null if none were requested.</param>
public sealed record StagingResult(StagedContent Content, string Digest, IReadOnlyDictionary<string, string>? Fixity);
