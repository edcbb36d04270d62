using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How far a validation is: what it takes along when it continues as new.</summary>
public sealed record ValidationState
{
    /// <summary>When the first run started, in UTC.</summary>
    [JsonPropertyName("startedAt")]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How many pages of objects are done.</summary>
    [JsonPropertyName("pages")]
    public int Pages { get; init; }

    /// <summary>Where the next page starts; null for the first.</summary>
    [JsonPropertyName("after"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? After { get; init; }

    /// <summary>How many objects have been listed.</summary>
    [JsonPropertyName("listed")]
    public long Listed { get; init; }

    /// <summary>Whether there are objects that are direct children of the storage root.</summary>
    [JsonPropertyName("hasObjectsAtTop")]
    public bool HasObjectsAtTop { get; init; }

    /// <summary>Whether there are objects that are deeper.</summary>
    [JsonPropertyName("hasObjectsBelow")]
    public bool HasObjectsBelow { get; init; }

    /// <summary>What has been found.</summary>
    [JsonPropertyName("counts")]
    public ValidationCounts Counts { get; init; } = new();
}
