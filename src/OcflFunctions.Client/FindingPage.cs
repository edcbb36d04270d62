using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>Some findings of a validation, in the order of its report.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="Continuation">Gives the next page, as the query parameter <c>continuation</c>; null when there is none.</param>
internal sealed record FindingPage(
    [property: JsonPropertyName("findings")] IReadOnlyList<Finding> Findings,
    [property: JsonPropertyName("continuation"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);
