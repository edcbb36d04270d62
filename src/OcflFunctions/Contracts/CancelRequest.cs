using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The payload of the event <c>Cancel</c>.</summary>
/// <param name="Reason">Why; null when not given.</param>
[JsonConverter(typeof(Converter))]
public sealed record CancelRequest([property: JsonPropertyName("reason")] string? Reason)
{
    private sealed class Converter() : ReasonConverter<CancelRequest>(static reason => new CancelRequest(reason), static request => request.Reason);
}
