using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of <c>BuildStage</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Batch">The batch of the source's list to hash and stage, from 0.</param>
public sealed record BuildStageInput(
    [property: JsonPropertyName("update")] UpdateIdentity Update,
    [property: JsonPropertyName("batch")] int Batch);
