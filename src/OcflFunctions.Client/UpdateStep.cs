using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>A step of an update's plan.</summary>
/// <param name="Number">Its place in the plan, from 1.</param>
/// <param name="Name">What it does, such as <c>copy v1/content/readme.txt</c>.</param>
/// <param name="Bytes">How many bytes it writes.</param>
/// <param name="State">How far it is.</param>
/// <param name="Note">Why it had nothing to do; null when it had, or nothing is to be said.</param>
public sealed record UpdateStep(
    [property: JsonPropertyName("number")] int Number,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("state")] StepState State,
    [property: JsonPropertyName("note"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note);
