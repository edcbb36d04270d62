using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of <c>ListSource</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Request">What the caller asked for.</param>
/// <param name="NewVersion">What shapes the new version; null for the service's settings of the moment (<see cref="UpdateSettings.NewVersion"/>).</param>
public sealed record ListSourceInput(
    [property: JsonPropertyName("update")] UpdateIdentity Update,
    [property: JsonPropertyName("request")] UpdateRequest Request,
    [property: JsonPropertyName("newVersion"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NewVersionSettings? NewVersion = null);
