using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What <c>RevertOcflActivity</c> found.</summary>
/// <param name="Committed">Whether the new version is committed, so that there is nothing to undo and the update goes on to its end.</param>
/// <param name="Applied">Whether <c>ApplyPlan</c> has come to its end too, so that no step of the plan is left.</param>
public sealed record RevertResult(
    [property: JsonPropertyName("committed")] bool Committed,
    [property: JsonPropertyName("applied")] bool Applied = false);
