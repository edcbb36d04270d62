using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of the orchestration <c>ValidateObjects</c>.</summary>
/// <param name="Request">What the caller asks for.</param>
/// <param name="Settings">The settings it goes by.</param>
/// <param name="State">How far it is, where it has continued as new; null at its beginning.</param>
public sealed record ValidationInput(
    [property: JsonPropertyName("request")] ValidationRequest Request,
    [property: JsonPropertyName("settings")] ValidationSettings Settings,
    [property: JsonPropertyName("state"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ValidationState? State = null);
