using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of <c>CreatePlan</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Request">What the caller asked for.</param>
public sealed record CreatePlanInput(
    [property: JsonPropertyName("update")] UpdateIdentity Update,
    [property: JsonPropertyName("request")] UpdateRequest Request);
