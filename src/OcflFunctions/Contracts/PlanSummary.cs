using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What an orchestrator needs to know of a plan: bounded, whatever the size of the object. The plan itself is in the work area.</summary>
public sealed record PlanSummary
{
    /// <summary>The version that the object will have, or has when nothing changes.</summary>
    [JsonPropertyName("head")]
    public required string Head { get; init; }

    /// <summary>The object root's path in the storage root.</summary>
    [JsonPropertyName("objectRoot")]
    public required string ObjectRoot { get; init; }

    /// <summary>The inventory's digest algorithm.</summary>
    [JsonPropertyName("digestAlgorithm")]
    public required string DigestAlgorithm { get; init; }

    /// <summary>The inventory's digest, lower-case hexadecimal.</summary>
    [JsonPropertyName("inventoryDigest")]
    public required string InventoryDigest { get; init; }

    /// <summary>Whether the object already is what was asked for.</summary>
    [JsonPropertyName("changesNothing")]
    public bool ChangesNothing { get; init; }

    /// <summary>How many files the version adds, changes, removes and renames; null from an older build.</summary>
    [JsonPropertyName("files"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FileChangeCounts? Files { get; init; }

    /// <summary>How many steps.</summary>
    [JsonPropertyName("steps")]
    public long Steps { get; init; }

    /// <summary>How many bytes they write.</summary>
    [JsonPropertyName("bytes")]
    public long Bytes { get; init; }

    /// <summary>The slices before the copies, one after the other.</summary>
    [JsonPropertyName("preparation")]
    public SliceRange Preparation { get; init; } = SliceRange.Empty;

    /// <summary>The slices of copies, in any order and at the same time.</summary>
    [JsonPropertyName("copies")]
    public SliceRange Copies { get; init; } = SliceRange.Empty;

    /// <summary>The slices up to the root inventory, which is the commit, one after the other.</summary>
    [JsonPropertyName("commit")]
    public SliceRange Commit { get; init; } = SliceRange.Empty;

    /// <summary>The slices after the commit, one after the other.</summary>
    [JsonPropertyName("finish")]
    public SliceRange Finish { get; init; } = SliceRange.Empty;

    /// <summary>The name of each step, clipped, where each slice is one step; null where a slice is many.</summary>
    [JsonPropertyName("names"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Names { get; init; }
}
