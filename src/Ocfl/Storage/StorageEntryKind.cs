namespace Ocfl.Storage;

/// <summary>What an entry of a listing is.</summary>
public enum StorageEntryKind
{
    /// <summary>A regular file or a blob.</summary>
    File,

    /// <summary>A directory; on blob storage a common prefix.</summary>
    Directory,

    /// <summary>
    /// Anything else, such as a symbolic link or a device: never followed, never part of an object (OCFL 1.1, section 3.2).
    /// </summary>
    Other,
}
