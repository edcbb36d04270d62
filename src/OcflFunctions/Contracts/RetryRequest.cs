using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The payload with which the HTTP API raises the event <c>Retry</c>. The orchestrator takes any other as well.</summary>
/// <param name="Reason">Why; null when not given.</param>
public sealed record RetryRequest([property: JsonPropertyName("reason")] string? Reason);
