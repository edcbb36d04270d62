namespace Ocfl.Objects;

/// <summary>How a file differs from one version to another.</summary>
public enum FileChangeKind
{
    /// <summary>A file is new.</summary>
    Added,

    /// <summary>A file was removed.</summary>
    Removed,

    /// <summary>A file has another content.</summary>
    Changed,

    /// <summary>A content is at another path and no longer at the old one.</summary>
    Renamed,
}
