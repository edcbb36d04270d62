namespace Ocfl.Storage;

/// <summary>An entry of a listing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">From the storage's top.</param>
/// <param name="File">The file's facts where it is a file; null otherwise.</param>
public sealed record StorageEntry(StorageEntryKind Kind, string Path, StorageFile? File = null)
{
    /// <summary>The <see cref="Fault"/> of a name that is no text.</summary>
    internal const string NameIsNotUtf8 = "has a name that is not UTF-8, which no inventory can give";

    /// <summary>True for a symbolic link, whose kind is <see cref="StorageEntryKind.Other"/>.</summary>
    public bool IsLink { get; init; }

    /// <summary>
    /// Why nothing can be opened by this path, as what follows the path in a sentence: a name that is not UTF-8, which the path only
    /// resembles, or a copy that has not finished. The kind is <see cref="StorageEntryKind.Other"/> then. Null otherwise.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>
    /// Why it could not be read; the kind is <see cref="StorageEntryKind.Other"/> then. Only in listings that continue past failures
    /// (<see cref="IStorage.ListPastFailuresAsync"/>). Null otherwise.
    /// </summary>
    public StorageException? Failure { get; init; }

    /// <summary>The last name of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
