using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The payload of the event <c>Cancel</c>.</summary>
/// <param name="Reason">Why; null when not given.</param>
public sealed record CancelRequest([property: JsonPropertyName("reason")] string? Reason);
