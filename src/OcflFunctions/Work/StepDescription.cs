using System.Text.Json.Serialization;

namespace OcflFunctions.Work;

/// <summary>What a step is, for callers.</summary>
/// <param name="Name">The step's name, such as <c>copy v1/content/readme.txt</c>.</param>
/// <param name="Bytes">How many bytes it writes.</param>
public sealed record StepDescription(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("bytes")] long Bytes);
