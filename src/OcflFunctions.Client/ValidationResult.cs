using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>What a validation found.</summary>
public sealed record ValidationResult : ValidationCounts
{
    /// <summary>How it came out: of a storage root, with all its objects.</summary>
    [JsonPropertyName("outcome")]
    public required ValidationOutcome Outcome { get; init; }

    /// <summary>How the storage root came out by itself, without its objects; null where one object was validated.</summary>
    [JsonPropertyName("rootOutcome"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationOutcome? RootOutcome { get; init; }

    /// <summary>The object that was validated; null for the storage root with all its objects.</summary>
    [JsonPropertyName("objectId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }
}
