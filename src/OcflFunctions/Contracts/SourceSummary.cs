using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What the source has. The list itself is in the work area.</summary>
/// <param name="Batches">In how many batches it is listed.</param>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">How many bytes.</param>
public sealed record SourceSummary(
    [property: JsonPropertyName("batches")] int Batches,
    [property: JsonPropertyName("files")] long Files,
    [property: JsonPropertyName("bytes")] long Bytes);
