using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of <c>ListSource</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Request">What the caller asked for.</param>
public sealed record ListSourceInput(
    [property: JsonPropertyName("update")] UpdateIdentity Update,
    [property: JsonPropertyName("request")] UpdateRequest Request);
