using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>Some updates, newest first.</summary>
/// <param name="Updates">The updates.</param>
/// <param name="Continuation">Gives the next page, as the query parameter <c>continuation</c>; null when there is none.</param>
internal sealed record UpdatePage(
    [property: JsonPropertyName("updates")] IReadOnlyList<Update> Updates,
    [property: JsonPropertyName("continuation"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);
