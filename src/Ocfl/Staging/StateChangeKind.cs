namespace Ocfl.Staging;

/// <summary>What a <see cref="StateChange"/> does to a version state.</summary>
public enum StateChangeKind
{
    /// <summary>Puts staged content at a path where there is nothing.</summary>
    Add,

    /// <summary>Puts staged content in the place of a file.</summary>
    Replace,

    /// <summary>Takes a file away, or a directory with all that is in it.</summary>
    Remove,

    /// <summary>Gives a file or a directory another path, at which there is nothing.</summary>
    Rename,

    /// <summary>Puts a file or a directory at a second path, at which there is nothing.</summary>
    Copy,

    /// <summary>Makes a file, a directory or the whole state what it was in an earlier version.</summary>
    Restore,
}
