using System.Text.Json.Serialization;

namespace OcflFunctions.Http;

/// <summary>Whether the service is ready.</summary>
/// <param name="Status"><c>ready</c>, or <c>unavailable</c>.</param>
/// <param name="Checks">What was tried, each with <c>ok</c> or what does not work.</param>
public sealed record HealthReport(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("checks")] IReadOnlyDictionary<string, string> Checks)
{
    internal const string Ready = "ready";
    internal const string Unavailable = "unavailable";
}
