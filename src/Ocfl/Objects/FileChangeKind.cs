namespace Ocfl.Objects;

/// <summary>What became of a file from one version to another.</summary>
public enum FileChangeKind
{
    /// <summary>There is a file where there was none.</summary>
    Added,

    /// <summary>There is no file where there was one.</summary>
    Removed,

    /// <summary>A file has another content.</summary>
    Changed,

    /// <summary>A content is at another path and no longer at the old one.</summary>
    Renamed,
}
