using System.Text.Json.Serialization;
using OcflFunctions.Contracts;

namespace OcflFunctions.Work;

/// <summary>The list of a source: made once, whichever of two runs was first.</summary>
/// <param name="Folder">Where the batches are: a folder of the run that was first.</param>
/// <param name="Source">The source, resolved.</param>
/// <param name="DigestAlgorithm">The algorithm to hash with.</param>
/// <param name="Summary">What is in it.</param>
public sealed record SourceList(
    [property: JsonPropertyName("folder")] string Folder,
    [property: JsonPropertyName("source")] UpdateSource Source,
    [property: JsonPropertyName("digestAlgorithm")] string DigestAlgorithm,
    [property: JsonPropertyName("summary")] SourceSummary Summary);
