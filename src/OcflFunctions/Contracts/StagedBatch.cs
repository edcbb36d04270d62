using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What <c>BuildStage</c> did. The digests are in the work area.</summary>
/// <param name="Files">How many files are staged.</param>
/// <param name="Bytes">How many bytes.</param>
public sealed record StagedBatch(
    [property: JsonPropertyName("files")] long Files,
    [property: JsonPropertyName("bytes")] long Bytes);
