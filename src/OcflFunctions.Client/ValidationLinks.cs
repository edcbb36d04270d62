using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>Where a validation is, and its report: paths on this service.</summary>
/// <param name="Self">GET: the validation.</param>
/// <param name="Findings">GET: what it has found.</param>
public sealed record ValidationLinks(
    [property: JsonPropertyName("self")] string Self,
    [property: JsonPropertyName("findings")] string Findings);
