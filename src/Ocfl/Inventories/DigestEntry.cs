namespace Ocfl.Inventories;

/// <summary>One digest and the paths whose content has it: an entry of a manifest, a version state or a fixity block.</summary>
/// <param name="Digest">The digest in hexadecimal, as it is written; compared without regard to case.</param>
/// <param name="Paths">Content paths in a manifest or fixity block, logical paths in a version state; at least one.</param>
public readonly record struct DigestEntry(string Digest, IReadOnlyList<string> Paths);
