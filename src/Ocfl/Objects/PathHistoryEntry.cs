namespace Ocfl.Objects;

/// <summary>A version in which a path was added, changed or removed.</summary>
/// <param name="Version">The version.</param>
/// <param name="Kind">Added, changed or removed.</param>
/// <param name="Digest">The content's digest from then on; null where it was removed.</param>
public sealed record PathHistoryEntry(OcflVersion Version, FileChangeKind Kind, string? Digest);
