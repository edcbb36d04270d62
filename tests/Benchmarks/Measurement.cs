namespace Benchmarks;

/// <summary>One figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Detail">What else there is to say.</param>
/// <param name="Target">What it should be; null if nothing is decided.</param>
internal sealed record Measurement(
    [property: System.Text.Json.Serialization.JsonPropertyName("name")] string Name,
    [property: System.Text.Json.Serialization.JsonPropertyName("value")] double Value,
    [property: System.Text.Json.Serialization.JsonPropertyName("unit")] string Unit,
    [property: System.Text.Json.Serialization.JsonPropertyName("detail")] string Detail,
    [property: System.Text.Json.Serialization.JsonPropertyName("target")] string? Target = null)
{
    /// <summary>Whether the target is met; null if the figure says nothing about it.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("met")]
    public bool? IsMet { get; init; }
}
