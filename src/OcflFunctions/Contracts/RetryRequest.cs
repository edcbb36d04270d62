using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The payload of the event <c>Retry</c>.</summary>
/// <param name="Reason">Why; null when not given.</param>
[JsonConverter(typeof(Converter))]
public sealed record RetryRequest([property: JsonPropertyName("reason")] string? Reason)
{
    private sealed class Converter() : ReasonConverter<RetryRequest>(static reason => new RetryRequest(reason), static request => request.Reason);
}
