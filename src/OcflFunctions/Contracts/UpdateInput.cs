using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of the orchestration <c>UpdateObject</c>.</summary>
/// <param name="Request">What the caller asks for.</param>
/// <param name="Settings">The settings it goes by.</param>
public sealed record UpdateInput(
    [property: JsonPropertyName("request")] UpdateRequest Request,
    [property: JsonPropertyName("settings")] UpdateSettings Settings);
