using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What the activity <c>ListObjects</c> found: the objects themselves are in the work area.</summary>
public sealed record ListedObjects
{
    /// <summary>How many objects the page has.</summary>
    [JsonPropertyName("objects")]
    public int Objects { get; init; }

    /// <summary>Where the next page starts; null when this was the last.</summary>
    [JsonPropertyName("next"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }

    /// <summary>Whether there are objects that are direct children of the storage root.</summary>
    [JsonPropertyName("hasObjectsAtTop")]
    public bool HasObjectsAtTop { get; init; }

    /// <summary>Whether there are objects that are deeper.</summary>
    [JsonPropertyName("hasObjectsBelow")]
    public bool HasObjectsBelow { get; init; }

    /// <summary>What was found on the way to the objects.</summary>
    [JsonPropertyName("counts")]
    public ValidationCounts Counts { get; init; } = new();
}
