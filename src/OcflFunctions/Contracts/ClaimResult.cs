using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What <c>ClaimObject</c> says.</summary>
/// <param name="Ahead">How many updates of the object are before this one: 0 when it is this one's turn.</param>
/// <param name="Holder">The update whose turn it is.</param>
public sealed record ClaimResult(
    [property: JsonPropertyName("ahead")] int Ahead,
    [property: JsonPropertyName("holder")] string Holder)
{
    /// <summary>Whether it is this update's turn.</summary>
    [JsonIgnore]
    public bool IsGranted => Ahead == 0;
}
