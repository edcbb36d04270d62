namespace Ocfl.Storage;

/// <summary>How a file is written.</summary>
public sealed record StorageWriteOptions
{
    /// <summary>On which condition.</summary>
    public StorageCondition Condition { get; init; }

    /// <summary>
    /// The id of the update that writes the file; null for none. A storage that writes in place keeps it with the file (on blob
    /// storage as metadata), so that an update can tell its own uncommitted files from another's.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>How many bytes the content has; null if not known. A content of another length is not stored.</summary>
    public long? Length { get; init; }

    /// <summary>Nothing there may be overwritten.</summary>
    public static StorageWriteOptions Create(string? owner = null) => new() { Condition = StorageCondition.IfAbsent, Owner = owner };
}
