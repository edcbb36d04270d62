using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The result of an update that did not fail.</summary>
public sealed record UpdateResult
{
    /// <summary>The outcome.</summary>
    public required UpdateOutcome Outcome { get; init; }

    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>
    /// The object's newest version, such as <c>v2</c>: the new one, or the one that already had the content. Null if cancelled.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>The object root's path in the storage root. Null if cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectRoot { get; init; }

    /// <summary>The algorithm of <see cref="InventoryDigest"/>. Null if cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DigestAlgorithm { get; init; }

    /// <summary>The inventory's digest, lower-case hexadecimal. Null if cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InventoryDigest { get; init; }

    /// <summary>
    /// How many files the version adds, changes, removes and renames; all 0 if nothing changed. Null if cancelled, and in the result
    /// of an older version of the service.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FileChangeCounts? Files { get; init; }

    /// <summary>How many steps the plan had.</summary>
    public long Steps { get; init; }

    /// <summary>How many of them had been done before.</summary>
    public long AlreadyDone { get; init; }

    /// <summary>How many bytes the steps wrote.</summary>
    public long Bytes { get; init; }
}

/// <summary>The outcome of an update that did not fail.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<UpdateOutcome>))]
public enum UpdateOutcome
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>A new version is committed.</summary>
    Completed,

    /// <summary>The object already has the requested content: there is no new version.</summary>
    Unchanged,

    /// <summary>The caller cancelled; nothing is committed and nothing of the update is left.</summary>
    Cancelled,
}

/// <summary>How many files a version adds, changes, removes and renames, compared with the version before.</summary>
/// <param name="Added">Paths that are new, renames not counted.</param>
/// <param name="Changed">Paths whose content changed.</param>
/// <param name="Removed">Paths that are gone, renames not counted.</param>
/// <param name="Renamed">Contents that moved from one path to another.</param>
public sealed record FileChangeCounts(long Added, long Changed, long Removed, long Renamed);
