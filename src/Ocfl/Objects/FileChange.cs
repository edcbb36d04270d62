namespace Ocfl.Objects;

/// <summary>A difference between two versions.</summary>
/// <param name="Kind">How it differs.</param>
/// <param name="Path">The logical path; of a renamed file the new one, of a removed file the old one.</param>
/// <param name="OldPath">Where a renamed file was before; null otherwise.</param>
/// <param name="OldDigest">The content's digest before; null for an added file.</param>
/// <param name="NewDigest">The content's digest after; null for a removed file.</param>
public sealed record FileChange(FileChangeKind Kind, string Path, string? OldPath, string? OldDigest, string? NewDigest);
