using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What the activities <c>ValidateObject</c> and <c>ValidateStorageRoot</c> found: the findings themselves are in the work area.</summary>
public sealed record ValidatedObjects
{
    /// <summary>What was found.</summary>
    [JsonPropertyName("counts")]
    public ValidationCounts Counts { get; init; } = new();

    /// <summary>The objects that could not be looked at now, by their places in the page; they are in no count.</summary>
    [JsonPropertyName("deferred")]
    public IReadOnlyList<int> Deferred { get; init; } = [];
}
