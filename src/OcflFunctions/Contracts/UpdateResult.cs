using System.Text.Json.Serialization;
using Ocfl.Objects;

namespace OcflFunctions.Contracts;

/// <summary>The output of the orchestration <c>UpdateObject</c>.</summary>
public sealed record UpdateResult
{
    /// <summary>How it came out.</summary>
    [JsonPropertyName("outcome")]
    public required UpdateOutcome Outcome { get; init; }

    /// <summary>The object's id.</summary>
    [JsonPropertyName("objectId")]
    public required string ObjectId { get; init; }

    /// <summary>The object's newest version, such as <c>v2</c>: the one that was made, or the one that was right already. Null when cancelled.</summary>
    [JsonPropertyName("version"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>The object root's path in the storage root. Null when cancelled.</summary>
    [JsonPropertyName("objectRoot"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectRoot { get; init; }

    /// <summary>The algorithm of <see cref="InventoryDigest"/>. Null when cancelled.</summary>
    [JsonPropertyName("digestAlgorithm"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DigestAlgorithm { get; init; }

    /// <summary>The inventory's digest, lower-case hexadecimal. Null when cancelled.</summary>
    [JsonPropertyName("inventoryDigest"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InventoryDigest { get; init; }

    /// <summary>
    /// How many files the version adds, changes, removes and renames; all 0 when nothing changed. Null when cancelled, and in the result of an
    /// older build.
    /// </summary>
    [JsonPropertyName("files"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FileChangeCounts? Files { get; init; }

    /// <summary>How many steps the plan had.</summary>
    [JsonPropertyName("steps")]
    public long Steps { get; init; }

    /// <summary>How many of them had been done before.</summary>
    [JsonPropertyName("alreadyDone")]
    public long AlreadyDone { get; init; }

    /// <summary>How many bytes the steps wrote.</summary>
    [JsonPropertyName("bytes")]
    public long Bytes { get; init; }
}
