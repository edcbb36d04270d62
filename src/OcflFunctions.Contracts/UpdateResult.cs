using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How an update came out.</summary>
public sealed record UpdateResult
{
    /// <summary>How it came out.</summary>
    public required UpdateOutcome Outcome { get; init; }

    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>
    /// The object's newest version, such as <c>v2</c>: the one that was made, or the one that was right already. Null when cancelled.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>The object root's path in the storage root. Null when cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectRoot { get; init; }

    /// <summary>The algorithm of <see cref="InventoryDigest"/>. Null when cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DigestAlgorithm { get; init; }

    /// <summary>The inventory's digest, lower-case hexadecimal. Null when cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InventoryDigest { get; init; }

    /// <summary>
    /// How many files the version adds, changes, removes and renames; all 0 when nothing changed. Null when cancelled, and in the result of
    /// an
    /// older build.
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

/// <summary>How an update that did not fail came out.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<UpdateOutcome>))]
public enum UpdateOutcome
{
    /// <summary>One that this client does not know yet.</summary>
    Unknown,

    /// <summary>A new version is committed.</summary>
    Completed,

    /// <summary>The object already was what was asked for: there is no new version.</summary>
    Unchanged,

    /// <summary>The caller cancelled; nothing is committed and nothing of the update is left.</summary>
    Cancelled,
}

/// <summary>How many files a version adds, changes, removes and renames, compared with the version before.</summary>
/// <param name="Added">Paths that are new, and no rename.</param>
/// <param name="Changed">Paths with another content.</param>
/// <param name="Removed">Paths that are gone, and no rename.</param>
/// <param name="Renamed">Contents that went from one path to another.</param>
public sealed record FileChangeCounts(long Added, long Changed, long Removed, long Renamed);
