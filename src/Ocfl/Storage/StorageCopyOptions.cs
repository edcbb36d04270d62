namespace Ocfl.Storage;

/// <summary>How a file is copied.</summary>
public sealed record StorageCopyOptions
{
    /// <summary>On which condition at the destination.</summary>
    public StorageCondition Condition { get; init; }

    /// <summary>The id of the update that writes the file (see <see cref="StorageWriteOptions.Owner"/>).</summary>
    public string? Owner { get; init; }

    /// <summary>The state that the source must be in; null if any will do.</summary>
    public string? SourceETag { get; init; }

    /// <summary>
    /// How many bytes the source has in the state <see cref="SourceETag"/>; null if not known. Known, it spares a blob storage the
    /// question.
    /// </summary>
    public long? SourceLength { get; init; }

    /// <summary>
    /// Whether the source is no longer needed: a storage on the same volume may then move it. The source may or may not be there
    /// afterwards.
    /// </summary>
    public bool ConsumeSource { get; init; }

    /// <summary>
    /// Whether the source is never written to again and stays where it is: a storage on the same volume may then give the file a second
    /// name (a hard link) and copy nothing.
    /// </summary>
    public bool ShareSource { get; init; }

    /// <summary>
    /// Whether the content may be read and written by this process, if the storage has no shorter way. If not, the copy then fails with a
    /// <see cref="StorageCopyException"/>.
    /// </summary>
    public bool ThroughHere { get; init; } = true;
}
