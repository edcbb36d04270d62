namespace Ocfl.Storage;

/// <summary>An entry of a listing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">From the storage's top.</param>
/// <param name="File">The file's facts where it is a file; null otherwise.</param>
public sealed record StorageEntry(StorageEntryKind Kind, string Path, StorageFile? File = null)
{
    /// <summary>True for a symbolic link, whose kind is <see cref="StorageEntryKind.Other"/>.</summary>
    public bool IsLink { get; init; }

    /// <summary>
    /// Why nothing can be opened by this path, such as a name that is not UTF-8, as what follows the path in a sentence; the kind is
    /// <see cref="StorageEntryKind.Other"/> then, and the path only resembles the real one. Null where it is as it seems.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>The last name of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
