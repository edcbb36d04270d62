using System.Text.Json.Serialization;

namespace OcflFunctions.Durable;

/// <summary>Consecutive slices of a plan.</summary>
/// <param name="First">The number of the first, from 0.</param>
/// <param name="Count">How many.</param>
public sealed record SliceRange(int First, int Count)
{
    /// <summary>No slice.</summary>
    public static SliceRange Empty { get; } = new(0, 0);

    /// <summary>The number after the last.</summary>
    [JsonIgnore]
    public int End => First + Count;
}
